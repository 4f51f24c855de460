package io.leat.log.partition;

import io.leat.log.segment.Segment;
import java.util.ArrayDeque;
import java.util.Deque;

/** Segments that are no longer part of the log and wait, renamed, for those who still read them. */
final class DroppedSegments {
    private final Deque<Waiting> waiting = new ArrayDeque<>();

    private record Waiting(Segment segment, long due) {}

    void add(Segment segment, long due) {
        waiting.removeIf(it -> deletedBefore(it.segment, segment)); // They would have the same names.
        segment.markDeleted();
        waiting.add(new Waiting(segment, due));
    }

    /** Deletes the files of those whose time has come. */
    void deleteDue(long now) {
        for (Waiting first = waiting.peek(); first != null && first.due <= now; first = waiting.peek()) {
            first.segment.delete();
            waiting.remove();
        }
    }

    private static boolean deletedBefore(Segment earlier, Segment later) {
        boolean same = earlier.baseOffset() == later.baseOffset();
        if (same) {
            earlier.delete();
        }
        return same;
    }

    void close() {
        waiting.forEach(each -> each.segment.close());
    }
}
