package org.apache.kafka.connect.converters;

import org.apache.kafka.common.serialization.BooleanDeserializer;
import org.apache.kafka.common.serialization.BooleanSerializer;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/** {@code BOOLEAN}: one byte, 1 or 0 (KIP-907). Unlike the numbers' converters it holds a schema to its word. */
public final class BooleanConverter extends OneTypeConverter<Boolean> {
    public BooleanConverter() {
        super(Boolean.class, Schema.OPTIONAL_BOOLEAN_SCHEMA, new BooleanSerializer(), new BooleanDeserializer());
    }

    @Override
    public byte @Nullable [] fromConnectData(String topic, @Nullable Schema schema, @Nullable Object value) {
        if (schema != null && schema.type() != Schema.Type.BOOLEAN) {
            throw new DataException("BooleanConverter takes the schema type BOOLEAN and got " + schema.type()
                    + "; use a converter that knows it, such as org.apache.kafka.connect.json.JsonConverter.");
        }
        return super.fromConnectData(topic, schema, value);
    }
}
