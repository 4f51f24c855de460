package io.leat.log.segment;

import io.leat.log.disk.AppendFile;

/** Where batches start: for some of them, their last offset, relative to the segment's base, and their position. */
final class OffsetIndex {
    static final int ENTRY_SIZE = 8;

    private final long baseOffset;
    private final EntryFile entries;

    OffsetIndex(long baseOffset, AppendFile file) {
        this.baseOffset = baseOffset;
        this.entries = new EntryFile(file, ENTRY_SIZE);
    }

    void append(long lastOffset, int position) {
        entries.next().putInt((int) (lastOffset - baseOffset)).putInt(position);
        entries.added();
    }

    /** The last entry whose offset is {@code offset} or less; -1 if there is none. */
    int find(long offset) {
        int low = 0;
        int high = entries.count() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (offset(middle) <= offset) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return high;
    }

    long offset(int entry) {
        return baseOffset + entries.intAt(entry, 0);
    }

    int position(int entry) {
        return entries.intAt(entry, 4);
    }

    /** Forgets entries for batches that hold {@code offset} or come after it. */
    void truncateTo(long offset) {
        entries.truncate(find(offset - 1) + 1);
    }

    EntryFile entries() {
        return entries;
    }
}
