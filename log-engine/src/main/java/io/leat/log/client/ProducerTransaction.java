package io.leat.log.client;

import io.leat.log.broker.Acks;
import io.leat.log.broker.Appended;
import io.leat.log.broker.Broker;
import io.leat.log.client.TransactionState.Committing;
import io.leat.log.client.TransactionState.Failed;
import io.leat.log.client.TransactionState.Fenced;
import io.leat.log.client.TransactionState.Open;
import io.leat.log.client.TransactionState.Ready;
import io.leat.log.client.TransactionState.Uninitialized;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TransactionAbortedException;
import org.jspecify.annotations.Nullable;

/**
 * Kafka's transaction calls as one atomic append (D9): what is sent is held here, commit appends all of it with the offsets of
 * groups, abort drops it. No marker is written, and no reader of any isolation level ever sees a part.
 *
 * <p>Lock order: a lane's monitor before this one's; so nothing here calls a lane under its own.
 */
final class ProducerTransaction implements Outlet {
    private final Broker broker;
    private final Acks acks;
    private final Courier courier;
    private final ProducerMeters meters;
    private final String id;
    private final TransactionalIds ids;
    private final long maxBlockMs;

    private volatile TransactionState state = new Uninitialized();
    private TransactionalIds.@Nullable Claim claim;
    private HeldBatches held = new HeldBatches();
    private HeldOffsets offsets = new HeldOffsets();

    ProducerTransaction(
            Broker broker,
            Acks acks,
            Courier courier,
            ProducerMeters meters,
            String id,
            TransactionalIds ids,
            long maxBlockMs) {
        this.broker = broker;
        this.acks = acks;
        this.courier = courier;
        this.meters = meters;
        this.id = id;
        this.ids = ids;
        this.maxBlockMs = maxBlockMs;
    }

    synchronized void init() {
        if (!(state instanceof Uninitialized)) {
            throw wrongState("initTransactions");
        }
        claim = ids.claim(id);
        state = new Ready();
    }

    synchronized void begin() {
        failIfFenced();
        if (!(state instanceof Ready)) {
            throw wrongState("beginTransaction");
        }
        whileHeld(() -> state = new Open(Thread.currentThread()));
    }

    /** @throws IllegalStateException if a record for {@code name} may not be sent now */
    void checkSend(TopicPartition name) {
        if (!(state instanceof Open)) {
            failIfFailed();
            throw new IllegalStateException("Cannot add partition %s to transaction %s while in state %s; call %s first"
                    .formatted(
                            name,
                            id,
                            state.label(),
                            state instanceof Uninitialized ? "initTransactions" : "beginTransaction"));
        }
    }

    /** A record could not be taken: the transaction can only be aborted. */
    synchronized void recordFailed(Exception cause) {
        if (state instanceof Open) {
            state = new Failed(cause);
        }
    }

    synchronized void addOffsets(Map<TopicPartition, OffsetAndMetadata> given, ConsumerGroupMetadata group) {
        failIfFailed();
        if (!(state instanceof Open)) {
            throw wrongState("sendOffsetsToTransaction");
        }
        offsets.add(given, group);
    }

    @Override
    public boolean lingers() {
        return false;
    }

    @Override
    public synchronized void accept(ProducerBatch batch) {
        held.add(batch);
    }

    /** The thread that is to commit would wait for itself. */
    @Override
    public void beforeWaiting(ProducerBatch batch) {
        if (state instanceof Open open && open.owner() == Thread.currentThread()) {
            throw new IllegalStateException(
                    "a record gets its offset when its transaction commits: call commitTransaction before Future.get, or use a callback");
        }
    }

    /**
     * Appends everything. Returns once the log has answered and all callbacks have run.
     *
     * @param lanes where the last records still are
     * @throws TimeoutException if the log has not answered within {@code max.block.ms}; call again to wait on
     */
    void commit(List<PartitionLane> lanes) {
        if (!(state instanceof Committing)) {
            checkCommit();
            lanes.forEach(PartitionLane::append);
            append();
        }
        if (state instanceof Committing committing) {
            conclude(committing);
        }
    }

    private synchronized void checkCommit() {
        failIfFailed();
        if (!(state instanceof Open)) {
            throw wrongState("commitTransaction");
        }
    }

    private synchronized void append() {
        HeldBatches batches = held;
        HeldOffsets groups = offsets;
        forget();
        if (batches.isEmpty() && groups.isEmpty()) {
            whileHeld(() -> state = new Ready());
            return;
        }
        batches.forEach(courier::depart);
        CompletableFuture<List<Appended>> answer = handOver(batches, groups);
        state = new Committing(answer.handle((parts, failure) -> answered(batches, parts, failure)));
    }

    private CompletableFuture<List<Appended>> handOver(HeldBatches batches, HeldOffsets groups) {
        try {
            return whileHeld(() -> broker.appendAtomically(batches.parts(), groups.byGroup(), acks));
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Tells each batch, and returns what went wrong, if anything. */
    private Optional<KafkaException> answered(
            HeldBatches batches, @Nullable List<Appended> parts, @Nullable Throwable failure) {
        if (parts != null) {
            batches.forEach(batch -> meters.sent(batch.count(), batch.sizeInBytes()));
            batches.answer(parts, courier);
            return Optional.empty();
        }
        KafkaException cause = LogOutlet.cause(failure == null ? new KafkaException("no answer") : failure);
        drop(batches, cause);
        return Optional.of(cause);
    }

    private void drop(HeldBatches batches, KafkaException cause) {
        batches.forEach(batch -> {
            meters.failed(batch.count());
            batch.lane().breakSequence();
            courier.answer(batch, null, cause);
        });
    }

    private void conclude(Committing committing) {
        KafkaException failure = await(committing.answer()).orElse(null);
        courier.awaitDone(maxBlockMs);
        synchronized (this) {
            if (failure == null) {
                state = new Ready();
            } else {
                state = failure instanceof ProducerFencedException fenced ? new Fenced(fenced) : new Failed(failure);
                throw failure;
            }
        }
    }

    private Optional<KafkaException> await(CompletableFuture<Optional<KafkaException>> answer) {
        try {
            return answer.get(maxBlockMs, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } catch (java.util.concurrent.TimeoutException e) {
            throw new TimeoutException(
                    "transaction %s is not on disk after max.block.ms=%d; call commitTransaction again to wait on"
                            .formatted(id, maxBlockMs));
        } catch (ExecutionException e) {
            return Optional.of(LogOutlet.cause(e));
        }
    }

    /** Drops everything that was sent since begin; it fails with {@link TransactionAbortedException}. */
    void abort(List<PartitionLane> lanes) {
        checkAbort();
        lanes.forEach(PartitionLane::append);
        HeldBatches dropped = finishAbort();
        dropped.forEach(courier::depart);
        drop(dropped, new TransactionAbortedException());
    }

    private synchronized void checkAbort() {
        failIfFenced();
        if (!(state instanceof Open || state instanceof Failed)) {
            throw wrongState("abortTransaction");
        }
    }

    private synchronized HeldBatches finishAbort() {
        HeldBatches dropped = held;
        forget();
        state = new Ready();
        return dropped;
    }

    private void forget() {
        held = new HeldBatches();
        offsets = new HeldOffsets();
    }

    /** Gives the id free. Whatever is held is dropped. */
    void close(List<PartitionLane> lanes) {
        if (state instanceof Open || state instanceof Failed) {
            abort(lanes);
        }
        TransactionalIds.Claim mine = claim;
        if (mine != null) {
            mine.release();
        }
    }

    private <T> T whileHeld(Supplier<T> action) {
        TransactionalIds.Claim mine = claim;
        if (mine == null) {
            throw wrongState("transactional calls");
        }
        try {
            return mine.whileHeld(action);
        } catch (ProducerFencedException e) {
            state = new Fenced(e);
            throw e;
        }
    }

    private void failIfFenced() {
        if (state instanceof Fenced fenced) {
            throw new ProducerFencedException(fenced.cause().getMessage());
        }
    }

    private void failIfFailed() {
        failIfFenced();
        if (state instanceof Failed failed) {
            throw new KafkaException(
                    "transaction %s can only be aborted: %s"
                            .formatted(id, failed.cause().getMessage()),
                    failed.cause());
        }
    }

    private IllegalStateException wrongState(String call) {
        return new IllegalStateException(
                "%s of transaction %s is not possible in state %s".formatted(call, id, state.label()));
    }
}
