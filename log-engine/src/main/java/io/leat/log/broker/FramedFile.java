package io.leat.log.broker;

import io.leat.log.disk.AppendFile;
import io.leat.log.disk.Directory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.zip.CRC32C;
import org.apache.kafka.common.errors.CorruptRecordException;

/**
 * A small file of frames, for state that is not records: the catalogue and the journal of atomic appends.
 *
 * <pre>
 *   length (4) │ CRC-32C of the length (4) │ CRC-32C of the body (4) │ body
 * </pre>
 *
 * <p>What a crash tore at the end is cut at the next opening. A broken frame with a good one behind it is no tear but damage, and is
 * refused: going on would lose what was acknowledged. For one thread at a time.
 */
final class FramedFile implements AutoCloseable {
    private static final int HEADER = 12;
    private static final int MAX_FILE = 256 * 1024 * 1024;
    private static final int MAX_BODY = 16 * 1024 * 1024;

    private final Directory directory;
    private final String name;
    private AppendFile file;
    /** Whether the folder is known to have the file's name on the disk. */
    private boolean named;

    private FramedFile(Directory directory, String name, AppendFile file) {
        this.directory = directory;
        this.name = name;
        this.file = file;
        this.named = file.size() > 0;
    }

    /** A file and the bodies of its frames. */
    record Opened(FramedFile file, List<ByteBuffer> bodies) {}

    /**
     * Opens the file, empty if it was not there, and cuts a torn end.
     *
     * @throws CorruptRecordException if it is damaged; names the file and the byte
     */
    static Opened open(Directory directory, String name) {
        AppendFile file = directory.open(name);
        List<ByteBuffer> bodies = new ArrayList<>();
        if (file.size() > 0) {
            byte[] content = directory.read(name, MAX_FILE);
            int whole = parse(content, bodies);
            if (whole < content.length) {
                refuseDamage(directory.path() + "/" + name, content, whole);
                file.truncate(whole);
                file.flush();
            }
        }
        return new Opened(new FramedFile(directory, name, file), bodies);
    }

    /** Adds a frame and returns where it starts. Durable after {@link #flush}. */
    long append(byte[] body) {
        return file.append(frame(body));
    }

    void flush() {
        file.flush();
        if (!named) {
            directory.sync(); // A power cut must not take a new file whose content was flushed.
            named = true;
        }
    }

    long size() {
        return file.size();
    }

    /** Takes back everything from byte {@code size} on, durably. */
    void cutBack(long size) {
        file.truncate(size);
        file.flush();
    }

    /** D5: puts these frames in the place of all there are. */
    void replace(Collection<byte[]> bodies) {
        ByteBuffer all = ByteBuffer.allocate(
                bodies.stream().mapToInt(body -> HEADER + body.length).sum());
        bodies.forEach(body -> all.put(frame(body)));
        file.close(); // It is the old file's; the new one gets a handle of its own.
        directory.replace(name, all.array());
        file = directory.open(name);
    }

    @Override
    public void close() {
        file.close();
    }

    private static ByteBuffer frame(byte[] body) {
        ByteBuffer frame = ByteBuffer.allocate(HEADER + body.length);
        frame.putInt(body.length);
        frame.putInt(crc(frame.array(), 0, 4)).putInt(crc(body, 0, body.length)).put(body);
        return frame.flip();
    }

    /** Adds the bodies of the whole frames from the start on, and returns where the last of them ends. */
    private static int parse(byte[] content, List<ByteBuffer> bodies) {
        int at = 0;
        for (int end = frameEnd(content, at); end > 0; end = frameEnd(content, at)) {
            bodies.add(ByteBuffer.wrap(content, at + HEADER, end - at - HEADER).slice());
            at = end;
        }
        return at;
    }

    /** Where the frame at {@code at} ends; -1 if there is no whole and intact one. */
    private static int frameEnd(byte[] content, int at) {
        if (content.length - at < HEADER) {
            return -1;
        }
        ByteBuffer frame = ByteBuffer.wrap(content, at, content.length - at);
        int length = frame.getInt();
        if (length < 0 || length > MAX_BODY || frame.getInt() != crc(content, at, 4)) {
            return -1;
        }
        int crc = frame.getInt();
        boolean intact = length <= frame.remaining() && crc == crc(content, at + HEADER, length);
        return intact ? at + HEADER + length : -1;
    }

    private static void refuseDamage(String path, byte[] content, int broken) {
        for (int at = broken + 1; at <= content.length - HEADER; at++) {
            if (frameEnd(content, at) > 0) {
                throw new CorruptRecordException(
                        ("The file %s is damaged at byte %d: what is there is not what was written, and there"
                                        + " is more behind it. Restore the file from a backup, or move it away to start without it")
                                .formatted(path, broken));
            }
        }
    }

    private static int crc(byte[] bytes, int from, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, from, length);
        return (int) crc.getValue();
    }
}
