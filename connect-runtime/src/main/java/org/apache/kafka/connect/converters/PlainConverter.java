package org.apache.kafka.connect.converters;

import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.utils.AppInfoParser;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.storage.Converter;
import org.apache.kafka.connect.storage.ConverterConfig;
import org.apache.kafka.connect.storage.HeaderConverter;
import org.jspecify.annotations.Nullable;

/** A converter without settings of its own, to which a header is a value like any other. */
abstract class PlainConverter implements Converter, HeaderConverter {
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
    public byte @Nullable [] fromConnectHeader(
            String topic, String name, @Nullable Schema schema, @Nullable Object value) {
        return fromConnectData(topic, schema, value);
    }

    @Override
    public SchemaAndValue toConnectHeader(String topic, String name, byte @Nullable [] value) {
        return toConnectData(topic, value);
    }

    @Override
    public void close() {}
}
