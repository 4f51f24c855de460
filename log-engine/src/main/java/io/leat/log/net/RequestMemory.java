package io.leat.log.net;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.memory.MemoryPool;
import org.jspecify.annotations.Nullable;

/**
 * Memory for requests, from the first byte read to the answer. All connections of a listener share the bound; buffers of usual sizes
 * are used again by the thread that gave them back, so that a steady stream of requests makes no garbage.
 *
 * <p>Each network thread has one of these; {@code used} is shared between them.
 */
final class RequestMemory implements MemoryPool {
    /** Powers of two from 1 KiB to 2 MiB are kept, so many of each. */
    private static final int SMALLEST_BITS = 10;

    private static final int LARGEST_BITS = 21;
    private static final int KEPT_BYTES = 4 * 1024 * 1024;

    private final long limit;
    private final AtomicLong used;

    @SuppressWarnings({"unchecked", "rawtypes"}) // Java has no generic arrays.
    private final ArrayDeque<ByteBuffer>[] kept = new ArrayDeque[LARGEST_BITS - SMALLEST_BITS + 1];

    RequestMemory(long limit, AtomicLong used) {
        this.limit = limit;
        this.used = used;
        for (int i = 0; i < kept.length; i++) {
            kept[i] = new ArrayDeque<>();
        }
    }

    /** A buffer whose limit is {@code sizeBytes}; null if the bound is reached: the selector then asks again later. */
    @Override
    public @Nullable ByteBuffer tryAllocate(int sizeBytes) {
        int bits = bits(sizeBytes);
        int capacity = bits > LARGEST_BITS ? sizeBytes : 1 << bits;
        // Large requests leave room for the small ones. One is always let in, however large: else it would wait for
        // ever.
        long most = bits > LARGEST_BITS ? limit - limit / 4 : limit;
        if (used.getAndAdd(capacity) > 0 && used.get() > most) {
            used.addAndGet(-capacity);
            return null;
        }
        ByteBuffer again = bits > LARGEST_BITS ? null : kept[bits - SMALLEST_BITS].poll();
        return (again == null ? ByteBuffer.allocate(capacity) : again).clear().limit(sizeBytes);
    }

    @Override
    public void release(ByteBuffer buffer) {
        used.addAndGet(-buffer.capacity());
        int bits = bits(buffer.capacity());
        if (bits <= LARGEST_BITS && kept[bits - SMALLEST_BITS].size() < Math.max(1, KEPT_BYTES >> bits)) {
            kept[bits - SMALLEST_BITS].push(buffer);
        }
    }

    @Override
    public long size() {
        return limit;
    }

    @Override
    public long availableMemory() {
        return Math.max(0, limit - used.get());
    }

    @Override
    public boolean isOutOfMemory() {
        return used.get() >= limit;
    }

    /** Whether more than half is in use: who holds memory now and makes nothing of it is in the way of others. */
    boolean isScarce() {
        return used.get() > limit / 2;
    }

    private static int bits(int size) {
        return Math.max(SMALLEST_BITS, Integer.SIZE - Integer.numberOfLeadingZeros(Math.max(1, size) - 1));
    }
}
