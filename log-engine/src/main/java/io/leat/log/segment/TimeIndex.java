package io.leat.log.segment;

import io.leat.log.disk.AppendFile;
import io.leat.log.record.BatchView;

/** When: for some batches, the greatest timestamp up to and with them, and the last offset of the batch that has it. */
final class TimeIndex {
    static final int ENTRY_SIZE = 12;

    private final long baseOffset;
    private final EntryFile entries;

    TimeIndex(long baseOffset, AppendFile file) {
        this.baseOffset = baseOffset;
        this.entries = new EntryFile(file, ENTRY_SIZE);
    }

    /** Adds an entry if {@code timestamp} is greater than that of the last one. */
    void append(long timestamp, long offset) {
        if (timestamp > lastTimestamp()) {
            entries.next().putLong(timestamp).putInt((int) (offset - baseOffset));
            entries.added();
        }
    }

    long lastTimestamp() {
        int count = entries.count();
        return count == 0 ? BatchView.NO_TIMESTAMP : timestamp(count - 1);
    }

    /** The offset of the last entry; the segment's base if there is none. */
    long lastOffset() {
        int count = entries.count();
        return count == 0 ? baseOffset : offset(count - 1);
    }

    /** The last entry whose timestamp is less than {@code timestamp}; -1 if there is none. */
    int findBefore(long timestamp) {
        int low = 0;
        int high = entries.count() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (timestamp(middle) < timestamp) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return high;
    }

    long timestamp(int entry) {
        return entries.longAt(entry, 0);
    }

    long offset(int entry) {
        return baseOffset + entries.intAt(entry, 8);
    }

    /** Forgets entries for batches that hold {@code offset} or come after it. */
    void truncateTo(long offset) {
        int keep = entries.count();
        while (keep > 0 && offset(keep - 1) >= offset) {
            keep--;
        }
        entries.truncate(keep);
    }

    EntryFile entries() {
        return entries;
    }
}
