package io.leat.log.segment;

import io.leat.log.disk.AppendFile;
import io.leat.log.record.BatchView;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One read of batches that lie one after the other: bounded, whole, and verified (S2).
 *
 * <p>The checksum does not cover a batch's base offset, so that appending may set it. What covers it is order: a batch starts no
 * earlier than the one before it ended, and ends no later than the next one starts. A flipped bit breaks one or the other.
 */
final class SegmentRead {
    private final Segment segment;
    private final AppendFile log;
    private final long end;

    /** A read of what lies below {@code end}, as far as the file reaches now. */
    SegmentRead(Segment segment, AppendFile log, long end) {
        this.segment = segment;
        this.log = log;
        this.end = end;
    }

    /**
     * Reads from the batch that holds {@code offset}, whatever its size, looking for it from the batch at {@code from} on, which
     * starts at {@code notBefore} or later.
     */
    @Nullable
    ByteBuffer read(long offset, int from, long notBefore, int maxBytes, ReadBuffer memory) {
        int start = find(offset, from, notBefore);
        if (start < 0) {
            return null;
        }
        long available = log.size() - start;
        int wanted = (int) Math.min(available, Math.max(maxBytes, BatchView.HEADER_SIZE));
        ByteBuffer bytes = fill(memory.atLeast(wanted).limit(wanted), start);
        BatchView first = new BatchView(bytes, 0);
        int size = first.sizeInBytes();
        if (size > wanted) {
            requireIntactOnDisk(first, size, start);
            bytes = fill(memory.atLeast(size).limit(size), start);
        }
        return verified(bytes, start, memory);
    }

    /** The position of the first batch from {@code from} on that ends at or after {@code offset}; -1 if there is none. */
    int find(long offset, int from, long notBefore) {
        long expected = notBefore;
        long passed = -1;
        ByteBuffer header = ByteBuffer.allocate(BatchView.HEADER_SIZE);
        for (long position = from; position < log.size(); ) {
            log.read(header.clear(), position);
            BatchView batch = new BatchView(header, 0);
            requireInPlace(batch, position, expected);
            if (batch.lastOffset() >= offset) {
                requireHonest(passed, batch.baseOffset() > offset);
                return (int) position;
            }
            passed = position;
            expected = batch.nextOffset();
            position += batch.sizeInBytes();
        }
        requireHonest(passed, passed >= 0);
        return -1;
    }

    /** Bytes of the batch at {@code position}. */
    int sizeAt(int position) {
        ByteBuffer header = ByteBuffer.allocate(BatchView.LENGTH_END);
        log.read(header, position);
        return new BatchView(header, 0).sizeInBytes();
    }

    /**
     * If no batch holds the offset that is looked for, compaction has taken it; or the batch before the gap, which was passed by
     * what its header says, has a wrong header.
     */
    private void requireHonest(long passed, boolean gap) {
        if (gap && passed >= 0) {
            ByteBuffer header = ByteBuffer.allocate(BatchView.HEADER_SIZE);
            log.read(header, passed);
            BatchView batch = new BatchView(header, 0);
            requireIntactOnDisk(batch, batch.sizeInBytes(), (int) passed);
        }
    }

    /** Cuts {@code bytes} after the last good batch below {@code end}, and notes where that is. */
    private ByteBuffer verified(ByteBuffer bytes, int start, ReadBuffer memory) {
        int at = 0;
        long next = new BatchView(bytes, 0).baseOffset();
        while (BatchView.isWhole(bytes, at, bytes.limit() - at)) {
            BatchView batch = new BatchView(bytes, at);
            if (next == end) {
                break;
            }
            String fault = fault(batch, next, bytes.limit(), start);
            if (fault != null) {
                requireSomething(at, start, fault);
                break; // What is good before it is served; the next read starts here, and reports it.
            }
            next = batch.nextOffset();
            at += batch.sizeInBytes();
        }
        requireSomething(at, start, "there is no whole batch");
        memory.endedAt(segment, next, start + at);
        return bytes.limit(at);
    }

    private void requireSomething(int read, int start, String otherwise) {
        if (read == 0) {
            throw segment.corrupt(start, otherwise);
        }
    }

    private @Nullable String fault(BatchView batch, long expected, int limit, int start) {
        if (!batch.isIntact()) {
            return "the checksum of the batch at offset %d is wrong, so it is not served".formatted(batch.baseOffset());
        }
        int after = batch.start() + batch.sizeInBytes();
        long following = limit - after >= Long.BYTES ? batch.buffer().getLong(after) : following(start + after);
        boolean inOrder = batch.baseOffset() >= expected && batch.nextOffset() <= Math.min(following, end);
        return inOrder ? null : outOfPlace(batch);
    }

    /** The base offset of the batch at {@code position}, or where the segment's offsets end. */
    private long following(int position) {
        ByteBuffer offset = ByteBuffer.allocate(Long.BYTES);
        return log.read(offset, position) == Long.BYTES ? offset.getLong(0) : end;
    }

    private void requireInPlace(BatchView batch, long position, long expected) {
        if (!BatchView.isWhole(batch.buffer(), 0, (int) (log.size() - position))) {
            throw segment.corrupt(position, "there is no whole batch");
        }
        if (batch.baseOffset() < expected || batch.nextOffset() > end) {
            throw segment.corrupt(position, outOfPlace(batch));
        }
    }

    private static String outOfPlace(BatchView batch) {
        return "the batch at offset %d is out of place, so it is not served".formatted(batch.baseOffset());
    }

    private ByteBuffer fill(ByteBuffer target, int start) {
        int wanted = target.remaining();
        if (log.read(target, start) < wanted) {
            throw segment.corrupt(start, "the file ends before its size");
        }
        return target.flip();
    }

    private void requireIntactOnDisk(BatchView batch, int size, int start) {
        if (!DiskChecksum.isRight(log, batch, start, size)) {
            throw segment.corrupt(
                    start,
                    "the checksum of the batch at offset %d is wrong, so it is not served"
                            .formatted(batch.baseOffset()));
        }
    }
}
