package io.leat.log.clean;

import java.util.ArrayList;
import java.util.List;

/** Which neighbouring segments become one, so that cleaned segments do not get smaller and smaller. Pure. */
final class Grouping {

    private Grouping() {}

    /**
     * What counts of a segment.
     *
     * @param end where the next one begins
     * @param bytes of batches
     */
    record Size(long base, long end, long bytes, long offsetIndexBytes, long timeIndexBytes) {}

    /**
     * Cuts {@code sizes} into runs of neighbours, each of which is not larger than a segment may be, by its batches, its indexes and the
     * 31 bits of its relative offsets.
     *
     * @return how many segments there are in each run
     */
    static List<Integer> runs(List<Size> sizes, int segmentBytes, int indexBytes) {
        List<Integer> runs = new ArrayList<>();
        int from = 0;
        while (from < sizes.size()) {
            int to = from + 1;
            Size sum = sizes.get(from);
            while (to < sizes.size() && fits(plus(sum, sizes.get(to)), segmentBytes, indexBytes)) {
                sum = plus(sum, sizes.get(to));
                to++;
            }
            runs.add(to - from);
            from = to;
        }
        return runs;
    }

    private static Size plus(Size sum, Size next) {
        return new Size(
                sum.base,
                next.bytes == 0 ? sum.end : next.end, // An empty one has no offset that must be written.
                sum.bytes + next.bytes,
                sum.offsetIndexBytes + next.offsetIndexBytes,
                sum.timeIndexBytes + next.timeIndexBytes);
    }

    private static boolean fits(Size sum, int segmentBytes, int indexBytes) {
        return sum.bytes <= segmentBytes
                && sum.offsetIndexBytes <= indexBytes
                && sum.timeIndexBytes <= indexBytes
                && sum.end - 1 - sum.base <= Integer.MAX_VALUE;
    }
}
