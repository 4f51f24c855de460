package org.apache.kafka.connect.converters;

import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/**
 * One type of value, in the bytes of Kafka's serializer for it (KIP-305). The value decides, not its schema: a record
 * whose schema says otherwise passes if its value is of the type. No number is widened or cut to fit.
 *
 * @param <T> the type
 */
abstract class OneTypeConverter<T> extends PlainConverter {
    private final Class<T> type;
    private final Schema schema;
    private final Serializer<T> serializer;
    private final Deserializer<T> deserializer;

    /** @param schema of every value read, optional because null is a value too */
    OneTypeConverter(Class<T> type, Schema schema, Serializer<T> serializer, Deserializer<T> deserializer) {
        this.type = type;
        this.schema = schema;
        this.serializer = serializer;
        this.deserializer = deserializer;
    }

    @Override
    public byte @Nullable [] fromConnectData(String topic, @Nullable Schema ignored, @Nullable Object value) {
        if (value == null) {
            return null;
        }
        if (!type.isInstance(value)) {
            throw new DataException(getClass().getSimpleName() + " takes a " + type.getName() + " and got a "
                    + value.getClass().getName()
                    + "; use a converter that knows it, or the transform Cast before this one.");
        }
        return serializer.serialize(topic, type.cast(value));
    }

    @Override
    public SchemaAndValue toConnectData(String topic, byte @Nullable [] value) {
        try {
            return new SchemaAndValue(schema, deserializer.deserialize(topic, value));
        } catch (SerializationException e) {
            throw new DataException(
                    getClass().getSimpleName() + " cannot read the " + (value == null ? 0 : value.length)
                            + " bytes of a record of topic " + topic + " as a " + type.getName() + ": " + e.getMessage()
                            + ". Use the converter that the topic was written with.",
                    e);
        }
    }
}
