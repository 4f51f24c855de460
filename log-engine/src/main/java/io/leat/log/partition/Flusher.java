package io.leat.log.partition;

import io.leat.log.disk.Directory;
import io.leat.log.disk.StorageException;
import io.leat.log.segment.Segment;
import java.util.Collection;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** What of a partition is durable, and making it more (D4). One flush at a time; appends go on meanwhile. */
final class Flusher {
    private final Directory directory;
    private final SegmentList segments;
    private final Queue<Segment> complete = new ConcurrentLinkedQueue<>();
    private volatile long flushed;
    private volatile boolean folderChanged = true;
    private long dirtySince = -1;
    private int nextCut = 1;
    private volatile int cuts;

    /**
     * What a flush is to reach.
     *
     * @param cuts how often the log had been cut: a later cut makes the goal void
     */
    record Goal(long end, int cuts) {}

    Flusher(Directory directory, SegmentList segments, Collection<Segment> unflushed, long flushed) {
        complete.addAll(unflushed);
        this.directory = directory;
        this.segments = segments;
        this.flushed = flushed;
    }

    long flushed() {
        return flushed;
    }

    /**
     * That a segment gets no more batches and the next one was made: its indexes are flushed with what comes next, and the folder
     * too. The active one's indexes are not; a recovery makes them anew.
     */
    void rolled(Segment segment) {
        complete.add(segment);
        folderChanged = true;
    }

    /** That the log was cut to {@code end}. */
    synchronized void cut(long end) {
        flushed = Math.min(flushed, end);
        cuts = nextCut++;
    }

    /** The goal of making durable all that is there, {@code end} being the log's end. Under the partition's lock, so it must not wait. */
    Goal goal(long end) {
        return new Goal(end, cuts);
    }

    /** Makes everything below the goal durable, and returns below what everything is. */
    synchronized long flush(Goal goal) {
        if (goal.cuts != cuts || (goal.end <= flushed && !folderChanged)) {
            return flushed;
        }
        for (Segment segment : segments.from(flushed)) {
            flush(segment, segment::flush);
        }
        for (Segment segment = complete.poll(); segment != null; segment = complete.poll()) {
            flush(segment, segment::flush);
            flush(segment, segment::flushIndexes);
        }
        if (folderChanged) {
            folderChanged = false;
            directory.sync();
        }
        dirtySince = -1;
        flushed = Math.max(flushed, goal.end);
        return flushed;
    }

    /** Flushing a segment that was dropped meanwhile, and its files deleted, is not worth an error. */
    private void flush(Segment segment, Runnable flush) {
        try {
            flush.run();
        } catch (StorageException e) {
            if (segments.contains(segment)) {
                throw e;
            }
        }
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
