package io.leat.log.segment;

import io.leat.log.disk.AppendFile;
import java.util.List;
import java.util.stream.IntStream;

/** The aborted transactions whose markers are in a segment, in the order of their markers. No file while there is none. */
final class TransactionIndex {
    static final int ENTRY_SIZE = 34;

    private static final short VERSION = 0;

    private final EntryFile entries;

    TransactionIndex(AppendFile file) {
        this.entries = new EntryFile(file, ENTRY_SIZE);
    }

    void append(AbortedTransaction aborted) {
        entries.next()
                .putShort(VERSION)
                .putLong(aborted.producerId())
                .putLong(aborted.firstOffset())
                .putLong(aborted.lastOffset())
                .putLong(aborted.lastStableOffset());
        entries.added();
    }

    /**
     * Adds to {@code found} those that ended at {@code from} or later and began before {@code to}.
     *
     * @return whether all that began before {@code to} had ended by one of these markers, so that later ones need no look
     */
    boolean addOverlapping(long from, long to, List<AbortedTransaction> found) {
        int count = entries.count();
        for (int i = firstEndingFrom(from, count); i < count; i++) {
            AbortedTransaction aborted = at(i);
            if (aborted.firstOffset() < to) {
                found.add(aborted);
            }
            if (aborted.lastStableOffset() >= to) {
                return true;
            }
        }
        return false;
    }

    private int firstEndingFrom(long offset, int count) {
        int low = 0;
        int high = count;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (entries.longAt(middle, 18) < offset) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** All of them. */
    List<AbortedTransaction> all() {
        return IntStream.range(0, entries.count()).mapToObj(this::at).toList();
    }

    private AbortedTransaction at(int entry) {
        return new AbortedTransaction(
                entries.longAt(entry, 2),
                entries.longAt(entry, 10),
                entries.longAt(entry, 18),
                entries.longAt(entry, 26));
    }

    void truncateTo(long offset) {
        int keep = entries.count();
        while (keep > 0 && entries.longAt(keep - 1, 18) >= offset) {
            keep--;
        }
        if (keep < entries.count()) {
            entries.truncate(keep);
        }
    }

    EntryFile entries() {
        return entries;
    }
}
