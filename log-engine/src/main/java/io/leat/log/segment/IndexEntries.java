package io.leat.log.segment;

import io.leat.log.disk.AppendFile;
import java.util.ArrayList;
import java.util.List;

/** What is in an index file, for those who look at a folder from outside: ours, or a Kafka broker's, also one that it has open. */
public final class IndexEntries {
    private IndexEntries() {}

    /** Where a batch starts that ends with this offset. */
    public record At(long offset, int position) {}

    /** The greatest timestamp so far, and the last offset of the batch that has it. */
    public record When(long timestamp, long offset) {}

    /** The entries of an {@code .index} file of the segment that begins at {@code baseOffset}. */
    public static List<At> offsets(AppendFile file, long baseOffset) {
        OffsetIndex index = new OffsetIndex(baseOffset, file);
        List<At> all = new ArrayList<>();
        for (int i = 0; i < index.entries().count() && !isRoom(i, index.offset(i), baseOffset); i++) {
            all.add(new At(index.offset(i), index.position(i)));
        }
        return all;
    }

    /** As {@link #offsets}, of a {@code .timeindex} file. */
    public static List<When> times(AppendFile file, long baseOffset) {
        TimeIndex index = new TimeIndex(baseOffset, file);
        List<When> all = new ArrayList<>();
        for (int i = 0; i < index.entries().count() && !isRoom(i, index.offset(i), baseOffset); i++) {
            all.add(new When(index.timestamp(i), index.offset(i)));
        }
        return all;
    }

    /** The entries of a {@code .txnindex} file. */
    public static List<AbortedTransaction> aborted(AppendFile file) {
        return new TransactionIndex(file).all();
    }

    /** Whether an {@code .index} file is one that a log would open without making it anew. */
    public static boolean isSoundIndex(AppendFile file, long baseOffset, long logSize) {
        return IndexCheck.isSound(new OffsetIndex(baseOffset, file), logSize);
    }

    /** As {@link #isSoundIndex}, of a {@code .timeindex} file. */
    public static boolean isSoundTimeIndex(AppendFile file, long baseOffset) {
        return IndexCheck.isSound(new TimeIndex(baseOffset, file), baseOffset);
    }

    /** Kafka makes an index file larger than it needs, with zeros at its end until the segment is complete. */
    private static boolean isRoom(int entry, long offset, long baseOffset) {
        return entry > 0 && offset == baseOffset;
    }
}
