package io.leat.connector.csv;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.connect.sink.ErrantRecordReporter;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTaskContext;
import org.jspecify.annotations.Nullable;

/** The worker as a task sees it: remembers what was asked for, and what was reported. */
final class FakeContext implements SinkTaskContext {
    final Map<TopicPartition, Long> asked = new HashMap<>();
    final List<Reported> reported = new ArrayList<>();
    private final boolean reports;
    /** What a report throws, as Leat's worker does where errors are not tolerated. */
    @Nullable
    RuntimeException intolerant;

    record Reported(SinkRecord record, String reason) {}

    FakeContext(boolean reports) {
        this.reports = reports;
    }

    @Override
    public Map<String, String> configs() {
        return Map.of();
    }

    @Override
    public void offset(Map<TopicPartition, Long> offsets) {
        asked.putAll(offsets);
    }

    @Override
    public void offset(TopicPartition partition, long offset) {
        asked.put(partition, offset);
    }

    @Override
    public void timeout(long timeoutMs) {}

    @Override
    public Set<TopicPartition> assignment() {
        return Set.of();
    }

    @Override
    public void pause(TopicPartition... partitions) {}

    @Override
    public void resume(TopicPartition... partitions) {}

    @Override
    public void requestCommit() {}

    @Override
    @SuppressWarnings("NullAway") // Connect returns null where there is no reporter; its interface has no annotation.
    public @Nullable ErrantRecordReporter errantRecordReporter() {
        return reports
                ? (record, error) -> {
                    if (intolerant != null) {
                        throw intolerant;
                    }
                    reported.add(new Reported(record, String.valueOf(error.getMessage())));
                    return CompletableFuture.completedFuture(null);
                }
                : null;
    }

    @Override
    public PluginMetrics pluginMetrics() {
        throw new UnsupportedOperationException("the sink has no metrics of its own");
    }
}
