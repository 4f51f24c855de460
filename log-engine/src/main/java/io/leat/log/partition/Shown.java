package io.leat.log.partition;

import io.leat.log.segment.Segment;
import io.leat.log.segment.Slice;
import org.jspecify.annotations.Nullable;

/**
 * Up to where a log may be read: the high watermark and where in which segment it is, so that a slice needs no look at what lies above.
 *
 * @param end the high watermark
 * @param segment that holds its last batch, or will hold the next
 * @param position of the high watermark in it
 */
record Shown(long end, Segment segment, long position) {

    /**
     * The bytes from {@code offset} on, below {@code limit}, which is the high watermark or the start of a batch below it.
     *
     * @param whole whether the first batch is given whatever its size
     */
    @Nullable
    Slice slice(SegmentList.View segments, long offset, long limit, int maxBytes, boolean whole) {
        for (Segment at = segments.holding(offset); at != null; at = segments.after(at)) {
            if (at.baseOffset() > segment.baseOffset() || Math.max(offset, at.baseOffset()) >= limit) {
                return null;
            }
            Slice slice = at.slice(Math.max(offset, at.baseOffset()), limit(segments, at, limit), maxBytes, whole);
            if (slice != null) {
                return slice;
            }
        }
        return null;
    }

    private long limit(SegmentList.View segments, Segment at, long limit) {
        Segment next = segments.after(at);
        boolean inside = limit < end && (next == null || limit < next.baseOffset());
        long visible = at == segment ? position : at.size();
        return inside ? Math.min(visible, at.positionOf(limit)) : visible;
    }
}
