package io.leat.connector.csv.file;

import java.io.Closeable;
import java.io.IOException;

/** A file being written, at positions that its user counts. */
public interface OutFile extends Closeable {

    /** Writes all of {@code bytes[0, length)} at {@code position}. After a failure any part of it may be there. */
    void write(byte[] bytes, int length, long position) throws IOException;

    /** Cuts the file to {@code size} bytes; a shorter one is left alone. */
    void truncate(long size) throws IOException;

    /** Returns when content and length would survive a power cut. */
    void force() throws IOException;

    @Override
    void close() throws IOException;
}
