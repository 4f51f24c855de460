package io.leat.connect.task;

import io.leat.connect.pipeline.Stage;
import io.leat.connect.store.OffsetStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTask;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Exactly once: records and the offsets they lead to are one transaction of the producer, which on the embedded log is one
 * atomic append. There is no moment at which one is there without the other (D1, D9).
 *
 * <p>What is in a transaction is kept until it is committed, so that one that failed in a way that may pass, such as a full
 * disk, is done again; and so that the task hears of its records when they are there for good.
 */
public final class TransactionalDelivery implements Delivery {
    private static final Logger LOG = LoggerFactory.getLogger(TransactionalDelivery.class);
    /** The pause before what the log did not take is tried again. */
    private static final long BACKOFF_MS = 100;
    /** A transaction of {@code transaction.boundary=interval} ends before its time at this size, since it is kept in memory. */
    private static final long INTERVAL_BYTES = 8 << 20;

    /** When a transaction ends ({@code transaction.boundary}). */
    public sealed interface Boundary {

        /** With each poll. */
        record Poll() implements Boundary {}

        /** With the poll that ends after so many milliseconds. */
        record Interval(long millis) implements Boundary {}

        /** Where the connector says. */
        record Marked(TransactionMarks marks) implements Boundary {}
    }

    private final String connector;
    private final SourceTask task;
    private final GuardedConversion<SourceRecord, ?> refusals;
    private final Producer<byte[], byte[]> producer;
    private final OffsetStore offsets;
    private final Boundary boundary;
    private final LoopControl control;
    private final TaskCounters counters;
    private final InstantSource clock;
    private final boolean tellsRecords;

    private SourceBatch held = new SourceBatch(0);
    private boolean begun;
    private long due;

    /** {@code producer} has a {@code transactional.id}, which no living successor of this task shares. */
    public TransactionalDelivery(
            String connector,
            SourceTask task,
            GuardedConversion<SourceRecord, ?> refusals,
            Producer<byte[], byte[]> producer,
            OffsetStore offsets,
            Boundary boundary,
            LoopControl control,
            TaskCounters counters,
            InstantSource clock) {
        this.connector = connector;
        this.task = task;
        this.refusals = refusals;
        this.producer = producer;
        this.offsets = offsets;
        this.boundary = boundary;
        this.control = control;
        this.counters = counters;
        this.clock = clock;
        this.tellsRecords = Acknowledged.listensTo(task);
    }

    @Override
    public void open() {
        producer.initTransactions();
    }

    @Override
    public void deliver(SourceBatch batch) throws StopRequested, InterruptedException {
        if (boundary instanceof Boundary.Marked marked) {
            deliverMarked(batch, marked.marks());
        } else if (boundary instanceof Boundary.Interval interval) {
            if (held.isEmpty()) {
                due = clock.millis() + interval.millis();
            }
            addAll(batch);
            if (held.bytes() >= INTERVAL_BYTES || clock.millis() >= due) {
                commit();
            } else {
                append(false);
            }
        } else {
            held = batch;
            commit();
        }
    }

    private void addAll(SourceBatch batch) {
        if (held.isEmpty()) {
            held = batch;
        } else {
            held.addAll(batch);
        }
    }

    private void deliverMarked(SourceBatch batch, TransactionMarks marks) throws StopRequested, InterruptedException {
        held.deadLetters().addAll(batch.deadLetters());
        for (int i = 0; i < batch.size(); i++) {
            held.add(batch.polled(i), batch.converted(i));
            end(marks.takeAfter(batch.polled(i)));
        }
        TransactionMarks.Mark last = marks.takeAfterBatch();
        if (last == TransactionMarks.Mark.NONE) {
            append(false);
        } else {
            end(last);
        }
    }

    private void end(TransactionMarks.Mark mark) throws StopRequested, InterruptedException {
        if (mark == TransactionMarks.Mark.ABORT) {
            LOG.info("{}: the connector aborts its transaction; {} records are dropped", connector, held.size());
            abort();
            // Its records are not wanted, and it is not to read them again: as in Kafka Connect, the offsets stay.
            held.drop();
            commit();
        } else if (mark == TransactionMarks.Mark.COMMIT) {
            commit();
        }
    }

    @Override
    public void idle() throws StopRequested, InterruptedException {
        if (boundary instanceof Boundary.Interval && !held.isEmpty() && clock.millis() >= due) {
            commit();
        } else if (boundary instanceof Boundary.Marked marked) {
            end(marked.marks().takeAfterBatch());
        }
    }

    @Override
    public void settle() throws StopRequested, InterruptedException {
        commit();
    }

    @Override
    public void leave() {
        producer.close(Duration.ZERO);
    }

    /** What a connector has not asked to commit is polled again after a restart. */
    @Override
    public void end() throws InterruptedException {
        if (held.isEmpty() || boundary instanceof Boundary.Marked) {
            return;
        }
        try {
            commit();
        } catch (StopRequested | KafkaException e) {
            LOG.warn("{}: the last transaction was not committed; its records will be polled again", connector, e);
        }
    }

    private void commit() throws StopRequested, InterruptedException {
        if (!held.isEmpty()) {
            append(true);
            counters.committed();
            acknowledge();
        }
    }

    private void append(boolean commit) throws StopRequested, InterruptedException {
        while (!tryAppend(commit)) {
            if (!control.sleep(BACKOFF_MS)) {
                throw new StopRequested();
            }
        }
    }

    /** False if it failed in a way that may pass; nothing was appended then. */
    private boolean tryAppend(boolean commit) throws StopRequested {
        if (!control.beginWrite()) {
            throw new StopRequested();
        }
        try {
            if (!begun) {
                held.acks().clear();
                producer.beginTransaction();
                begun = true;
            }
            sendRest();
            if (commit) {
                for (ProducerRecord<byte[], byte[]> letter : held.deadLetters()) {
                    var unused = producer.send(letter);
                }
                held.offsets().forEach((partition, offset) -> {
                    var unused = producer.send(offsets.record(connector, partition, offset));
                });
                commitTransaction();
                begun = false;
            }
            return true;
        } catch (RetriableException e) {
            abort();
            LOG.warn("{}: the log did not take a transaction, which is tried again", connector, e);
            counters.retried(e);
            return false;
        } catch (KafkaException e) {
            List<Integer> refused = refusals.toleratesAll() ? refused() : List.of();
            if (refused.isEmpty()) {
                throw e;
            }
            abort();
            takeOut(refused);
            return false;
        } finally {
            control.endWrite();
        }
    }

    /** The records that no later try will bring into the log, by their index; known before the others are aborted. */
    private List<Integer> refused() {
        List<Integer> refused = new ArrayList<>();
        for (int i = 0; i < held.acks().size(); i++) {
            if (refusal(held.acks().get(i)) != null) {
                refused.add(i);
            }
        }
        return refused;
    }

    private static @Nullable Throwable refusal(@Nullable Future<RecordMetadata> ack) {
        try {
            if (ack != null && ack.isDone()) {
                ack.get();
            }
            return null;
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            return cause instanceof RecordTooLargeException || cause instanceof InvalidTopicException ? cause : null;
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    /** Under errors.tolerance=all they are dead letters, as in Kafka Connect, and the others are tried again. */
    private void takeOut(List<Integer> refused) {
        for (int index : refused) {
            Throwable error = refusal(held.acks().get(index));
            var unused = refusals.reported(
                    held.polled(index),
                    Stage.KAFKA_PRODUCE,
                    SourceTask.class,
                    error == null ? new ConnectException("The log did not take the record") : error);
            held.takeOut(index);
        }
        held.deadLetters().addAll(refusals.deadLetters().take());
    }

    private void sendRest() {
        for (int i = held.acks().size(); i < held.size(); i++) {
            ProducerRecord<byte[], byte[]> record = held.converted(i);
            held.acks().add(record == null ? null : producer.send(record));
        }
    }

    /** A time-out decides nothing: a producer has to be asked again until it knows. */
    private void commitTransaction() throws StopRequested {
        while (true) {
            try {
                producer.commitTransaction();
                return;
            } catch (TimeoutException e) {
                LOG.warn("{}: the log has not answered a commit, which is asked for again", connector, e);
                counters.retried(e);
                if (control.isStopping()) {
                    throw new StopRequested();
                }
            }
        }
    }

    private void abort() {
        if (begun) {
            begun = false;
            producer.abortTransaction();
        }
    }

    /** Tells the task what is in the log for good. A record that was not appended has no metadata, as in Kafka Connect. */
    private void acknowledge() throws InterruptedException {
        SourceBatch committed = held;
        held = new SourceBatch(0);
        int appended = 0;
        for (int i = 0; i < committed.size(); i++) {
            Future<RecordMetadata> ack = committed.acks().get(i);
            if (tellsRecords) {
                task.commitRecord(committed.polled(i), ack == null ? null : metadata(ack));
            }
            appended += ack == null ? 0 : 1;
        }
        counters.delivered(appended);
        task.commit();
    }

    private static @Nullable RecordMetadata metadata(Future<RecordMetadata> ack) throws InterruptedException {
        try {
            return ack.get();
        } catch (ExecutionException e) {
            throw new ConnectException("A record of a committed transaction has no offset", e);
        }
    }
}
