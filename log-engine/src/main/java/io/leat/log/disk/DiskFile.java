package io.leat.log.disk;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;

/** An {@link AppendFile} on the real disk. Decides nothing: every method is one system call and its error. */
final class DiskFile implements AppendFile {
    /** Heap buffers pass through a native copy of the same size that the JDK keeps per thread: keep it small and in cache. */
    private static final int PIECE = 128 * 1024;

    private final OpenFiles open;
    private volatile Path path;
    private volatile @Nullable FileChannel channel;
    private volatile long size;

    DiskFile(Path path, OpenFiles open) {
        this.path = path;
        this.open = open;
        this.size = sizeOnDisk(path);
    }

    @Override
    public String name() {
        return String.valueOf(path.getFileName());
    }

    @Override
    public void create() {
        run("create", 0, file -> {});
    }

    @Override
    public long append(ByteBuffer bytes) {
        long start = size;
        int from = bytes.position();
        try {
            run("append to", start, file -> writeFully(file, bytes.duplicate().position(from), start));
        } catch (StorageException e) {
            cutBack(start, e);
            throw e;
        }
        bytes.position(bytes.limit());
        size = start + bytes.limit() - from; // Last, so that no reader meets half a batch.
        return start;
    }

    @Override
    public int read(ByteBuffer target, long position) {
        int from = target.position();
        int wanted = (int) Math.max(0, Math.min(target.remaining(), size - position));
        if (wanted == 0) {
            return 0;
        }
        run("read", position, file -> readFully(file, target.position(from), from + wanted, position));
        return target.position() - from;
    }

    @Override
    public long transfer(long position, long count, Target target) throws IOException {
        while (true) {
            FileChannel file = channel();
            try {
                return target.take(file, position, count);
            } catch (ClosedChannelException e) {
                if (file.isOpen()) {
                    throw e; // It was the target's.
                }
            }
        }
    }

    @Override
    public void truncate(long newSize) {
        run("truncate", newSize, file -> file.truncate(newSize));
        size = newSize;
    }

    @Override
    public void flush() {
        run("flush", size, file -> file.force(true)); // true: a lost length is a lost batch.
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public long lastModified() {
        try {
            return Files.exists(path) ? Files.getLastModifiedTime(path).toMillis() : 0;
        } catch (IOException e) {
            throw new StorageException("read the time of", path.toString(), 0, e);
        }
    }

    @Override
    public synchronized void rename(String name) {
        Path target = path.resolveSibling(name);
        try {
            if (Files.exists(path)) {
                Files.move(path, target, StandardCopyOption.ATOMIC_MOVE);
            }
            path = target;
        } catch (IOException e) {
            throw new StorageException("rename to " + name + " the file", path.toString(), 0, e);
        }
    }

    @Override
    public synchronized void close() {
        FileChannel opened = channel;
        channel = null;
        open.closed(this);
        try {
            if (opened != null) {
                opened.close();
            }
        } catch (IOException e) {
            throw new StorageException("close", path.toString(), size, e);
        }
    }

    @Override
    public String toString() {
        return path.toString();
    }

    private interface Action {
        void on(FileChannel file) throws IOException;
    }

    /**
     * Runs {@code action}, again if the channel was closed under it: by {@link OpenFiles}, or by an interrupt of this or
     * of another thread, since Java closes a channel when a thread that uses it is interrupted. The interrupt is kept.
     */
    private void run(String attempted, long position, Action action) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    action.on(channel());
                    return;
                } catch (ClosedChannelException e) {
                    interrupted |= Thread.interrupted();
                }
            }
        } catch (IOException e) {
            throw new StorageException(attempted, path.toString(), position, e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private FileChannel channel() throws IOException {
        FileChannel opened = channel;
        return opened != null && opened.isOpen() ? opened : reopen();
    }

    private synchronized FileChannel reopen() throws IOException {
        FileChannel opened = channel;
        if (opened == null || !opened.isOpen()) {
            // A file that has content and is not there was deleted: a late reader must not bring it back empty.
            opened = size == 0 ? FileChannel.open(path, CREATE, READ, WRITE) : FileChannel.open(path, READ, WRITE);
            channel = opened;
            open.opened(this, opened);
        }
        return opened;
    }

    private static void writeFully(FileChannel file, ByteBuffer bytes, long start) throws IOException {
        long position = start;
        int end = bytes.limit();
        while (bytes.position() < end) {
            bytes.limit(Math.min(end, bytes.position() + PIECE));
            position += file.write(bytes, position);
        }
    }

    private static void readFully(FileChannel file, ByteBuffer target, int end, long start) throws IOException {
        int limit = target.limit();
        long position = start;
        int read = 0;
        while (read >= 0 && target.position() < end) {
            target.limit(Math.min(end, target.position() + PIECE));
            read = file.read(target, position);
            position += Math.max(read, 0);
        }
        target.limit(limit);
    }

    /** After a failed append: the file must not keep half of it. If even that fails, recovery will find the tear. */
    private void cutBack(long start, StorageException failure) {
        try {
            run("cut back", start, file -> file.truncate(start));
        } catch (StorageException e) {
            failure.addSuppressed(e);
        }
    }

    private static long sizeOnDisk(Path path) {
        try {
            return Files.exists(path) ? Files.size(path) : 0;
        } catch (IOException e) {
            throw new StorageException("open", path.toString(), 0, e);
        }
    }
}
