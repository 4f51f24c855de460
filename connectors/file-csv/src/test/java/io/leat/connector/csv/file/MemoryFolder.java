package io.leat.connector.csv.file;

import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/**
 * A disk that fills up, fails in the middle, and forgets what was not flushed.
 *
 * <p>{@link #kill} is {@code kill -9}: the writer's locks go, what it wrote stays. {@link #powerCut} also takes any part of the
 * bytes that were not forced, puts zeros for some, and takes back the newest changes of names since the last {@link #replace}.
 */
public final class MemoryFolder implements Folder {
    private final Random random;
    private Map<String, Content> names = new TreeMap<>();
    private final List<Map<String, Content>> namesSinceSync = new ArrayList<>();
    private final Set<String> locks = new HashSet<>();
    private long free = Long.MAX_VALUE;
    private double failure;

    /** The bytes of a file, as readers see them and as the platter has them. */
    private static final class Content {
        byte[] seen = {};
        byte[] forced = {};
    }

    public MemoryFolder(Random random) {
        this.random = random;
        namesSinceSync.add(Map.of());
    }

    /** From now on, {@code bytes} more can be written before the disk is full. */
    public void free(long bytes) {
        free = bytes;
    }

    /** From now on, each operation that changes something fails with this probability, done or not done. */
    public void failure(double probability) {
        failure = probability;
    }

    public void kill() {
        locks.clear();
    }

    public void powerCut() {
        kill();
        names = new TreeMap<>(namesSinceSync.get(random.nextInt(namesSinceSync.size())));
        synced();
        for (Content content : names.values()) {
            content.seen = survivors(content);
            content.forced = content.seen;
        }
    }

    /** Visible files and their content. */
    public Map<String, byte[]> visible() {
        var files = new TreeMap<String, byte[]>();
        names.forEach((name, content) -> {
            if (!name.startsWith(".")) {
                files.put(name, content.seen);
            }
        });
        return files;
    }

    @Override
    public String where() {
        return "memory";
    }

    @Override
    public List<String> list(String prefix) {
        return names.keySet().stream().filter(name -> name.startsWith(prefix)).toList();
    }

    @Override
    public OptionalLong size(String name) {
        Content content = names.get(name);
        return content == null ? OptionalLong.empty() : OptionalLong.of(content.seen.length);
    }

    @Override
    public OutFile open(String name) throws IOException {
        if (!names.containsKey(name)) {
            change("create " + name, () -> names.put(name, new Content()));
        }
        Content content = names.get(name);
        if (content == null) {
            throw new IOException(name + " is gone");
        }
        return new File(content);
    }

    @Override
    public InputStream read(String name) throws IOException {
        Content content = names.get(name);
        if (content == null) {
            throw new IOException("no file " + name);
        }
        return new ByteArrayInputStream(content.seen);
    }

    @Override
    public void replace(String name, byte[] bytes) throws IOException {
        take(bytes.length);
        change("replace " + name, () -> {
            var content = new Content();
            content.seen = bytes;
            content.forced = bytes;
            names.put(name, content);
        });
        synced();
    }

    @Override
    public void rename(String from, String to) throws IOException {
        if (!names.containsKey(from)) {
            throw new IOException("no file " + from);
        }
        change("rename " + from, () -> {
            Content content = names.remove(from);
            if (content != null) {
                names.put(to, content);
            }
        });
    }

    @Override
    public void delete(String name) throws IOException {
        change("delete " + name, () -> names.remove(name));
    }

    @Override
    public Closeable lock(String name) throws IOException {
        if (!locks.add(name)) {
            throw new LockedException(name + " is locked");
        }
        return () -> locks.remove(name);
    }

    @Override
    public void close() {}

    private void synced() {
        namesSinceSync.clear();
        namesSinceSync.add(Map.copyOf(names));
    }

    /** Does it, or fails before or after: the caller cannot know which. */
    private void change(String what, Runnable action) throws IOException {
        boolean fails = random.nextDouble() < failure;
        if (!fails || random.nextBoolean()) {
            action.run();
            namesSinceSync.add(Map.copyOf(names));
        }
        if (fails) {
            throw new IOException("injected: cannot " + what);
        }
    }

    private void take(long bytes) throws IOException {
        if (bytes > free) {
            throw new IOException("No space left on device");
        }
        free -= bytes;
    }

    /** What a power cut leaves: all that was forced, and any part of what came after, some of it as zeros. */
    private byte[] survivors(Content content) {
        byte[] seen = content.seen;
        byte[] forced = content.forced;
        int common = 0;
        while (common < Math.min(seen.length, forced.length) && seen[common] == forced[common]) {
            common++;
        }
        if (common < forced.length && random.nextBoolean()) {
            return forced; // An unforced cut, not yet on the platter.
        }
        byte[] left = Arrays.copyOf(seen, common + random.nextInt(seen.length - common + 1));
        for (int i = common; i < left.length; i++) {
            left[i] = random.nextInt(4) == 0 ? 0 : left[i];
        }
        return left;
    }

    private final class File implements OutFile {
        private final Content content;

        File(Content content) {
            this.content = content;
        }

        @Override
        public void write(byte[] bytes, int length, long position) throws IOException {
            int fits = (int) Math.min(length, Math.max(0, free));
            boolean fails = random.nextDouble() < failure;
            int done = fails ? random.nextInt(fits + 1) : fits;
            byte[] grown = Arrays.copyOf(content.seen, (int) Math.max(content.seen.length, position + done));
            System.arraycopy(bytes, 0, grown, (int) position, done);
            content.seen = grown;
            free -= done;
            if (done < length) {
                throw new IOException("No space left on device");
            }
        }

        @Override
        public void truncate(long size) throws IOException {
            if (random.nextDouble() < failure) {
                throw new IOException("injected: cannot truncate");
            }
            content.seen = Arrays.copyOf(content.seen, (int) Math.min(content.seen.length, size));
        }

        @Override
        public void force() throws IOException {
            if (random.nextDouble() < failure) {
                throw new IOException("injected: cannot force");
            }
            content.forced = content.seen;
        }

        @Override
        public void close() {}
    }
}
