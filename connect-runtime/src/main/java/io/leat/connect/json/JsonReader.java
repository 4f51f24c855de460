package io.leat.connect.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/** Reads the values of one schema. Thread-safe. */
abstract class JsonReader {
    private final boolean nullable;

    JsonReader(boolean nullable) {
        this.nullable = nullable;
    }

    /** Reads the value that begins with the parser's token, which is not null; the parser is then at its last token. */
    abstract Object read(JsonParser in) throws IOException;

    final @Nullable Object readOrNull(JsonParser in) throws IOException {
        if (in.currentToken() != JsonToken.VALUE_NULL) {
            return read(in);
        }
        return missing();
    }

    /** What is read where nothing is: null if that needs no default. */
    final @Nullable Object missing() {
        if (!nullable) {
            throw new Irregular();
        }
        return null;
    }

    /** The reader for a schema; null for values without one. */
    static JsonReader of(@Nullable Schema schema) {
        if (schema == null) {
            return Schemaless.READER;
        }
        boolean nullable = schema.isOptional() && schema.defaultValue() == null;
        if (schema.name() != null && JsonWriter.LOGICAL.contains(schema.name())) {
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

    private static long integer(JsonParser in) throws IOException {
        if (in.currentToken() != JsonToken.VALUE_NUMBER_INT
                || in.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
            throw new Irregular();
        }
        return in.getLongValue();
    }

    /** Kafka's converter reads a fraction as a decimal, which has no negative zero. */
    private static double fraction(JsonParser in) throws IOException {
        String text = in.getText();
        double number = Double.parseDouble(text);
        if (number == 0 && text.charAt(0) == '-') {
            throw new Irregular();
        }
        return number;
    }

    private static float shortFraction(JsonParser in) throws IOException {
        String text = in.getText();
        float number = Float.parseFloat(text);
        if (number == 0 && text.charAt(0) == '-') {
            throw new Irregular();
        }
        return number;
    }

    private static String text(JsonParser in) throws IOException {
        if (in.currentToken() != JsonToken.VALUE_STRING) {
            throw new Irregular();
        }
        return in.getText();
    }

    private static boolean truth(JsonParser in) {
        if (in.currentToken() == JsonToken.VALUE_TRUE) {
            return true;
        } else if (in.currentToken() == JsonToken.VALUE_FALSE) {
            return false;
        }
        throw new Irregular();
    }

    private static final class Unusual extends JsonReader {
        Unusual() {
            super(false);
        }

        @Override
        Object read(JsonParser in) {
            throw new Irregular();
        }
    }

    private static final class OfPrimitive extends JsonReader {
        private final Schema.Type type;

        OfPrimitive(boolean nullable, Schema.Type type) {
            super(nullable);
            this.type = type;
        }

        @Override
        Object read(JsonParser in) throws IOException {
            return switch (type) {
                case STRING -> text(in);
                case INT64 -> integer(in);
                case INT32 -> (int) integer(in);
                case INT16 -> (short) integer(in);
                case INT8 -> (byte) integer(in);
                case BOOLEAN -> truth(in);
                case FLOAT64 -> in.currentToken() == JsonToken.VALUE_NUMBER_FLOAT ? fraction(in) : (double) integer(in);
                case FLOAT32 ->
                    in.currentToken() == JsonToken.VALUE_NUMBER_FLOAT ? shortFraction(in) : (float) integer(in);
                default -> {
                    if (in.currentToken() != JsonToken.VALUE_STRING) {
                        throw new Irregular();
                    }
                    yield in.getBinaryValue();
                }
            };
        }
    }

    private static final class OfArray extends JsonReader {
        private final JsonReader elements;

        OfArray(boolean nullable, JsonReader elements) {
            super(nullable);
            this.elements = elements;
        }

        @Override
        Object read(JsonParser in) throws IOException {
            if (in.currentToken() != JsonToken.START_ARRAY) {
                throw new Irregular();
            }
            return readArray(in, elements);
        }
    }

    private static List<@Nullable Object> readArray(JsonParser in, JsonReader elements) throws IOException {
        List<@Nullable Object> array = new ArrayList<>();
        while (in.nextToken() != JsonToken.END_ARRAY) {
            array.add(elements.readOrNull(in));
        }
        return array;
    }

    private static final class OfMap extends JsonReader {
        private final JsonReader values;

        OfMap(boolean nullable, JsonReader values) {
            super(nullable);
            this.values = values;
        }

        @Override
        Object read(JsonParser in) throws IOException {
            if (in.currentToken() != JsonToken.START_OBJECT) {
                throw new Irregular();
            }
            return readObject(in, values);
        }
    }

    private static Map<String, @Nullable Object> readObject(JsonParser in, JsonReader values) throws IOException {
        Map<String, @Nullable Object> map = new HashMap<>();
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            String name = in.currentName();
            in.nextToken();
            map.put(name, values.readOrNull(in));
        }
        return map;
    }

    private static final class OfStruct extends JsonReader {
        private final Schema schema;
        private final Field[] fields;
        private final JsonReader[] readers;
        private final Map<String, Integer> indexes = new HashMap<>();

        OfStruct(boolean nullable, Schema schema) {
            super(nullable);
            this.schema = schema.schema();
            this.fields = schema.fields().toArray(Field[]::new);
            this.readers =
                    schema.fields().stream().map(field -> of(field.schema())).toArray(JsonReader[]::new);
            for (int i = 0; i < fields.length; i++) {
                indexes.put(fields[i].name(), i);
            }
        }

        @Override
        Object read(JsonParser in) throws IOException {
            if (in.currentToken() != JsonToken.START_OBJECT) {
                throw new Irregular();
            }
            Struct struct = new Struct(schema);
            int next = 0;
            int inOrder = 0;
            while (in.nextToken() == JsonToken.FIELD_NAME) {
                String name = in.currentName();
                in.nextToken();
                int index = next < fields.length && fields[next].name().equals(name)
                        ? next
                        : indexes.getOrDefault(name, -1);
                if (index < 0) {
                    in.skipChildren();
                    continue;
                }
                inOrder += index == inOrder ? 1 : 0;
                next = index + 1;
                struct.put(fields[index], readers[index].readOrNull(in));
            }
            if (inOrder < fields.length) {
                requireNullable(struct);
            }
            return struct;
        }

        /** Of fields that are not there, or came in another order than the schema's. */
        private void requireNullable(Struct struct) {
            for (int i = 0; i < fields.length; i++) {
                if (struct.getWithoutDefault(fields[i].name()) == null) {
                    var unused = readers[i].missing();
                }
            }
        }
    }

    /** As the text says. */
    private static final class Schemaless extends JsonReader {
        static final Schemaless READER = new Schemaless();

        Schemaless() {
            super(true);
        }

        @Override
        Object read(JsonParser in) throws IOException {
            return switch (in.currentToken()) {
                case VALUE_STRING -> in.getText();
                case VALUE_NUMBER_INT -> integer(in);
                case VALUE_NUMBER_FLOAT -> fraction(in);
                case VALUE_TRUE -> true;
                case VALUE_FALSE -> false;
                case START_OBJECT -> readObject(in, this);
                case START_ARRAY -> readArray(in, this);
                default -> throw new Irregular();
            };
        }
    }
}
