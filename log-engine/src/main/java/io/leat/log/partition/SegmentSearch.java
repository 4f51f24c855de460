package io.leat.log.partition;

import io.leat.log.record.BatchView;
import io.leat.log.segment.AbortedTransaction;
import io.leat.log.segment.ReadBuffer;
import io.leat.log.segment.Segment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds things in the segments of a partition. Takes no lock (P1): what is visible comes as an argument. */
final class SegmentSearch {
    private final SegmentList segments;

    SegmentSearch(SegmentList segments) {
        this.segments = segments;
    }

    /** Batches from the one that holds {@code offset} on, below {@code visible}; empty if there is none. */
    static ByteBuffer batches(SegmentList.View segments, long offset, long visible, int maxBytes, ReadBuffer buffer) {
        Segment segment = segments.holding(offset);
        while (segment != null && Math.max(offset, segment.baseOffset()) < visible) {
            Segment next = segments.after(segment);
            long end = next == null ? visible : Math.min(visible, next.baseOffset());
            ByteBuffer found =
                    offset < end ? segment.read(Math.max(offset, segment.baseOffset()), end, maxBytes, buffer) : null;
            if (found != null) {
                return found;
            }
            segment = next;
        }
        return ByteBuffer.allocate(0);
    }

    /** The batches of {@code batches} that start below {@code end}. */
    static ByteBuffer below(long end, ByteBuffer batches) {
        int at = batches.position();
        while (at < batches.limit() && new BatchView(batches, at).baseOffset() < end) {
            at += new BatchView(batches, at).sizeInBytes();
        }
        return batches.limit(at);
    }

    /** Whether one of {@code batches} holds records of a transaction. */
    static boolean hasTransactions(ByteBuffer batches) {
        for (int at = batches.position(); at < batches.limit(); ) {
            BatchView batch = new BatchView(batches, at);
            if (batch.isTransactional() && !batch.isControl()) {
                return true;
            }
            at += batch.sizeInBytes();
        }
        return false;
    }

    /** Transactions aborted by markers from {@code from} on that began before {@code to}. */
    List<AbortedTransaction> aborted(long from, long to) {
        return aborted(segments.view(), from, to);
    }

    /** As {@link #aborted(long, long)}, of the segments as they were when batches were read: compaction drops what nobody needs. */
    static List<AbortedTransaction> aborted(SegmentList.View segments, long from, long to) {
        List<AbortedTransaction> found = new ArrayList<>();
        for (Segment segment : segments.from(from)) {
            if (segment.addAborted(from, to, found)) {
                break;
            }
        }
        return found;
    }

    /** The first record between {@code start} and {@code visible} whose timestamp is {@code timestamp} or later. */
    Optional<TimestampOffset> first(long timestamp, long start, long visible) {
        for (Segment segment : segments.from(start)) {
            Segment.Found found = segment.maxTimestamp() < timestamp ? null : segment.find(timestamp, start, visible);
            if (found != null) {
                return Optional.of(new TimestampOffset(found.timestamp(), found.offset(), found.leaderEpoch()));
            }
        }
        return Optional.empty();
    }

    /** The greatest timestamp in the segments from {@code start} on; -1 if there is none. */
    long maxTimestamp(long start) {
        long greatest = BatchView.NO_TIMESTAMP;
        for (Segment segment : segments.from(start)) {
            greatest = Math.max(greatest, segment.maxTimestamp());
        }
        return greatest;
    }
}
