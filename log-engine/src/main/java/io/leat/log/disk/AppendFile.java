package io.leat.log.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * Bytes that only grow at the end. One thread at a time appends, truncates and renames; any may read, because bytes
 * below {@link #size} never change. Interrupting a thread that reads or writes does no harm to the others.
 */
public interface AppendFile extends AutoCloseable {

    /** The name in its folder, for messages. */
    String name();

    /** Makes the file, empty, if it is not there: its name tells something even without content. */
    void create();

    /**
     * Appends all of {@code bytes} and returns where they start. All or nothing: if the disk refuses, what was written
     * is cut off again and {@link #size} is as before. Not durable until {@link #flush}.
     */
    long append(ByteBuffer bytes);

    /**
     * Fills {@code target} from {@code position} on, as far as the file reaches.
     *
     * @return the number of bytes read, 0 at the end
     */
    int read(ByteBuffer target, long position);

    /** Takes bytes of a file, as a socket does that the system can copy them to by itself. */
    interface Target {
        /** Takes some of the {@code count} bytes from {@code position} on, and says how many. */
        long take(FileChannel file, long position, long count) throws IOException;
    }

    /**
     * Has {@code target} take bytes below {@link #size}.
     *
     * @return how many it took
     * @throws IOException what the target throws
     */
    default long transfer(long position, long count, Target target) throws IOException {
        throw new UnsupportedOperationException(name() + " is no file that a socket could take from");
    }

    /** Cuts the file to {@code size} bytes. */
    void truncate(long size);

    /** Makes every byte below {@link #size} durable, the size with them. */
    void flush();

    /** The number of bytes readers may ask for. */
    long size();

    /** When it was last written to, milliseconds since 1970; 0 if there is nothing yet. */
    long lastModified();

    /** Gives the file another name in the same folder; it stays open for those who read it. */
    void rename(String name);

    /** Lets go of the file. Reading after it opens it anew. */
    @Override
    void close();
}
