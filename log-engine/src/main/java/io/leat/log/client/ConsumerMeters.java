package io.leat.log.client;

import java.util.Map;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.metrics.Sensor;

/** Kafka's {@code consumer-fetch-manager-metrics} that mean something without a network. */
final class ConsumerMeters implements AutoCloseable {
    private final ClientMeters meters;
    private final Sensor records;
    private final Sensor bytes;
    private final Sensor fetches;

    ConsumerMeters(ConsumerSettings settings, String clientId) {
        meters = new ClientMeters(settings, clientId, "consumer", "consumer-fetch-manager-metrics");
        records = meters.counted("records-consumed", "records consumed");
        bytes = meters.counted("bytes-consumed", "bytes of keys and values consumed");
        fetches = meters.counted("fetch", "reads that found something");
    }

    /** Shows what holds for all of {@code positions} together. */
    void watch(Positions positions) {
        meters.shown(
                "records-lag-max",
                "The most records that any partition is behind its end",
                (config, now) -> positions.all().stream()
                        .mapToDouble(ReadPosition::lag)
                        .filter(lag -> lag >= 0)
                        .max()
                        .orElse(Double.NaN));
        meters.shown(
                "assigned-partitions",
                "Partitions assigned now",
                (config, now) -> positions.all().size());
    }

    void assigned(ReadPosition position) {
        meters.shown("records-lag", "Records behind the end", tags(position.name()), (config, now) -> position.lag());
    }

    void unassigned(ReadPosition position) {
        meters.hidden("records-lag", tags(position.name()));
    }

    private static Map<String, String> tags(TopicPartition name) {
        return Map.of("topic", name.topic(), "partition", String.valueOf(name.partition()));
    }

    /** Called once for each partition of a poll. */
    void consumed(int count, long size) {
        records.record(count);
        bytes.record((double) size);
        fetches.record();
    }

    Map<MetricName, ? extends Metric> all() {
        return meters.all();
    }

    @Override
    public void close() {
        meters.close();
    }
}
