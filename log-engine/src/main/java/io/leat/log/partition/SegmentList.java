package io.leat.log.partition;

import io.leat.log.segment.Segment;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The segments of a partition by base offset; never none. Changed under the partition's lock, one change after the other; read without:
 * a reader takes a {@link View}, in which nothing moves.
 */
final class SegmentList {
    private volatile View view = new View(new TreeMap<>());

    SegmentList(Collection<Segment> initial) {
        change(segments -> initial.forEach(it -> segments.put(it.baseOffset(), it)));
    }

    /** The segments as they were at one moment. */
    static final class View {
        private final NavigableMap<Long, Segment> segments;

        private View(NavigableMap<Long, Segment> segments) {
            this.segments = segments;
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
    }

    View view() {
        return view;
    }

    void add(Segment segment) {
        change(segments -> segments.put(segment.baseOffset(), segment));
    }

    void remove(Segment segment) {
        change(segments -> segments.remove(segment.baseOffset()));
    }

    /** Puts {@code cleaned}, which begins where the first of {@code old} does, in the place of all of these. */
    void replace(List<Segment> old, Segment cleaned) {
        change(segments -> {
            old.forEach(it -> segments.remove(it.baseOffset()));
            segments.put(cleaned.baseOffset(), cleaned);
        });
    }

    boolean contains(Segment segment) {
        return view.segments.get(segment.baseOffset()) == segment;
    }

    /** The one that is appended to. */
    Segment active() {
        return view.segments.lastEntry().getValue();
    }

    Segment first() {
        return view.first();
    }

    @Nullable
    Segment after(Segment segment) {
        return view.after(segment);
    }

    /** From the one that holds {@code offset} on. */
    List<Segment> from(long offset) {
        return view.from(offset);
    }

    List<Segment> all() {
        return new ArrayList<>(view.segments.values());
    }

    long size() {
        return view.segments.values().stream().mapToLong(Segment::size).sum();
    }

    private void change(Consumer<NavigableMap<Long, Segment>> change) {
        NavigableMap<Long, Segment> next = new TreeMap<>(view.segments);
        change.accept(next);
        view = new View(next);
    }
}
