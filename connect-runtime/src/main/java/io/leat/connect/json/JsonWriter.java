package io.leat.connect.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.SerializedString;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.connect.data.Date;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;
import org.jspecify.annotations.Nullable;

/** Writes the values of one schema. Thread-safe. */
abstract class JsonWriter {
    /** Types that Kafka's converter translates. */
    static final Set<String> LOGICAL =
            Set.of(Decimal.LOGICAL_NAME, Date.LOGICAL_NAME, Time.LOGICAL_NAME, Timestamp.LOGICAL_NAME);

    /** Writes a value that is there. */
    abstract void write(Object value, JsonGenerator out) throws IOException;

    /** Whether null may be written as such; where there is a default, Kafka's converter knows what to do. */
    private final boolean nullable;

    JsonWriter(boolean nullable) {
        this.nullable = nullable;
    }

    final void writeOrNull(@Nullable Object value, JsonGenerator out) throws IOException {
        if (value != null) {
            write(value, out);
        } else if (nullable) {
            out.writeNull();
        } else {
            throw new Irregular();
        }
    }

    /** The writer for a schema; null for values without one. */
    static JsonWriter of(@Nullable Schema schema) {
        if (schema == null) {
            return Schemaless.WRITER;
        }
        boolean nullable = schema.isOptional() && schema.defaultValue() == null;
        if (schema.name() != null && LOGICAL.contains(schema.name())) {
            return new Unusual();
        }
        return switch (schema.type()) {
            case ARRAY -> new OfArray(nullable, of(schema.valueSchema()));
            case MAP ->
                schema.keySchema() != null && schema.keySchema().type() == Schema.Type.STRING
                        ? new OfMap(nullable, of(schema.valueSchema()))
                        : new Unusual();
            case STRUCT -> new OfStruct(nullable, schema);
            default -> new OfPrimitive(nullable, schema.type());
        };
    }

    private static final class Unusual extends JsonWriter {
        Unusual() {
            super(false);
        }

        @Override
        void write(Object value, JsonGenerator out) {
            throw new Irregular();
        }
    }

    private static final class OfPrimitive extends JsonWriter {
        private final Schema.Type type;

        OfPrimitive(boolean nullable, Schema.Type type) {
            super(nullable);
            this.type = type;
        }

        @Override
        void write(Object value, JsonGenerator out) throws IOException {
            if (type == Schema.Type.STRING && value instanceof String text) {
                out.writeString(text);
            } else if (type == Schema.Type.INT64 && value instanceof Long number) {
                out.writeNumber(number);
            } else if (type == Schema.Type.INT32 && value instanceof Integer number) {
                out.writeNumber(number);
            } else if (type == Schema.Type.FLOAT64 && value instanceof Double number) {
                out.writeNumber(number);
            } else if (type == Schema.Type.BOOLEAN && value instanceof Boolean truth) {
                out.writeBoolean(truth);
            } else if (type == Schema.Type.FLOAT32 && value instanceof Float number) {
                out.writeNumber(number);
            } else if (type == Schema.Type.INT16 && value instanceof Short number) {
                out.writeNumber(number);
            } else if (type == Schema.Type.INT8 && value instanceof Byte number) {
                out.writeNumber(number.intValue());
            } else if (type == Schema.Type.BYTES && value instanceof byte[] bytes) {
                out.writeBinary(bytes);
            } else {
                throw new Irregular();
            }
        }
    }

    private static final class OfArray extends JsonWriter {
        private final JsonWriter elements;

        OfArray(boolean nullable, JsonWriter elements) {
            super(nullable);
            this.elements = elements;
        }

        @Override
        void write(Object value, JsonGenerator out) throws IOException {
            if (!(value instanceof Collection<?> all)) {
                throw new Irregular();
            }
            out.writeStartArray();
            for (Object element : all) {
                elements.writeOrNull(element, out);
            }
            out.writeEndArray();
        }
    }

    private static final class OfMap extends JsonWriter {
        private final JsonWriter values;

        OfMap(boolean nullable, JsonWriter values) {
            super(nullable);
            this.values = values;
        }

        @Override
        void write(Object value, JsonGenerator out) throws IOException {
            if (!(value instanceof Map<?, ?> map)) {
                throw new Irregular();
            }
            writeObject(map, values, out);
        }
    }

    private static void writeObject(Map<?, ?> map, JsonWriter values, JsonGenerator out) throws IOException {
        out.writeStartObject();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            if (!(entry.getKey() instanceof String name)) {
                throw new Irregular();
            }
            out.writeFieldName(name);
            values.writeOrNull(entry.getValue(), out);
        }
        out.writeEndObject();
    }

    private static final class OfStruct extends JsonWriter {
        private final Schema schema;
        private final List<Field> fields;
        private final SerializableString[] names;
        private final JsonWriter[] writers;

        OfStruct(boolean nullable, Schema schema) {
            super(nullable);
            this.schema = schema;
            this.fields = schema.fields();
            this.names = fields.stream()
                    .map(field -> new SerializedString(field.name()))
                    .toArray(SerializableString[]::new);
            this.writers = fields.stream().map(field -> of(field.schema())).toArray(JsonWriter[]::new);
        }

        @Override
        void write(Object value, JsonGenerator out) throws IOException {
            if (!(value instanceof Struct struct)
                    || (struct.schema() != schema && !struct.schema().equals(schema))) {
                throw new Irregular();
            }
            out.writeStartObject();
            for (int i = 0; i < writers.length; i++) {
                Field field = fields.get(i);
                Object member = field.schema().defaultValue() == null
                        ? struct.get(field)
                        : struct.getWithoutDefault(field.name());
                out.writeFieldName(names[i]);
                writers[i].writeOrNull(member, out);
            }
            out.writeEndObject();
        }
    }

    /** As a value's own class says. */
    private static final class Schemaless extends JsonWriter {
        static final Schemaless WRITER = new Schemaless();

        Schemaless() {
            super(true);
        }

        @Override
        void write(Object value, JsonGenerator out) throws IOException {
            if (value instanceof String text) {
                out.writeString(text);
            } else if (value instanceof Long number) {
                out.writeNumber(number);
            } else if (value instanceof Integer number) {
                out.writeNumber(number);
            } else if (value instanceof Double number) {
                out.writeNumber(number);
            } else if (value instanceof Boolean truth) {
                out.writeBoolean(truth);
            } else if (value instanceof Map<?, ?> map) {
                writeObject(map, this, out);
            } else if (value instanceof List<?> list) {
                out.writeStartArray();
                for (Object element : list) {
                    writeOrNull(element, out);
                }
                out.writeEndArray();
            } else if (value instanceof Float number) {
                out.writeNumber(number);
            } else if (value instanceof Short number) {
                out.writeNumber(number);
            } else if (value instanceof Byte number) {
                out.writeNumber(number.intValue());
            } else if (value instanceof byte[] bytes) {
                out.writeBinary(bytes);
            } else {
                throw new Irregular();
            }
        }
    }
}
