package io.leat.connect.task;

import io.leat.connect.pipeline.Stage;
import io.leat.connect.store.OffsetStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTask;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * At least once, as Kafka Connect does without {@code exactly.once.source.support}: records are on their way while the next
 * ones are polled, and every {@code offset.flush.interval.ms} the offsets follow of what has arrived, up to the first record
 * that has not (D1).
 *
 * <p>A record is acknowledged to the task on the producer's thread, as in Kafka Connect: a task may wait for it in its next
 * poll.
 */
public final class PipelinedDelivery implements Delivery {
    private static final Logger LOG = LoggerFactory.getLogger(PipelinedDelivery.class);

    private final String connector;
    private final SourceTask task;
    private final Producer<byte[], byte[]> producer;
    private final OffsetStore offsets;
    private final CommitTimes times;
    private final GuardedConversion<SourceRecord, ?> refusals;
    private final TaskCounters counters;
    private final InstantSource clock;
    private final boolean tellsRecords;

    /** One poll on its way: how many of its records are not in the log yet, and the offsets it leads to. */
    private static final class UnderWay {
        private final Map<Map<String, ?>, @Nullable Map<String, ?>> offsets;
        private int missing;

        UnderWay(Map<Map<String, ?>, @Nullable Map<String, ?>> offsets, int missing) {
            this.offsets = offsets;
            this.missing = missing;
        }
    }

    private record Refused(UnderWay poll, SourceRecord polled, Exception error) {}

    /** In the order they were polled; guarded by this, as all that follows. */
    private final Deque<UnderWay> underWay = new ArrayDeque<>();

    private Map<Map<String, ?>, @Nullable Map<String, ?>> committable = new LinkedHashMap<>();
    private final Deque<Refused> refused = new ArrayDeque<>();
    private @Nullable Throwable failure;

    /** The task's thread's. */
    private long nextCommit;

    /** {@code refusals} hears of records that the log refuses: under its policy they are dead letters, or the end of the task. */
    public PipelinedDelivery(
            String connector,
            SourceTask task,
            GuardedConversion<SourceRecord, ?> refusals,
            Producer<byte[], byte[]> producer,
            OffsetStore offsets,
            CommitTimes times,
            TaskCounters counters,
            InstantSource clock) {
        this.connector = connector;
        this.task = task;
        this.producer = producer;
        this.offsets = offsets;
        this.times = times;
        this.refusals = refusals;
        this.counters = counters;
        this.clock = clock;
        this.tellsRecords = Acknowledged.listensTo(task);
    }

    @Override
    public void open() {
        nextCommit = clock.millis() + times.intervalMs();
    }

    @Override
    public void deliver(SourceBatch batch) throws InterruptedException {
        failIfFailed();
        reportRefused();
        UnderWay poll =
                new UnderWay(batch.offsets(), batch.size() + batch.deadLetters().size());
        synchronized (this) {
            underWay.add(poll);
        }
        for (int i = 0; i < batch.size(); i++) {
            SourceRecord polled = batch.polled(i);
            ProducerRecord<byte[], byte[]> record = batch.converted(i);
            if (record == null) {
                tell(polled, null);
                arrived(poll, false);
            } else {
                var unused = producer.send(record, (metadata, error) -> answered(poll, polled, metadata, error));
            }
        }
        batch.deadLetters().forEach(letter -> send(poll, letter));
        commitIfDue();
    }

    private void send(UnderWay poll, ProducerRecord<byte[], byte[]> letter) {
        var unused = producer.send(letter, (metadata, error) -> {
            if (error == null) {
                arrived(poll, false);
            } else {
                fail(error);
            }
        });
    }

    /** What the log refused is judged on the task's thread; until then its poll is under way. */
    private void reportRefused() throws InterruptedException {
        while (true) {
            Refused next;
            synchronized (this) {
                next = refused.poll();
            }
            if (next == null) {
                return;
            }
            var unused = refusals.reported(next.polled(), Stage.KAFKA_PRODUCE, SourceTask.class, next.error());
            List<ProducerRecord<byte[], byte[]>> letters =
                    refusals.deadLetters().take();
            synchronized (this) {
                next.poll().missing += letters.size();
            }
            letters.forEach(letter -> send(next.poll(), letter));
            tell(next.polled(), null);
            arrived(next.poll(), false);
        }
    }

    private void answered(UnderWay poll, SourceRecord polled, RecordMetadata metadata, @Nullable Exception error) {
        try {
            if (error == null) {
                tell(polled, metadata);
                arrived(poll, true);
            } else if (refusals.toleratesAll()) {
                synchronized (this) {
                    refused.add(new Refused(poll, polled, error));
                    notifyAll();
                }
            } else {
                fail(error);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            fail(e);
        }
    }

    private void tell(SourceRecord polled, @Nullable RecordMetadata metadata) throws InterruptedException {
        if (tellsRecords) {
            task.commitRecord(polled, metadata);
        }
    }

    private synchronized void fail(Throwable error) {
        if (failure == null) {
            failure = error;
        }
        notifyAll();
    }

    private synchronized void arrived(UnderWay poll, boolean appended) {
        if (appended) {
            counters.delivered(1);
        }
        poll.missing--;
        while (!underWay.isEmpty() && underWay.element().missing == 0) {
            // A partition's later offset replaces its earlier one, and moves behind those of others.
            underWay.remove().offsets.forEach((partition, offset) -> {
                committable.remove(partition);
                committable.put(partition, offset);
            });
        }
        if (underWay.isEmpty()) {
            notifyAll();
        }
    }

    private synchronized void failIfFailed() {
        if (failure != null) {
            throw new ConnectException(
                    "The log did not take a record of " + connector + ": " + failure.getMessage()
                            + ". What was not committed is polled again when the task is restarted; with"
                            + " errors.tolerance=all such records are skipped.",
                    failure);
        }
    }

    @Override
    public void idle() throws InterruptedException {
        failIfFailed();
        reportRefused();
        commitIfDue();
    }

    private void commitIfDue() throws InterruptedException {
        long now = clock.millis();
        if (now >= nextCommit) {
            nextCommit = now + times.intervalMs();
            // Not waited for: a failure is a failure of the task's next delivery, and the offsets go with the next
            // commit.
            if (!sendOffsets().isEmpty()) {
                task.commit();
            }
        }
    }

    /** Sends the offsets of what has arrived. */
    private List<Future<RecordMetadata>> sendOffsets() {
        Map<Map<String, ?>, @Nullable Map<String, ?>> arrived;
        synchronized (this) {
            arrived = committable;
            committable = new LinkedHashMap<>();
        }
        List<Future<RecordMetadata>> acks = new ArrayList<>();
        arrived.forEach((partition, offset) ->
                acks.add(producer.send(offsets.record(connector, partition, offset), (metadata, error) -> {
                    if (error != null) {
                        LOG.error(
                                "{}: the offset of source partition {} was not committed", connector, partition, error);
                        counters.retried(error);
                        putBack(partition, offset);
                    }
                })));
        if (!acks.isEmpty()) {
            counters.committed();
        }
        return acks;
    }

    private synchronized void putBack(Map<String, ?> partition, @Nullable Map<String, ?> offset) {
        if (!committable.containsKey(partition)) {
            committable.put(partition, offset);
        }
    }

    @Override
    public void settle() throws InterruptedException {
        failIfFailed();
        flush();
    }

    @Override
    public void leave() {
        producer.close(Duration.ZERO);
    }

    @Override
    public void end() throws InterruptedException {
        flush();
    }

    private void flush() throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(times.timeoutMs());
        if (!awaitArrived(deadline)) {
            LOG.warn(
                    "{}: not all records are in the log after offset.flush.timeout.ms={}; the offsets of those that are not"
                            + " are not committed, and they are polled again after a restart",
                    connector,
                    times.timeoutMs());
        }
        List<Future<RecordMetadata>> acks = sendOffsets();
        try {
            for (Future<RecordMetadata> ack : acks) {
                ack.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
            }
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn(
                    "{}: the last offsets were not committed; their records are polled again after a restart",
                    connector,
                    e);
            return;
        }
        if (!acks.isEmpty()) {
            task.commit();
        }
    }

    /** False if the time was not enough, or the log refused a record. */
    private boolean awaitArrived(long deadline) throws InterruptedException {
        while (true) {
            reportRefused();
            synchronized (this) {
                if (failure != null || underWay.isEmpty()) {
                    return failure == null;
                }
                long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                if (left <= 0) {
                    return false;
                }
                if (refused.isEmpty()) {
                    wait(left);
                }
            }
        }
    }
}
