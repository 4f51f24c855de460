package io.leat.connect.worker;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.json.JsonConverter;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/**
 * A record that somebody wrote by hand, to see what transforms make of it.
 *
 * @param key as JSON; an object of {@code schema} and {@code payload} is data with that schema
 * @param value as the key
 * @param headers as the key, by name
 */
public record GivenRecord(
        String topic,
        @Nullable Integer partition,
        @Nullable Long timestamp,
        String key,
        String value,
        Map<String, String> headers) {

    SourceRecord ofSource() {
        SchemaAndValue k = data(key);
        SchemaAndValue v = data(value);
        return new SourceRecord(
                Map.of(), Map.of(), topic, partition, k.schema(), k.value(), v.schema(), v.value(), timestamp, all());
    }

    SinkRecord ofSink() {
        SchemaAndValue k = data(key);
        SchemaAndValue v = data(value);
        int where = partition == null ? 0 : partition;
        return new SinkRecord(
                topic,
                where,
                k.schema(),
                k.value(),
                v.schema(),
                v.value(),
                0,
                timestamp,
                timestamp == null ? TimestampType.NO_TIMESTAMP_TYPE : TimestampType.CREATE_TIME,
                all());
    }

    private ConnectHeaders all() {
        ConnectHeaders all = new ConnectHeaders();
        headers.forEach((name, json) -> all.add(name, data(json)));
        return all;
    }

    private static SchemaAndValue data(String json) {
        boolean withSchema = json.matches("(?s)\\s*\\{\\s*\"schema\"\\s*:.*\"payload\"\\s*:.*");
        try (JsonConverter converter = new JsonConverter()) {
            converter.configure(Map.of("schemas.enable", Boolean.toString(withSchema)), false);
            return converter.toConnectData("", json.getBytes(StandardCharsets.UTF_8));
        }
    }
}
