package io.leat.log.disk;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A {@link Directory} on the real disk. */
public final class DiskDirectory implements Directory {
    /** What {@link #replace} writes before it renames; left behind only by a crash, and then meaningless. */
    private static final String TEMPORARY = ".tmp";

    /** A UUID that Linux makes at each boot (proc(5)). */
    private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

    /** The lock files that this process holds. */
    private static final Set<Path> LOCKED = ConcurrentHashMap.newKeySet();

    private final Path root;
    private final OpenFiles open;

    private DiskDirectory(Path root, OpenFiles open) {
        this.root = root;
        this.open = open;
    }

    /** The folder {@code root}, made with its parents if it was not there. All folders below share one limit of open files. */
    public static DiskDirectory at(Path root) {
        return at(root, OpenFiles.DEFAULT_LIMIT);
    }

    /** As {@link #at(Path)}, with at most {@code maxOpenFiles} files open at once. */
    public static DiskDirectory at(Path root, int maxOpenFiles) {
        return make(root.toAbsolutePath().normalize(), new OpenFiles(maxOpenFiles));
    }

    @Override
    public Space space() {
        try {
            FileStore store = Files.getFileStore(root);
            return new Space(store.getTotalSpace(), store.getUsableSpace());
        } catch (IOException e) {
            throw new StorageException("ask for the room of", root.toString(), 0, e);
        }
    }

    @Override
    public String path() {
        return root.toString();
    }

    @Override
    public Directory directory(String name) {
        return make(resolve(name), open);
    }

    @Override
    public AppendFile open(String name) {
        return new DiskFile(resolve(name), open);
    }

    @Override
    public boolean exists(String name) {
        return Files.exists(resolve(name));
    }

    @Override
    public List<String> files() {
        return names(Files::isRegularFile);
    }

    @Override
    public List<String> directories() {
        return names(Files::isDirectory);
    }

    @Override
    public byte[] read(String name, int maxBytes) {
        Path file = resolve(name);
        try {
            long size = Files.size(file);
            if (size > maxBytes) {
                throw new IOException(
                        "the file has %d bytes, and one of its kind has at most %d".formatted(size, maxBytes));
            }
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new StorageException("read", file.toString(), 0, e);
        }
    }

    @Override
    public void replace(String name, byte[] content) {
        Path temporary = resolve(name + TEMPORARY);
        try (FileChannel file = FileChannel.open(temporary, CREATE, WRITE, TRUNCATE_EXISTING)) {
            ByteBuffer bytes = ByteBuffer.wrap(content);
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
            file.force(true); // Before the rename: a name must not appear before its content.
        } catch (IOException e) {
            throw new StorageException("write", temporary.toString(), 0, e);
        }
        rename(name + TEMPORARY, name);
        sync();
    }

    @Override
    public void rename(String from, String to) {
        Path source = resolve(from);
        try {
            Files.move(source, resolve(to), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new StorageException("rename to " + to + " the file", source.toString(), 0, e);
        }
    }

    @Override
    public void delete(String name) {
        Path target = resolve(name);
        try {
            if (Files.isDirectory(target)) {
                deleteContent(target);
            }
            Files.deleteIfExists(target);
        } catch (IOException e) {
            throw new StorageException("delete", target.toString(), 0, e);
        }
    }

    @Override
    public void sync() {
        try (FileChannel folder = FileChannel.open(root, READ)) {
            folder.force(true);
        } catch (IOException e) {
            throw new StorageException("sync the folder", root.toString(), 0, e);
        }
    }

    @Override
    public Optional<String> boot() {
        try {
            Object folder =
                    Files.readAttributes(root, BasicFileAttributes.class).fileKey();
            return folder == null || !Files.isReadable(BOOT_ID)
                    ? Optional.empty()
                    : Optional.of(Files.readString(BOOT_ID).strip() + " " + folder);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /**
     * The system's lock is the process's: closing any handle of the file gives it up. So whether this process has it is remembered here,
     * and the file is not opened a second time.
     */
    @Override
    public DirectoryLock lock(String name) {
        Path file = real(name);
        if (!LOCKED.add(file)) {
            throw new StorageException("lock", file.toString(), 0, new InUseException(root.toString()));
        }
        try {
            // Stays open for as long as the lock is held.
            FileChannel channel = FileChannel.open(file, CREATE, WRITE);
            if (tryLock(channel) == null) {
                channel.close();
                throw new InUseException(root.toString());
            }
            return () -> release(channel, file);
        } catch (IOException e) {
            LOCKED.remove(file);
            throw new StorageException("lock", file.toString(), 0, e);
        }
    }

    @Override
    public String toString() {
        return path();
    }

    /** The file by the one path that leads to its folder without a link. */
    private Path real(String name) {
        try {
            return root.toRealPath().resolve(name);
        } catch (IOException e) {
            throw new StorageException("lock", resolve(name).toString(), 0, e);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null; // This very process holds it, by another loader of this class.
        }
    }

    private static void release(FileChannel channel, Path file) {
        try {
            channel.close(); // The lock ends with its channel.
        } catch (IOException e) {
            throw new StorageException("unlock", file.toString(), 0, e);
        } finally {
            LOCKED.remove(file);
        }
    }

    private Path resolve(String name) {
        Path resolved = root.resolve(name);
        if (!root.equals(resolved.getParent()) || name.equals("..") || name.equals(".")) {
            throw new IllegalArgumentException("\"" + name + "\" is not the name of a file in " + root);
        }
        return resolved;
    }

    private List<String> names(Predicate<Path> kind) {
        try (Stream<Path> entries = Files.list(root)) {
            return entries.filter(kind)
                    .map(path -> String.valueOf(path.getFileName()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new StorageException("list", root.toString(), 0, e);
        }
    }

    private static void deleteContent(Path folder) throws IOException {
        List<Path> content;
        try (Stream<Path> entries = Files.list(folder)) {
            content = entries.toList();
        }
        for (Path entry : content) {
            if (Files.isDirectory(entry)) {
                deleteContent(entry);
            }
            Files.deleteIfExists(entry);
        }
    }

    private static DiskDirectory make(Path root, OpenFiles open) {
        try {
            Files.createDirectories(root);
            return new DiskDirectory(root, open);
        } catch (IOException e) {
            throw new StorageException("create the folder", root.toString(), 0, e);
        }
    }
}
