package io.leat.connect.task;

import io.leat.connect.pipeline.SinkTopics;
import io.leat.connect.pipeline.Stage;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.ConcurrentModificationException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTask;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A sink task: commit if due → poll → convert → put.
 *
 * <p>D2: an offset is committed only after the task's {@code preCommit}, which by default is its {@code flush}, has
 * returned for it. A {@code put} that fails with a retriable exception gets the same batch again, and nothing else before
 * it; a flush that fails rewinds to what is committed.
 */
public final class SinkLoop implements Loop {
    private static final Logger LOG = LoggerFactory.getLogger(SinkLoop.class);
    /** The pause before a batch is given again, unless the task asks for another by {@code timeout}. */
    private static final long REDELIVERY_MS = 250;

    private static final Duration LEAVING = Duration.ofSeconds(5);

    /** The plugin side of the loop; {@code originals} says what a record was made of. */
    public record Plugin(
            SinkTask task,
            Map<String, String> config,
            PluginMetrics metrics,
            Function<SinkRecord, ConsumerRecord<byte[], byte[]>> originals) {}

    private final String connector;
    private final SinkTask task;
    private final Plugin plugin;
    private final GuardedConversion<ConsumerRecord<byte[], byte[]>, SinkRecord> conversion;
    private final Consumer<byte[], byte[]> consumer;
    private final SinkTopics topics;
    private final TopicUse use;
    private final long commitIntervalMs;
    private final Duration commitTimeout;
    private final LoopControl control;
    private final TaskCounters counters;
    private final InstantSource clock;
    private final SinkContext context;

    private final SinkOffsets offsets = new SinkOffsets();
    private final SinkBatch batch = new SinkBatch();
    private boolean redelivering;
    private boolean pausedByTarget;
    private boolean ended;
    private long nextCommit;
    private @Nullable RuntimeException rebalanceFailure;

    /** {@code consumer} is in the connector's group and commits nothing by itself. */
    public SinkLoop(
            String connector,
            Plugin plugin,
            GuardedConversion<ConsumerRecord<byte[], byte[]>, SinkRecord> conversion,
            Consumer<byte[], byte[]> consumer,
            SinkTopics topics,
            TopicUse use,
            CommitTimes times,
            LoopControl control,
            TaskCounters counters,
            InstantSource clock) {
        this.connector = connector;
        this.task = plugin.task();
        this.plugin = plugin;
        this.conversion = conversion;
        this.consumer = consumer;
        this.topics = topics;
        this.use = use;
        this.commitIntervalMs = times.intervalMs();
        this.commitTimeout = Duration.ofMillis(times.timeoutMs());
        this.control = control;
        this.counters = counters;
        this.clock = clock;
        this.context = new SinkContext(plugin, consumer, conversion);
    }

    @Override
    public void run(Listener listener) throws Exception {
        control.onChange(consumer::wakeup);
        task.initialize(context);
        try {
            task.start(plugin.config());
            topics.subscribe(consumer, new Rebalance());
            nextCommit = clock.millis() + commitIntervalMs;
            listener.started();
            move(listener);
        } catch (StopRequested e) {
            LOG.debug("{} was told to stop while it waited to try again", connector);
        } finally {
            end();
        }
    }

    /** The consumer is free while the plugin's code hangs; if it hangs inside the consumer's own, the group must wait. */
    @Override
    public void leave() {
        try {
            consumer.close(CloseOptions.timeout(LEAVING));
        } catch (KafkaException | ConcurrentModificationException e) {
            LOG.warn("{}: the group waits until it notices that a consumer is gone", connector, e);
        }
    }

    private void move(Listener listener) throws Exception {
        while (!control.isStopping()) {
            switchPause(listener);
            long now = clock.millis();
            if (context.takeCommitRequest() || now >= nextCommit) {
                commit(consumer.assignment(), false);
                nextCommit = now + commitIntervalMs;
            }
            seekWhereAsked();
            take(poll(timeout(now)));
            deliver();
        }
    }

    private void end() {
        try {
            commit(consumer.assignment(), true);
            closePartitions(consumer.assignment());
        } finally {
            ended = true;
            task.stop();
        }
    }

    private void switchPause(Listener listener) {
        if (control.isPausing() != pausedByTarget) {
            pausedByTarget = control.isPausing();
            setPaused();
            if (pausedByTarget) {
                listener.paused();
            } else {
                listener.resumed();
            }
        }
    }

    private long timeout(long now) {
        long timeout = Math.max(0, nextCommit - now);
        long asked = context.takeTimeout();
        long most = redelivering ? REDELIVERY_MS : timeout;
        return Math.min(timeout, asked > 0 ? asked : most);
    }

    private ConsumerRecords<byte[], byte[]> poll(long timeoutMs) {
        control.waits();
        try {
            ConsumerRecords<byte[], byte[]> records = consumer.poll(Duration.ofMillis(timeoutMs));
            if (rebalanceFailure != null) {
                throw rebalanceFailure;
            }
            return records;
        } catch (WakeupException e) {
            return ConsumerRecords.empty();
        } finally {
            control.goesOn();
        }
    }

    private void take(ConsumerRecords<byte[], byte[]> records) throws StopRequested, InterruptedException {
        if (records.isEmpty()) {
            return;
        }
        counters.polled(records.count());
        for (TopicPartition partition : records.partitions()) {
            use.used(partition.topic());
            List<ConsumerRecord<byte[], byte[]>> read = records.records(partition);
            for (ConsumerRecord<byte[], byte[]> record : read) {
                SinkRecord converted = conversion.convert(record);
                if (converted != null) {
                    batch.part().add(converted);
                }
            }
            batch.offsets()
                    .put(
                            partition,
                            new OffsetAndMetadata(read.get(read.size() - 1).offset() + 1));
        }
        counters.dropped(conversion.takeDropped());
        counters.lag(SinkOffsets.lag(consumer));
    }

    /** Also without records, so that a task can do what is due by time. */
    private void deliver() {
        try {
            do {
                while (!putPart()) {
                    batch.split();
                }
            } while (batch.next());
            offsets.delivered(batch.offsets());
            batch.offsets().clear();
            if (redelivering) {
                redelivering = false;
                setPaused();
            }
        } catch (RetriableException e) {
            LOG.warn(
                    "{}: put failed and gets the same {} records again",
                    connector,
                    batch.part().size(),
                    e);
            counters.retried(e);
            redelivering = true;
            setPaused();
        }
    }

    /**
     * Gives the task the part. Those records of it that it rejects are found by halves, if the policy lets them be put
     * aside; a single one is reported, and the part is done with.
     *
     * @return false if the task rejected a part of several records
     */
    private boolean putPart() {
        List<SinkRecord> part = batch.part();
        try {
            task.put(new ArrayList<>(part));
            counters.delivered(part.size());
            return true;
        } catch (RetriableException e) {
            throw e;
        } catch (RuntimeException e) {
            if (part.isEmpty() || !conversion.putsAside()) {
                throw e;
            }
            if (part.size() == 1) {
                var unused =
                        conversion.reported(plugin.originals().apply(part.get(0)), Stage.TASK_PUT, SinkTask.class, e);
            } else {
                LOG.debug("{}: put rejected {} records, which are given in halves", connector, part.size(), e);
            }
            return part.size() == 1;
        }
    }

    /** Nothing is read while a batch waits or the connector is paused; otherwise all but what the task has paused. */
    private void setPaused() {
        Set<TopicPartition> assigned = consumer.assignment();
        if (redelivering || pausedByTarget) {
            consumer.pause(assigned);
            return;
        }
        Set<TopicPartition> reading = new HashSet<>(assigned);
        reading.removeAll(context.paused());
        consumer.resume(reading);
    }

    private void seekWhereAsked() {
        context.takeSeeks().forEach((partition, offset) -> {
            if (consumer.assignment().contains(partition)) {
                consumer.seek(partition, offset);
                offsets.start(partition, offset);
                dropFromBatch(Set.of(partition));
            } else {
                LOG.warn("{}: asked to read {} from {}, which is not assigned", connector, partition, offset);
            }
        });
    }

    private void commit(Collection<TopicPartition> partitions, boolean closing) {
        if (partitions.isEmpty()) {
            return;
        }
        if (!conversion.reportsAreKept(closing)) {
            return;
        }
        Map<TopicPartition, OffsetAndMetadata> answer;
        try {
            answer = task.preCommit(offsets.delivered(partitions));
        } catch (RuntimeException e) {
            flushFailed(e, closing);
            return;
        }
        Map<TopicPartition, OffsetAndMetadata> worth = offsets.committable(answer, partitions);
        if (!worth.isEmpty() && control.beginWrite()) {
            try {
                commitSync(worth);
            } finally {
                control.endWrite();
            }
        }
    }

    private void flushFailed(RuntimeException error, boolean closing) {
        counters.failed(error);
        if (closing) {
            LOG.warn("{}: the last flush failed; what it was for will be delivered again", connector, error);
            return;
        }
        LOG.error("{}: flush failed; reading again from what is committed", connector, error);
        offsets.rewind().forEach(consumer::seek);
        dropFromBatch(consumer.assignment());
    }

    private void commitSync(Map<TopicPartition, OffsetAndMetadata> worth) {
        try {
            committedDespiteWakeup(worth);
            offsets.committed(worth);
            counters.committed();
        } catch (KafkaException e) {
            LOG.warn("{}: the log did not take the offsets {}; the next commit carries them", connector, worth, e);
            counters.retried(e);
        }
    }

    private void committedDespiteWakeup(Map<TopicPartition, OffsetAndMetadata> worth) {
        try {
            consumer.commitSync(worth, commitTimeout);
        } catch (WakeupException e) {
            consumer.commitSync(worth, commitTimeout);
        }
    }

    private void dropFromBatch(Collection<TopicPartition> partitions) {
        batch.drop(partitions);
        if (redelivering && batch.offsets().isEmpty()) {
            redelivering = false;
            setPaused();
        }
    }

    private void closePartitions(Collection<TopicPartition> partitions) {
        if (!partitions.isEmpty()) {
            task.close(partitions);
            offsets.forget(partitions);
            context.forget(partitions);
        }
    }

    /** Called inside {@code poll}. A failure is kept and thrown behind it, since clients differ in what they make of one. */
    private final class Rebalance implements ConsumerRebalanceListener {

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            guarded(partitions, () -> {
                for (TopicPartition partition : partitions) {
                    offsets.start(partition, consumer.position(partition));
                }
                if (redelivering || pausedByTarget) {
                    consumer.pause(partitions);
                }
                task.open(partitions);
            });
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            guarded(partitions, () -> {
                commit(partitions, true);
                leave(partitions);
            });
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            guarded(partitions, () -> leave(partitions));
        }

        private void leave(Collection<TopicPartition> partitions) {
            closePartitions(partitions);
            dropFromBatch(partitions);
        }

        private void guarded(Collection<TopicPartition> partitions, Runnable change) {
            if (ended || control.isAbandoned() || partitions.isEmpty()) {
                return;
            }
            control.goesOn();
            try {
                change.run();
            } catch (RuntimeException e) {
                rebalanceFailure = e;
            } finally {
                control.waits();
            }
        }
    }
}
