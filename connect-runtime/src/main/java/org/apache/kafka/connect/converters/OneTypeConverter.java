package org.apache.kafka.connect.converters;

import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.utils.AppInfoParser;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.storage.Converter;
import org.apache.kafka.connect.storage.ConverterConfig;
import org.apache.kafka.connect.storage.HeaderConverter;
import org.jspecify.annotations.Nullable;

/**
 * One type of value, in the bytes of Kafka's serializer for it (KIP-305). The value decides, not its schema: a record
 * whose schema says otherwise passes if its value is of the type. No number is widened or cut to fit.
 *
 * @param <T> the type
 */
abstract class OneTypeConverter<T> implements Converter, HeaderConverter {
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
    public ConfigDef config() {
        return ConverterConfig.newConfigDef();
    }

    @Override
    public String version() {
        return AppInfoParser.getVersion();
    }

    @Override
    public void configure(Map<String, ?> settings) {}

    @Override
    public void configure(Map<String, ?> settings, boolean isKey) {}

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

    @Override
    public byte @Nullable [] fromConnectHeader(
            String topic, String name, @Nullable Schema ignored, @Nullable Object value) {
        return fromConnectData(topic, ignored, value);
    }

    @Override
    public SchemaAndValue toConnectHeader(String topic, String name, byte @Nullable [] value) {
        return toConnectData(topic, value);
    }

    @Override
    public void close() {}
}
