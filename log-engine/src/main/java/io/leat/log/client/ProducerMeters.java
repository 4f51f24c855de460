package io.leat.log.client;

import java.util.Map;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.metrics.Sensor;

/** Kafka's {@code producer-metrics} that mean something without a network. */
final class ProducerMeters implements AutoCloseable {
    private final ClientMeters meters;
    private final Sensor records;
    private final Sensor bytes;
    private final Sensor batches;
    private final Sensor errors;

    ProducerMeters(ProducerSettings settings, String clientId, BatchMemory memory) {
        meters = new ClientMeters(settings, clientId, "producer", "producer-metrics");
        records = meters.counted("record-send", "records sent");
        bytes = meters.counted("outgoing-byte", "bytes sent, before compression");
        batches = meters.sized("batch-size", "bytes of a batch, before compression");
        errors = meters.counted("record-error", "records that failed");
        meters.shown(
                "buffer-available-bytes", "Bytes of buffer.memory not in use", (config, now) -> memory.available());
        meters.shown("buffer-total-bytes", "Bytes of buffer.memory", (config, now) -> memory.total());
    }

    void sent(int count, int size) {
        records.record(count);
        bytes.record(size);
        batches.record(size);
    }

    void failed(int count) {
        errors.record(count);
    }

    Map<MetricName, ? extends Metric> all() {
        return meters.all();
    }

    @Override
    public void close() {
        meters.close();
    }
}
