package io.leat.connect.task;

import io.leat.connect.pipeline.Stage;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.connect.errors.IllegalWorkerStateException;
import org.apache.kafka.connect.runtime.WorkerSinkTaskContext;
import org.apache.kafka.connect.sink.ErrantRecordReporter;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTask;
import org.jspecify.annotations.Nullable;

/**
 * What a sink task may ask of its loop. Belongs to the task's thread, but for {@link #requestCommit}. Requests are taken
 * up by the loop before its next poll.
 */
final class SinkContext extends WorkerSinkTaskContext {
    private final SinkLoop.Plugin plugin;
    private final GuardedConversion<ConsumerRecord<byte[], byte[]>, SinkRecord> conversion;

    private final Map<TopicPartition, Long> seeks = new HashMap<>();
    private final Set<TopicPartition> paused = new HashSet<>();
    private long timeoutMs = -1;
    private final AtomicBoolean commitRequested = new AtomicBoolean();

    SinkContext(
            SinkLoop.Plugin plugin,
            Consumer<byte[], byte[]> consumer,
            GuardedConversion<ConsumerRecord<byte[], byte[]>, SinkRecord> conversion) {
        super(consumer);
        this.plugin = plugin;
        this.conversion = conversion;
    }

    @Override
    public Map<String, String> configs() {
        return plugin.config();
    }

    @Override
    public void offset(Map<TopicPartition, Long> offsets) {
        seeks.putAll(offsets);
    }

    @Override
    public void offset(TopicPartition partition, long offset) {
        seeks.put(partition, offset);
    }

    @Override
    public void timeout(long millis) {
        timeoutMs = millis;
    }

    @Override
    public Set<TopicPartition> assignment() {
        return Set.copyOf(consumer().assignment());
    }

    @Override
    public void pause(TopicPartition... partitions) {
        List<TopicPartition> asked = mine("pause", partitions);
        paused.addAll(asked);
        consumer().pause(asked);
    }

    @Override
    public void resume(TopicPartition... partitions) {
        List<TopicPartition> asked = mine("resume", partitions);
        paused.removeAll(asked);
        consumer().resume(asked);
    }

    private List<TopicPartition> mine(String what, TopicPartition... partitions) {
        List<TopicPartition> asked = Arrays.asList(partitions);
        if (!consumer().assignment().containsAll(asked)) {
            throw new IllegalWorkerStateException(
                    "A sink task may not " + what + " partitions that are not assigned to it: asked for " + asked
                            + ", assigned are " + consumer().assignment());
        }
        return asked;
    }

    @Override
    public void requestCommit() {
        commitRequested.set(true);
    }

    /** Tolerated or not, a report is counted. There is none if nobody would hear it, as in Kafka Connect (KIP-610). */
    @Override
    public @Nullable ErrantRecordReporter errantRecordReporter() {
        return conversion.hearsReports()
                ? (record, error) ->
                        conversion.reported(plugin.originals().apply(record), Stage.TASK_PUT, SinkTask.class, error)
                : null;
    }

    @Override
    public PluginMetrics pluginMetrics() {
        return plugin.metrics();
    }

    /** Where the task wants to go on reading; asked for once. */
    Map<TopicPartition, Long> takeSeeks() {
        Map<TopicPartition, Long> taken = Map.copyOf(seeks);
        seeks.clear();
        return taken;
    }

    /** When the task wants to be called again at the latest, in ms; -1 if it does not say. Asked for once. */
    long takeTimeout() {
        long taken = timeoutMs;
        timeoutMs = -1;
        return taken;
    }

    /** Whether the task wants its offsets committed; asked for once. */
    boolean takeCommitRequest() {
        return commitRequested.getAndSet(false);
    }

    Set<TopicPartition> paused() {
        return paused;
    }

    void forget(Collection<TopicPartition> partitions) {
        paused.removeAll(partitions);
        seeks.keySet().removeAll(partitions);
    }
}
