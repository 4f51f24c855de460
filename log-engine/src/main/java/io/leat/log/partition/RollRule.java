package io.leat.log.partition;

import io.leat.log.record.BatchView;
import io.leat.log.segment.Segment;

/** When a segment is complete and the next one begins. */
final class RollRule {

    private RollRule() {}

    /**
     * Whether batches need a new segment: this one would grow too large, has had records for too long, by their own time, or
     * cannot index them.
     *
     * @param bytes size of the batches
     * @param timestamp the greatest among them, -1 if none has one
     * @param lastOffset of the last of them
     * @param created when the segment began, for records without a timestamp
     */
    static boolean due(
            Segment segment, LogConfig config, int bytes, long timestamp, long lastOffset, long now, long created) {
        if (segment.size() == 0) {
            return !segment.spans(lastOffset);
        }
        return segment.size() > config.segments().bytes() - bytes
                || waited(segment, timestamp, now, created) > config.segments().ms()
                || segment.isFull(config.segments().indexBytes())
                || !segment.spans(lastOffset);
    }

    private static long waited(Segment segment, long timestamp, long now, long created) {
        long first = segment.firstTimestamp();
        return first >= 0 && timestamp != BatchView.NO_TIMESTAMP ? timestamp - first : now - created;
    }
}
