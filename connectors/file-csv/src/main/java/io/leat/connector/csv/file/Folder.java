package io.leat.connector.csv.file;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.OptionalLong;

/** One folder of files, by plain names. The only door to the disk; used by one thread. */
public interface Folder extends Closeable {

    /** Where it is, for messages. */
    String where();

    /** The names in it that begin with {@code prefix}, in no order. */
    List<String> list(String prefix) throws IOException;

    /** The length of {@code name} in bytes; empty if there is no such file. */
    OptionalLong size(String name) throws IOException;

    /** Opens {@code name} for writing; creates it if it is not there. */
    OutFile open(String name) throws IOException;

    InputStream read(String name) throws IOException;

    /** Replaces the content of {@code name}, whole or not at all, and with it makes earlier changes of names durable (D5). */
    void replace(String name, byte[] content) throws IOException;

    void rename(String from, String to) throws IOException;

    void delete(String name) throws IOException;

    /**
     * Keeps others out of what {@code name} stands for until the result is closed.
     *
     * @throws LockedException if somebody has it, in this process or another
     */
    Closeable lock(String name) throws IOException;

    /** Frees what the folder itself holds; files that are open stay usable no longer. */
    @Override
    void close() throws IOException;

    /** Somebody else writes the files of this partition. */
    final class LockedException extends IOException {
        private static final long serialVersionUID = 1;

        LockedException(String message) {
            super(message);
        }
    }
}
