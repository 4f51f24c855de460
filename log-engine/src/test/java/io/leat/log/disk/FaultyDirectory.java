package io.leat.log.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/** A folder of a {@link FaultyDisk}, as one process has it. */
final class FaultyDirectory implements Directory {
    /** Which process, by its generation, has a folder. A lock ends with its process. */
    private static final Map<MemoryDirectory, Integer> LOCKED = new WeakHashMap<>();

    private final FaultyDisk disk;
    private final MemoryDirectory memory;
    private final int generation;

    FaultyDirectory(FaultyDisk disk, MemoryDirectory memory) {
        this.disk = disk;
        this.memory = memory;
        this.generation = disk.generation();
    }

    @Override
    public Space space() {
        return new Space(1 << 30, 1 << 29);
    }

    @Override
    public String path() {
        return memory.path();
    }

    @Override
    public Directory directory(String name) {
        return new FaultyDirectory(disk, memory.directory(name));
    }

    @Override
    public Optional<String> boot() {
        return Optional.of("boot " + disk.boots() + " " + memory.path());
    }

    @Override
    public AppendFile open(String name) {
        return new Open(name);
    }

    @Override
    public boolean exists(String name) {
        return memory.entries().containsKey(name);
    }

    @Override
    public List<String> files() {
        List<String> files = new ArrayList<>();
        memory.entries().forEach((name, entry) -> {
            if (entry instanceof MemoryFile) {
                files.add(name);
            }
        });
        return files;
    }

    @Override
    public List<String> directories() {
        List<String> directories = new ArrayList<>();
        memory.entries().forEach((name, entry) -> {
            if (entry instanceof MemoryDirectory) {
                directories.add(name);
            }
        });
        return directories;
    }

    @Override
    public byte[] read(String name, int maxBytes) {
        MemoryFile file = memory.file(name);
        ByteBuffer content = ByteBuffer.allocate((int) Math.min(maxBytes, file.size()));
        file.read(content, 0);
        return content.array();
    }

    @Override
    public void replace(String name, byte[] content) {
        MemoryFile temporary = new MemoryFile(disk);
        act("write", name, 0, () -> {
            memory.put(name + ".tmp", temporary);
            temporary.append(ByteBuffer.wrap(content));
            temporary.flush();
            memory.rename(name + ".tmp", name);
            memory.sync();
        });
    }

    @Override
    public void rename(String from, String to) {
        act("rename", from, 0, () -> memory.rename(from, to));
    }

    @Override
    public void delete(String name) {
        act("delete", name, 0, () -> memory.delete(name));
    }

    @Override
    public void sync() {
        act("sync", "", 0, () -> {
            disk.requireFlushing();
            memory.sync();
        });
    }

    @Override
    public DirectoryLock lock(String name) {
        act("lock", name, 0, () -> {
            synchronized (LOCKED) {
                Integer holder = LOCKED.put(memory, generation);
                if (holder != null && holder == generation) {
                    throw new InUseException(path());
                }
            }
        });
        return this::unlock;
    }

    private void unlock() {
        synchronized (LOCKED) {
            LOCKED.remove(memory, generation);
        }
    }

    private interface Action {
        void run() throws IOException;
    }

    private void act(String attempted, String name, long position, Action action) {
        try {
            disk.requireAlive(generation, name);
            action.run();
        } catch (IOException e) {
            throw new StorageException(attempted, path() + "/" + name, position, e);
        }
    }

    /** An open file. As on a real disk, it is the name's until it is renamed through this. */
    private final class Open implements AppendFile {
        private String name;
        private @Nullable MemoryFile file;

        Open(String name) {
            this.name = name;
            this.file = (MemoryFile) memory.entries().get(name);
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public void create() {
            act("create", name, 0, this::made);
        }

        @Override
        public long append(ByteBuffer bytes) {
            long start = size();
            act("append to", name, start, () -> {
                try {
                    made().append(bytes);
                } catch (IOException e) {
                    made().truncate(start);
                    throw e;
                }
            });
            return start;
        }

        @Override
        public int read(ByteBuffer target, long position) {
            MemoryFile present = file;
            int[] read = {0};
            act("read", name, position, () -> read[0] = present == null ? 0 : present.read(target, position));
            return read[0];
        }

        @Override
        public void truncate(long size) {
            act("truncate", name, size, () -> made().truncate(size));
        }

        @Override
        public void flush() {
            act("flush", name, size(), () -> made().flush());
        }

        @Override
        public long size() {
            MemoryFile present = file;
            return present == null ? 0 : present.size();
        }

        @Override
        public long lastModified() {
            return 0;
        }

        @Override
        public void rename(String to) {
            act("rename", name, 0, () -> {
                if (memory.entries().containsKey(name)) {
                    memory.rename(name, to);
                }
                name = to;
            });
        }

        @Override
        public void close() {}

        private MemoryFile made() throws IOException {
            MemoryFile present = file;
            if (present == null) {
                disk.requireAlive(generation, name);
                present = memory.create(name);
                file = present;
            }
            return present;
        }

        @Override
        public String toString() {
            return path() + "/" + name;
        }
    }
}
