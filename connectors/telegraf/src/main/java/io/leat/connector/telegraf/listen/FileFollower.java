package io.leat.connector.telegraf.listen;

import io.leat.connector.telegraf.metric.LineRecords;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a file, and goes on reading as it grows. The source offset of each record is the byte after its line, so that a restart
 * goes on with the very next line (D1).
 *
 * <p>A file that became shorter, or another one under the same name, is read from its beginning; what was left in the old one is
 * read first if it is still open. A line without its line break waits for it.
 */
public final class FileFollower implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FileFollower.class);
    private static final int BLOCK = 1 << 20;

    private final Path path;
    private final Door door;
    private final Map<String, ?> partition;
    private final LineReader reader;

    private @Nullable FilePosition stored;
    private @Nullable FileChannel channel;
    private @Nullable Object fileKey;
    private LineStream stream;
    private String head = FilePosition.headOf(new byte[0], 0);
    private int headLength;

    /** @param offset the source offset to go on from, null to begin at the beginning */
    public FileFollower(Path path, Door door, @Nullable Map<String, Object> offset) {
        this.path = path;
        this.door = door;
        this.partition = partition(path.toString());
        this.stored = FilePosition.of(offset);
        this.stream = stream(0);
        this.reader = new LineReader(
                new LineRecords(door.maker()),
                door.counts(),
                path.toString(),
                partition,
                position -> new FilePosition(position, head).offset());
    }

    /** The source partition of a file. */
    public static Map<String, String> partition(String path) {
        return Map.of("file", path);
    }

    private LineStream stream(long position) {
        return new LineStream(door.precision(), door.limits().lineBytes(), BLOCK, position);
    }

    /**
     * Reads what there is, up to {@code most} records.
     *
     * @return nothing if the file is not there, or has not grown
     */
    public List<SourceRecord> read(int most) throws IOException {
        var lines = new LineReader.Lines();
        reader.take(stream, door.nowNanos(), most, lines);
        while (lines.records.size() < most && fill() > 0) {
            reader.take(stream, door.nowNanos(), most, lines);
        }
        return lines.records;
    }

    private int fill() throws IOException {
        if (channel == null && !open()) {
            return -1;
        }
        FileChannel file = Objects.requireNonNull(channel);
        if (headLength < FilePosition.HEAD_BYTES) {
            readHead(file);
        }
        int count = stream.fill((buffer, offset, length) -> file.read(ByteBuffer.wrap(buffer, offset, length)));
        if (count <= 0 && isAnother(file)) {
            file.close();
            channel = null;
            stream.end();
            return 1;
        }
        return count;
    }

    private boolean open() throws IOException {
        try {
            FileChannel file = FileChannel.open(path, StandardOpenOption.READ);
            channel = file;
            fileKey = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
            headLength = 0;
            readHead(file);
            long position = start(file);
            file.position(position);
            stream = stream(position);
            stored = null;
            return true;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private long start(FileChannel file) throws IOException {
        if (stored == null) {
            return 0;
        }
        if (stored.isIn(file.size(), beginning(file))) {
            return stored.position();
        }
        LOG.warn(
                "{} is shorter than the {} bytes read before, or another file; reading it from its beginning",
                path,
                stored.position());
        return 0;
    }

    private void readHead(FileChannel file) throws IOException {
        byte[] beginning = beginning(file);
        headLength = beginning.length;
        head = FilePosition.headOf(beginning, headLength);
    }

    private static byte[] beginning(FileChannel file) throws IOException {
        var bytes = ByteBuffer.allocate(FilePosition.HEAD_BYTES);
        while (bytes.hasRemaining() && file.read(bytes, bytes.position()) > 0) {}
        return Arrays.copyOf(bytes.array(), bytes.position());
    }

    /** Whether the path leads to something else than what is open: a shorter file, or another one. */
    private boolean isAnother(FileChannel file) throws IOException {
        if (file.size() < file.position()) {
            LOG.warn("{} was truncated to {} bytes; reading it from its beginning", path, file.size());
            return true;
        }
        try {
            Object now = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
            return !Objects.equals(now, fileKey);
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        if (channel != null) {
            channel.close();
        }
    }
}
