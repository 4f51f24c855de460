package io.leat.log.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file that is only looked at: of a log that another process may write, or nobody does. It is neither made nor changed. */
public final class ReadOnlyFile implements AppendFile {
    private final Path path;
    private final FileChannel channel;
    private final long size;

    private ReadOnlyFile(Path path) throws IOException {
        this.path = path;
        this.channel = FileChannel.open(path, StandardOpenOption.READ);
        this.size = channel.size();
    }

    /** Opens a file that is there. What is appended to it later is not seen. */
    public static ReadOnlyFile open(Path path) {
        try {
            return new ReadOnlyFile(path);
        } catch (IOException e) {
            throw new StorageException("open", path.toString(), 0, e);
        }
    }

    /** All of it; at most {@code maxBytes}, so that a foreign giant is refused, not loaded. */
    public byte[] readAll(int maxBytes) {
        if (size > maxBytes) {
            throw new StorageException(
                    "read",
                    path.toString(),
                    0,
                    new IOException("it has %d bytes, and one of its kind has at most %d".formatted(size, maxBytes)));
        }
        ByteBuffer all = ByteBuffer.allocate((int) size);
        read(all, 0);
        return all.array();
    }

    @Override
    public String name() {
        return String.valueOf(path.getFileName());
    }

    @Override
    public int read(ByteBuffer target, long position) {
        int before = target.position();
        try {
            int count = 0;
            while (target.hasRemaining() && count >= 0) {
                count = channel.read(target, position + target.position() - before);
            }
        } catch (IOException e) {
            throw new StorageException("read", path.toString(), position, e);
        }
        return target.position() - before;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public long lastModified() {
        try {
            return Files.getLastModifiedTime(path).toMillis();
        } catch (IOException e) {
            throw new StorageException("read the time of", path.toString(), 0, e);
        }
    }

    @Override
    public void create() {
        throw refused();
    }

    @Override
    public long append(ByteBuffer bytes) {
        throw refused();
    }

    @Override
    public void truncate(long newSize) {
        throw refused();
    }

    @Override
    public void flush() {
        throw refused();
    }

    @Override
    public void rename(String name) {
        throw refused();
    }

    private UnsupportedOperationException refused() {
        return new UnsupportedOperationException(path + " is only looked at");
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new StorageException("close", path.toString(), size, e);
        }
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
