package io.leat.log.partition;

import io.leat.log.disk.Directory;
import io.leat.log.segment.Segment;

/** What of a partition is durable, and making it more (D4). One flush at a time; appends go on meanwhile. */
final class Flusher {
    private final Directory directory;
    private final SegmentList segments;
    private volatile long flushed;
    private volatile boolean folderChanged = true;
    private long dirtySince = -1;
    private int nextCut = 1;
    private volatile int cuts;

    /**
     * What a flush is to reach.
     *
     * @param active the segment that gets batches at that moment
     * @param cuts how often the log had been cut: a later cut makes the goal void
     */
    record Goal(long end, Segment active, int cuts) {}

    Flusher(Directory directory, SegmentList segments, long flushed) {
        this.directory = directory;
        this.segments = segments;
        this.flushed = flushed;
    }

    long flushed() {
        return flushed;
    }

    /** That files were made which the folder does not durably name yet. */
    void folderChanged() {
        folderChanged = true;
    }

    /** That the log was cut to {@code end}. */
    synchronized void cut(long end) {
        flushed = Math.min(flushed, end);
        cuts = nextCut++;
    }

    /** The goal of making durable all that is there, {@code end} being the log's end. Under the partition's lock, so it must not wait. */
    Goal goal(long end) {
        return new Goal(end, segments.active(), cuts);
    }

    /** Makes everything below the goal durable, and returns below what everything is. */
    synchronized long flush(Goal goal) {
        if (goal.cuts != cuts || (goal.end <= flushed && !folderChanged)) {
            return flushed;
        }
        for (Segment segment : segments.from(flushed)) {
            segment.flush();
            if (segment.baseOffset() < goal.active.baseOffset()) {
                segment.flushIndexes(); // It gets no more batches; the active one's indexes can be made anew.
            }
        }
        if (folderChanged) {
            folderChanged = false;
            directory.sync();
        }
        dirtySince = -1;
        flushed = Math.max(flushed, goal.end);
        return flushed;
    }

    /** Remembers when it was first seen that something is not durable. */
    synchronized void noteAge(long now, long end) {
        if (end > flushed && dirtySince < 0) {
            dirtySince = now;
        }
    }

    synchronized boolean isOlderThan(long ms, long now) {
        return dirtySince >= 0 && now - dirtySince >= ms;
    }
}
