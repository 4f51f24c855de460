package io.leat.log.client;

import io.leat.log.broker.Appended;
import io.leat.log.record.BatchView;
import io.leat.log.record.BatchWriter;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records of one partition on their way to the log. Filled under its lane's lock, then sealed, then answered once.
 *
 * <pre>
 *   open ── add… ──▶ sealed ── appended or failed ──▶ answered ── callbacks, in order ──▶ done
 * </pre>
 */
final class ProducerBatch {
    private static final Logger LOG = LoggerFactory.getLogger(LocalProducer.class);

    /** The clock is read at the first record of a batch, and then once per so many records at most. */
    private static final int RECORDS_PER_CLOCK_READ = 32;

    private final PartitionLane lane;
    private final BatchMemory.Lease memory;
    private final InstantSource clock;
    private final CountDownLatch done = new CountDownLatch(1);

    private int count;
    private long now;
    private int clockReadAt;
    private int clockStride = 1;
    private @Nullable RecordFuture firstCalled;
    private @Nullable RecordFuture lastCalled;

    private boolean departed;
    private volatile boolean answered;
    private @Nullable Appended appended;
    private @Nullable Exception error;

    ProducerBatch(PartitionLane lane, BatchMemory.Lease memory, InstantSource clock) {
        this.lane = lane;
        this.memory = memory;
        this.clock = clock;
        this.now = clock.millis();
    }

    TopicPartition name() {
        return lane.name();
    }

    PartitionLane lane() {
        return lane;
    }

    /** Whether a record of {@code bytes} fits; the first one always does, since the memory was taken for it. */
    boolean hasRoom(int bytes) {
        return count == 0 || memory.writer().sizeInBytes() + bytes <= memory.capacity();
    }

    RecordFuture add(ProducerRecord<byte[], byte[]> record, Header[] headers, @Nullable Callback callback) {
        byte[] key = record.key();
        byte[] value = record.value();
        Long given = record.timestamp();
        long timestamp = given == null ? now() : given;
        memory.writer().append(timestamp, key, value, headers);
        RecordFuture future = new RecordFuture(
                this, count++, timestamp, key == null ? -1 : key.length, value == null ? -1 : value.length, callback);
        if (callback != null) {
            chain(future);
        }
        return future;
    }

    private void chain(RecordFuture future) {
        RecordFuture last = lastCalled;
        if (last == null) {
            firstCalled = future;
        } else {
            last.next = future;
        }
        lastCalled = future;
    }

    /** Milliseconds, read anew after one record when records come slowly, and after ever more when many share a millisecond (C4). */
    private long now() {
        if (count - clockReadAt >= clockStride) {
            long read = clock.millis();
            clockStride = read - now <= 1 ? Math.min(2 * clockStride, RECORDS_PER_CLOCK_READ) : 1;
            clockReadAt = count;
            now = read;
        }
        return now;
    }

    int count() {
        return count;
    }

    int sizeInBytes() {
        return memory.writer().sizeInBytes();
    }

    /** The batch's bytes, sequenced if it has a producer id; good until it is answered. */
    ByteBuffer seal(long producerId, int firstSequence) {
        BatchWriter writer = memory.writer();
        if (producerId >= 0) {
            writer.producer(producerId, (short) 0, firstSequence);
        }
        return writer.close();
    }

    /** Notes that no record can be added any more. Under the courier's lock, as {@link #isDeparted}. */
    void depart() {
        departed = true;
    }

    boolean isDeparted() {
        return departed;
    }

    /** Notes the log's verdict and gives the memory back. A batch that was given up before stays so. */
    void answer(@Nullable Appended appended, @Nullable Exception error) {
        settleAs(appended, error);
        memory.giveBack();
    }

    /** Stops waiting for the log's verdict. The memory is still the log's. */
    void giveUp(Exception reason) {
        settleAs(null, reason);
    }

    private synchronized void settleAs(@Nullable Appended verdict, @Nullable Exception failure) {
        if (!answered) {
            appended = verdict;
            error = failure;
            answered = true;
        }
    }

    boolean isAnswered() {
        return answered;
    }

    boolean hasCallbacks() {
        return firstCalled != null;
    }

    /** Runs the callbacks, then lets go whoever waits. What a callback throws is logged, and the next one is called. */
    void finish() {
        for (RecordFuture future = firstCalled; future != null; future = future.next) {
            Callback callback = future.callback;
            if (callback != null) {
                call(callback, future);
            }
        }
        done.countDown();
    }

    private void call(Callback callback, RecordFuture future) {
        Exception failure = error;
        try {
            callback.onCompletion(failure == null ? future.metadata() : nowhere(name()), failure);
        } catch (RuntimeException e) {
            LOG.error("A callback of a record sent to {} threw", name(), e);
        }
    }

    /** What a callback gets with an error: the partition, and nothing known. */
    static RecordMetadata nowhere(TopicPartition name) {
        return new RecordMetadata(name, -1, -1, BatchView.NO_TIMESTAMP, -1, -1);
    }

    RecordMetadata metadata(int index, long timestamp, int keySize, int valueSize) {
        Appended at = appended;
        long base = at == null ? -1 : at.baseOffset();
        long time = at == null || at.logAppendTime() < 0 ? timestamp : at.logAppendTime();
        return new RecordMetadata(name(), base, base < 0 ? -1 : index, time, keySize, valueSize);
    }

    @Nullable
    Exception error() {
        return error;
    }

    boolean isDone() {
        return done.getCount() == 0;
    }

    /** Appends the batch now if it still lingers. */
    void hurry(boolean forever) {
        if (!isDone()) {
            lane.hurry(this, forever);
        }
    }

    void await() throws InterruptedException {
        done.await();
    }

    boolean await(long timeout, TimeUnit unit) throws InterruptedException {
        return done.await(timeout, unit);
    }
}
