package io.leat.connect.worker;

import io.leat.connect.lifecycle.TaskId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.metrics.JmxReporter;
import org.apache.kafka.common.metrics.KafkaMetricsContext;
import org.apache.kafka.common.metrics.MetricConfig;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.metrics.internals.PluginMetricsImpl;
import org.apache.kafka.common.utils.Time;

/** Metrics that plugins register for themselves (KIP-877), told apart by connector and task. */
final class PluginMetricsFactory implements AutoCloseable {
    private final Metrics metrics = new Metrics(
            new MetricConfig(), List.of(new JmxReporter()), Time.SYSTEM, new KafkaMetricsContext("kafka.connect"));

    /** Where the worker's own metrics are too; JMX shows all of them under {@code kafka.connect}. */
    Metrics metrics() {
        return metrics;
    }

    PluginMetricsImpl forConnector(String name) {
        return new PluginMetricsImpl(metrics, new LinkedHashMap<>(Map.of("connector", name)));
    }

    PluginMetricsImpl forTask(TaskId id) {
        Map<String, String> tags = new LinkedHashMap<>();
        tags.put("connector", id.connector());
        tags.put("task", Integer.toString(id.task()));
        return new PluginMetricsImpl(metrics, tags);
    }

    @Override
    public void close() {
        metrics.close();
    }
}
