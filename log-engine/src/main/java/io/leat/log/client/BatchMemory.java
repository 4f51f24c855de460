package io.leat.log.client;

import io.leat.log.record.BatchView;
import io.leat.log.record.BatchWriter;
import io.leat.log.record.Codec;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.clients.producer.BufferExhaustedException;

/**
 * The memory of a producer's batches, {@code buffer.memory} in all. Taken once per batch, and given back when the log has
 * answered for it; buffers of {@code batch.size} are used again.
 */
final class BatchMemory {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition returned = lock.newCondition();
    private final ArrayDeque<BatchWriter> idle = new ArrayDeque<>();
    private final long total;
    private final int batchSize;
    private final Codec codec;
    private long taken;

    BatchMemory(long total, int batchSize, Codec codec) {
        this.total = total;
        this.batchSize = batchSize;
        this.codec = codec;
    }

    /**
     * Memory for a batch whose first record takes {@code recordBytes}.
     *
     * @param maxBlockMs how long to wait for other batches' memory
     * @throws BufferExhaustedException if none came free in that time
     */
    Lease take(int recordBytes, long maxBlockMs) throws InterruptedException {
        int capacity = capacityFor(recordBytes);
        long patience = TimeUnit.MILLISECONDS.toNanos(maxBlockMs);
        lock.lockInterruptibly();
        try {
            while (total - taken < capacity) {
                if (patience <= 0) {
                    throw new BufferExhaustedException(
                            "No %d bytes came free within max.block.ms=%d: %d of buffer.memory=%d are in use"
                                    .formatted(capacity, maxBlockMs, taken, total));
                }
                patience = returned.awaitNanos(patience);
            }
            taken += capacity;
            return new Lease(writer(capacity), capacity);
        } finally {
            lock.unlock();
        }
    }

    private int capacityFor(int recordBytes) {
        return Math.max(batchSize, BatchView.HEADER_SIZE + recordBytes);
    }

    /** Idle buffers are part of the total: for a large batch some of them go. */
    private BatchWriter writer(int capacity) {
        BatchWriter reused = capacity == batchSize ? idle.pollFirst() : null;
        while (reused == null && !idle.isEmpty() && total - taken < (long) idle.size() * batchSize) {
            idle.pollFirst();
        }
        return reused == null ? new BatchWriter(codec, capacity) : reused;
    }

    /** Whether a batch for such a record would have to wait. */
    boolean isShort(int recordBytes) {
        return available() < capacityFor(recordBytes);
    }

    /** Bytes that no batch holds. */
    long available() {
        lock.lock();
        try {
            return total - taken;
        } finally {
            lock.unlock();
        }
    }

    long total() {
        return total;
    }

    /** One batch's share. */
    final class Lease {
        private final BatchWriter writer;
        private final int capacity;

        private Lease(BatchWriter writer, int capacity) {
            this.writer = writer;
            this.capacity = capacity;
        }

        BatchWriter writer() {
            return writer;
        }

        /** Bytes that the batch may have, header included and before compression. */
        int capacity() {
            return capacity;
        }

        /** Ends the lease; the writer is not to be touched any more. */
        void giveBack() {
            lock.lock();
            try {
                taken -= capacity;
                if (capacity == batchSize) {
                    writer.reset();
                    idle.addFirst(writer);
                }
                returned.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }
}
