package io.leat.log.segment;

import io.leat.log.disk.AppendFile;
import java.nio.ByteBuffer;

/**
 * A file of entries of one size. The newest entries are held in memory and written in lumps, since an index that is lost is
 * made again from the batches. One writer, any number of readers (S1).
 */
final class EntryFile {
    /** Entries held at most before they are written. */
    private static final int LUMP = 512;

    /** Room at first; it doubles, so that ten thousand partitions with a few records each take little memory. */
    private static final int FIRST_LUMP = 8;

    private final AppendFile file;
    private final int entrySize;
    private volatile Tail tail;
    private int written;
    private volatile int count;

    /** Entries that are not in the file yet: the first of them, and their bytes. Replaced, never emptied: readers may hold it. */
    private record Tail(int first, ByteBuffer entries) {}

    /** Opens the entries in {@code file}; a torn last one is not counted. */
    EntryFile(AppendFile file, int entrySize) {
        this.file = file;
        this.entrySize = entrySize;
        this.written = (int) (file.size() / entrySize);
        this.count = written;
        this.tail = new Tail(count, ByteBuffer.allocate(0));
    }

    int count() {
        return count;
    }

    /** Whether the file ends with a whole entry. */
    boolean isWhole() {
        return file.size() % entrySize == 0;
    }

    /** Makes room in memory for {@code more} entries, so that adding them cannot fail. Writes what is held if need be. */
    void reserve(int more) {
        Tail held = tail;
        if (held.entries.remaining() >= more * entrySize) {
            return;
        }
        int room = held.entries.capacity() / entrySize;
        if (room < LUMP) {
            int twice = Math.max(room == 0 ? FIRST_LUMP : 2 * room, held.entries.position() / entrySize + more);
            ByteBuffer larger = ByteBuffer.allocate(twice * entrySize);
            tail = new Tail(held.first, larger.put(held.entries.duplicate().flip()));
        } else {
            write();
            tail = new Tail(count, ByteBuffer.allocate(Math.max(LUMP, more) * entrySize));
        }
    }

    /** The memory for the next entry, to be filled before {@link #added}. */
    ByteBuffer next() {
        reserve(1);
        return tail.entries;
    }

    /** Shows the entry that was put into {@link #next} to the readers. */
    void added() {
        count = ++written;
    }

    long longAt(int entry, int field) {
        Tail held = tail;
        return entry >= held.first
                ? held.entries.getLong((entry - held.first) * entrySize + field)
                : read(entry, field, Long.BYTES).getLong(0);
    }

    int intAt(int entry, int field) {
        Tail held = tail;
        return entry >= held.first
                ? held.entries.getInt((entry - held.first) * entrySize + field)
                : read(entry, field, Integer.BYTES).getInt(0);
    }

    /** Keeps the first {@code entries} and forgets the others. */
    void truncate(int entries) {
        write();
        if (file.size() != (long) entries * entrySize) {
            file.truncate((long) entries * entrySize);
        }
        written = entries;
        count = entries;
        tail = new Tail(entries, ByteBuffer.allocate(0));
    }

    /** Writes what is held in memory. */
    void write() {
        Tail held = tail;
        ByteBuffer entries = held.entries.duplicate().flip();
        if (entries.hasRemaining()) {
            cutTorn(held.first);
            file.append(entries);
            tail = new Tail(count, ByteBuffer.allocate(0));
        }
    }

    void flush() {
        write();
        file.flush();
    }

    AppendFile file() {
        return file;
    }

    /** A torn last entry, left by a crash or by a disk that was full. */
    private void cutTorn(int entries) {
        if (file.size() != (long) entries * entrySize) {
            file.truncate((long) entries * entrySize);
        }
    }

    private ByteBuffer read(int entry, int field, int bytes) {
        ByteBuffer target = ByteBuffer.allocate(bytes);
        if (file.read(target, (long) entry * entrySize + field) != bytes) {
            throw new IllegalStateException("%s has no entry %d".formatted(file, entry));
        }
        return target;
    }
}
