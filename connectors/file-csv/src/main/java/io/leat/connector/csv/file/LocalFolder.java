package io.leat.connector.csv.file;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * A folder of the real disk. Decides nothing but which of its files keep a descriptor: the {@value #MAX_OPEN} used last, so
 * that a task with thousands of partitions does not run out of them.
 */
public final class LocalFolder implements Folder {
    private static final int MAX_OPEN = 256;

    private final Path root;
    private final Map<LocalFile, FileChannel> open = new LinkedHashMap<>(16, 0.75f, true);

    /** Creates the folder if it is not there. */
    public LocalFolder(Path root) throws IOException {
        this.root = Files.createDirectories(root.toAbsolutePath());
    }

    @Override
    public String where() {
        return root.toString();
    }

    @Override
    public List<String> list(String prefix) throws IOException {
        var names = new ArrayList<String>();
        try (var entries = Files.newDirectoryStream(root, entry -> name(entry).startsWith(prefix))) {
            entries.forEach(entry -> names.add(name(entry)));
        }
        return names;
    }

    @Override
    public OptionalLong size(String name) throws IOException {
        try {
            return OptionalLong.of(Files.size(root.resolve(name)));
        } catch (NoSuchFileException e) {
            return OptionalLong.empty();
        }
    }

    @Override
    public OutFile open(String name) throws IOException {
        var file = new LocalFile(root.resolve(name), this);
        channel(file);
        return file;
    }

    @Override
    public InputStream read(String name) throws IOException {
        return Files.newInputStream(root.resolve(name));
    }

    @Override
    public void replace(String name, byte[] content) throws IOException {
        Path temporary = root.resolve(name + ".tmp");
        try (var channel = FileChannel.open(temporary, CREATE, WRITE, TRUNCATE_EXISTING)) {
            var bytes = ByteBuffer.wrap(content);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(temporary, root.resolve(name), ATOMIC_MOVE);
        try (var directory = FileChannel.open(root, READ)) {
            directory.force(true);
        }
    }

    @Override
    public void rename(String from, String to) throws IOException {
        Files.move(root.resolve(from), root.resolve(to), ATOMIC_MOVE);
    }

    @Override
    public void delete(String name) throws IOException {
        Files.deleteIfExists(root.resolve(name));
    }

    @Override
    public Closeable lock(String name) throws IOException {
        Path path = root.resolve(name);
        var channel = FileChannel.open(path, CREATE, WRITE);
        try {
            if (channel.tryLock() != null) {
                return channel;
            }
        } catch (OverlappingFileLockException e) {
            // Another task of this very process: the same answer as for another process.
        }
        channel.close();
        throw new LockedException(
                path + " is locked: another task or process writes the CSV files of this partition in " + root
                        + "; stop it, or give this connector a directory of its own");
    }

    @Override
    public void close() throws IOException {
        for (FileChannel channel : open.values()) {
            channel.close();
        }
        open.clear();
    }

    /** The channel of {@code file}, opened again if it was among those closed to save descriptors. */
    FileChannel channel(LocalFile file) throws IOException {
        FileChannel channel = open.get(file);
        if (channel == null) {
            if (open.size() >= MAX_OPEN) {
                var eldest = open.entrySet().iterator().next();
                eldest.getValue().force(true); // A write error must be seen by the one who wrote.
                release(eldest.getKey());
            }
            channel = file.firstTime()
                    ? FileChannel.open(file.path(), CREATE, WRITE)
                    : FileChannel.open(file.path(), WRITE);
            open.put(file, channel);
        }
        return channel;
    }

    void release(LocalFile file) throws IOException {
        FileChannel channel = open.remove(file);
        if (channel != null) {
            channel.close();
        }
    }

    private static String name(Path entry) {
        return String.valueOf(entry.getFileName());
    }
}
