package io.leat.log.client;

import io.leat.log.broker.Partition;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * The way of one producer's records to one partition: one batch at a time is filled, and leaves through the outlet. Its monitor
 * is the one lock that a record costs.
 *
 * <p>An idempotent producer's sequence is kept here. Inside one process no answer is ever lost, so a batch that failed was not
 * appended; the next batch then starts a new sequence under a new producer id, and nothing has to be asked of the log.
 */
final class PartitionLane {
    private final TopicPartition name;
    private final Function<TopicPartition, Partition> logs;
    private final LongSupplier producerIds;
    private final Outlet outlet;
    private final Courier courier;
    private final InstantSource clock;

    private @Nullable Partition log;
    private @Nullable ProducerBatch open;
    private long producerId = -1;
    private int nextSequence;
    private volatile boolean sequenceBroken = true;

    /**
     * @param logs finds a partition, or throws as the broker does
     * @param producerIds new producer ids, or -1 for a producer that is not idempotent
     */
    PartitionLane(
            TopicPartition name,
            Function<TopicPartition, Partition> logs,
            LongSupplier producerIds,
            Outlet outlet,
            Courier courier,
            InstantSource clock) {
        this.name = name;
        this.logs = logs;
        this.producerIds = producerIds;
        this.outlet = outlet;
        this.courier = courier;
        this.clock = clock;
    }

    TopicPartition name() {
        return name;
    }

    /** Adds a record to the batch that is open; null if there is none with room, and then none is open. */
    synchronized @Nullable RecordFuture add(
            ProducerRecord<byte[], byte[]> record, Header[] headers, int size, @Nullable Callback callback) {
        ProducerBatch batch = open;
        if (batch == null) {
            return null;
        }
        if (!batch.hasRoom(size)) {
            leave(batch);
            return null;
        }
        return batch.add(record, headers, callback);
    }

    /** As {@link #add}, in a new batch with {@code memory}; if another thread was faster, in its batch. */
    synchronized RecordFuture addToNew(
            BatchMemory.Lease memory,
            ProducerRecord<byte[], byte[]> record,
            Header[] headers,
            int size,
            @Nullable Callback callback) {
        RecordFuture future = add(record, headers, size, callback);
        if (future != null) {
            memory.giveBack();
            return future;
        }
        ProducerBatch batch = new ProducerBatch(this, memory, clock);
        open = batch;
        future = batch.add(record, headers, callback);
        if (outlet.lingers()) {
            courier.linger(batch);
        }
        return future;
    }

    /** Sends {@code batch} off if it is still open. */
    synchronized void append(ProducerBatch batch) {
        if (open == batch) {
            leave(batch);
        }
    }

    /** Sends off what is open. */
    synchronized void append() {
        if (open != null) {
            leave(open);
        }
    }

    /** Takes what is open away, unsent. */
    synchronized @Nullable ProducerBatch discard() {
        ProducerBatch batch = open;
        open = null;
        return batch;
    }

    /** Someone waits for {@code batch}. */
    void hurry(ProducerBatch batch, boolean forever) {
        if (outlet.lingers()) {
            append(batch);
        } else if (forever) {
            outlet.beforeWaiting(batch);
        }
    }

    private void leave(ProducerBatch batch) {
        open = null;
        outlet.accept(batch);
    }

    /**
     * The partition itself, looked up again if the topic was deleted since.
     *
     * @throws org.apache.kafka.common.errors.UnknownTopicOrPartitionException if there is none
     */
    synchronized Partition log() {
        Partition known = log;
        if (known == null || known.gone()) {
            known = logs.apply(name);
            log = known;
            sequenceBroken = true;
        }
        return known;
    }

    /** The bytes of {@code batch}, with the next sequence numbers. */
    synchronized ByteBuffer seal(ProducerBatch batch) {
        if (sequenceBroken) {
            sequenceBroken = false;
            producerId = producerIds.getAsLong();
            nextSequence = 0;
        }
        ByteBuffer bytes = batch.seal(producerId, nextSequence);
        nextSequence = (nextSequence + batch.count()) & Integer.MAX_VALUE;
        return bytes;
    }

    /** A batch that was sealed is not in the log. */
    void breakSequence() {
        sequenceBroken = true;
    }
}
