package io.leat.log.partition;

import io.leat.log.segment.Segment;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/** The segments of a partition by base offset; never none. Changed under the partition's lock, read without. */
final class SegmentList {
    private final ConcurrentSkipListMap<Long, Segment> segments = new ConcurrentSkipListMap<>();

    SegmentList(Collection<Segment> initial) {
        initial.forEach(this::add);
    }

    void add(Segment segment) {
        segments.put(segment.baseOffset(), segment);
    }

    void remove(Segment segment) {
        segments.remove(segment.baseOffset());
    }

    boolean contains(Segment segment) {
        return segments.get(segment.baseOffset()) == segment;
    }

    /** The one that is appended to. */
    Segment active() {
        return segments.lastEntry().getValue();
    }

    Segment first() {
        return segments.firstEntry().getValue();
    }

    /** The segment in which {@code offset} lies, the first one if it lies before all. */
    Segment holding(long offset) {
        Map.Entry<Long, Segment> entry = segments.floorEntry(offset);
        return entry == null ? first() : entry.getValue();
    }

    @Nullable
    Segment after(Segment segment) {
        Map.Entry<Long, Segment> entry = segments.higherEntry(segment.baseOffset());
        return entry == null ? null : entry.getValue();
    }

    /** From the one that holds {@code offset} on. */
    List<Segment> from(long offset) {
        return new ArrayList<>(
                segments.tailMap(holding(offset).baseOffset(), true).values());
    }

    List<Segment> all() {
        return new ArrayList<>(segments.values());
    }

    long size() {
        return segments.values().stream().mapToLong(Segment::size).sum();
    }
}
