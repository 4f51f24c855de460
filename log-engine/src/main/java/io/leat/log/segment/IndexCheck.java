package io.leat.log.segment;

/** Whether indexes found on disk can be trusted to be of the batches beside them; the check Kafka makes at start, and a bit more. */
final class IndexCheck {

    private IndexCheck() {}

    /** Offsets and positions of the last entry lie in the segment, and the file ends with a whole entry. */
    static boolean isSound(OffsetIndex index, long logSize) {
        int last = index.entries().count() - 1;
        return index.entries().isWhole()
                && (last < 0
                        || (index.position(last) >= 0
                                && index.position(last) < logSize
                                && index.offset(last) >= index.offset(0)));
    }

    /** Times do not fall, and the file ends with a whole entry. */
    static boolean isSound(TimeIndex index, long baseOffset) {
        int last = index.entries().count() - 1;
        return index.entries().isWhole()
                && (last < 0 || (index.offset(last) >= baseOffset && index.timestamp(last) >= index.timestamp(0)));
    }
}
