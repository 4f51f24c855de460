package io.leat.log.segment;

import io.leat.log.disk.AppendFile;
import java.util.ArrayList;
import java.util.List;

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

    List<AbortedTransaction> all() {
        List<AbortedTransaction> all = new ArrayList<>();
        for (int i = 0; i < entries.count(); i++) {
            all.add(new AbortedTransaction(
                    entries.longAt(i, 2), entries.longAt(i, 10), entries.longAt(i, 18), entries.longAt(i, 26)));
        }
        return all;
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
