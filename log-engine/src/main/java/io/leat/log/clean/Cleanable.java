package io.leat.log.clean;

import io.leat.log.partition.LogConfig;
import io.leat.log.partition.PartitionLog;
import io.leat.log.segment.Segment;
import java.util.ArrayList;
import java.util.List;

/**
 * What of a partition can be cleaned, and whether it is worth it. A value: facts in, a decision out.
 *
 * @param firstDirty below it, a key occurs once
 * @param firstUncleanable where cleaning ends: at the start of a segment, and not beyond the last stable offset (C2)
 * @param cleanBytes of the segments below {@code firstDirty}
 * @param dirtyBytes of the segments between the two
 * @param overdue whether a dirty record is older than {@code max.compaction.lag.ms}
 */
public record Cleanable(long firstDirty, long firstUncleanable, long cleanBytes, long dirtyBytes, boolean overdue) {

    /**
     * A segment that gets no more records.
     *
     * @param end where the next one begins
     * @param firstTimestamp of its first batch; -1 if unknown
     * @param age the greatest timestamp of its records
     */
    record Sealed(long base, long end, long size, long firstTimestamp, long age) {}

    /** What is known of the log. {@code cleaned} is where the last cleaning ended, as its checkpoint says; -1 if there was none. */
    record Facts(List<Sealed> sealed, long cleaned, long logStart, long logEnd, long lastStable) {}

    /** The facts of {@code log} now. */
    public static Cleanable of(PartitionLog log, long cleaned, long now) {
        long stable = log.lastStableOffset(); // Before the segments: it only grows.
        List<Segment> segments = log.segments();
        List<Sealed> sealed = new ArrayList<>();
        for (int i = 0; i + 1 < segments.size(); i++) {
            Segment segment = segments.get(i);
            long end = segments.get(i + 1).baseOffset();
            boolean dirty = end > cleaned; // The times of others matter to nobody, and cost an open file.
            sealed.add(new Sealed(
                    segment.baseOffset(),
                    end,
                    segment.size(),
                    dirty ? segment.firstTimestamp() : -1,
                    dirty ? segment.age() : -1));
        }
        Facts facts = new Facts(sealed, cleaned, log.logStartOffset(), log.logEndOffset(), stable);
        return of(facts, log.config().compaction(), now);
    }

    /** Decides. */
    static Cleanable of(Facts facts, LogConfig.Compaction config, long now) {
        boolean valid = facts.cleaned >= facts.logStart && facts.cleaned <= facts.logEnd;
        long firstDirty = valid ? facts.cleaned : facts.logStart; // A checkpoint of another time tells nothing.
        long upTo = 0;
        long clean = 0;
        long dirty = 0;
        long oldest = Long.MAX_VALUE;
        for (Sealed segment : facts.sealed) {
            boolean isDirty = segment.end > firstDirty;
            boolean tooYoung = isDirty && config.minLagMs() > 0 && segment.age > now - config.minLagMs();
            if (segment.end > facts.lastStable || tooYoung) {
                break;
            }
            upTo = segment.end;
            clean += isDirty ? 0 : segment.size;
            dirty += isDirty ? segment.size : 0;
            if (isDirty && segment.firstTimestamp > 0) {
                oldest = Math.min(oldest, segment.firstTimestamp);
            }
        }
        long overdueBefore = now - Math.min(now, config.maxLagMs());
        return new Cleanable(firstDirty, Math.max(firstDirty, upTo), clean, dirty, oldest < overdueBefore);
    }

    /** How much of what can be cleaned is dirty, 0 to 1. */
    public double ratio() {
        return dirtyBytes == 0 ? 0 : (double) dirtyBytes / (cleanBytes + dirtyBytes);
    }

    /** Whether it is to be cleaned now: it is dirty enough, or something in it has waited for too long. */
    public boolean isDue(double minRatio) {
        return dirtyBytes > 0 && (overdue || ratio() > minRatio);
    }
}
