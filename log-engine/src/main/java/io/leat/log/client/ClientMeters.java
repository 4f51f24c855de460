package io.leat.log.client;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.metrics.KafkaMetricsContext;
import org.apache.kafka.common.metrics.Measurable;
import org.apache.kafka.common.metrics.MetricConfig;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.metrics.Sensor;
import org.apache.kafka.common.metrics.stats.Avg;
import org.apache.kafka.common.metrics.stats.Max;
import org.apache.kafka.common.metrics.stats.Meter;
import org.apache.kafka.common.utils.Time;

/** The metrics of one client, under Kafka's names and groups, shown by the {@code metric.reporters}. Recorded once per batch (C4). */
final class ClientMeters implements AutoCloseable {
    private final Metrics metrics;
    private final String group;
    private final Map<String, String> tags;

    /**
     * @param kind {@code producer} or {@code consumer}, as in {@code kafka.producer} and {@code producer-metrics}
     * @param group the metrics' group
     */
    ClientMeters(AbstractConfig settings, String clientId, String kind, String group) {
        this.group = group;
        this.tags = Map.of("client-id", clientId);
        MetricConfig config = new MetricConfig()
                .samples(settings.getInt(CommonClientConfigs.METRICS_NUM_SAMPLES_CONFIG))
                .timeWindow(
                        settings.getLong(CommonClientConfigs.METRICS_SAMPLE_WINDOW_MS_CONFIG), TimeUnit.MILLISECONDS)
                .recordLevel(Sensor.RecordingLevel.forName(
                        settings.getString(CommonClientConfigs.METRICS_RECORDING_LEVEL_CONFIG)))
                .tags(tags);
        this.metrics = new Metrics(
                config,
                CommonClientConfigs.metricsReporters(clientId, settings),
                Time.SYSTEM,
                new KafkaMetricsContext(
                        "kafka." + kind, settings.originalsWithPrefix(CommonClientConfigs.METRICS_CONTEXT_PREFIX)));
    }

    /** Counts events: {@code <name>-rate} in a second, and {@code <name>-total}. */
    Sensor counted(String name, String what) {
        Sensor sensor = metrics.sensor(name);
        sensor.add(new Meter(
                name(name + "-rate", "The average number per second of " + what),
                name(name + "-total", "The total number of " + what)));
        return sensor;
    }

    /** Watches sizes: {@code <name>-avg} and {@code <name>-max}. */
    Sensor sized(String name, String what) {
        Sensor sensor = metrics.sensor(name);
        sensor.add(name(name + "-avg", "The average of " + what), new Avg());
        sensor.add(name(name + "-max", "The maximum of " + what), new Max());
        return sensor;
    }

    /** Shows a value as it is when somebody looks. */
    void shown(String name, String what, Measurable value) {
        metrics.addMetric(name(name, what), value);
    }

    /** As {@link #shown(String, String, Measurable)}, with further tags; replaces one of the same name and tags. */
    void shown(String name, String what, Map<String, String> more, Measurable value) {
        metrics.addMetricIfAbsent(metrics.metricName(name, group, what, all(more)), null, value);
    }

    void hidden(String name, Map<String, String> more) {
        metrics.removeMetric(metrics.metricName(name, group, "", all(more)));
    }

    private Map<String, String> all(Map<String, String> more) {
        Map<String, String> all = new HashMap<>(tags);
        all.putAll(more);
        return all;
    }

    private MetricName name(String name, String description) {
        return metrics.metricName(name, group, description, tags);
    }

    Map<MetricName, ? extends Metric> all() {
        return metrics.metrics();
    }

    @Override
    public void close() {
        metrics.close();
    }
}
