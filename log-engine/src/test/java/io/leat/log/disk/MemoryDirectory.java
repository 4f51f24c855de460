package io.leat.log.disk;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** A folder of {@link FaultyDisk}: what is in it now, and what was in it after each change since the last sync. */
final class MemoryDirectory {
    private final FaultyDisk disk;
    private final String path;
    private Map<String, Object> entries = new TreeMap<>();
    private List<Map<String, Object>> unsynced = new ArrayList<>(List.of(Map.of()));

    MemoryDirectory(FaultyDisk disk, String path) {
        this.disk = disk;
        this.path = path;
    }

    Directory handle() {
        return new FaultyDirectory(disk, this);
    }

    String path() {
        return path;
    }

    synchronized Map<String, Object> entries() {
        return new TreeMap<>(entries);
    }

    synchronized MemoryDirectory directory(String name) {
        Object found = entries.get(name);
        if (found == null) {
            found = new MemoryDirectory(disk, path + "/" + name);
            put(name, found);
        }
        return (MemoryDirectory) found;
    }

    synchronized MemoryFile create(String name) {
        Object found = entries.get(name);
        if (found == null) {
            found = new MemoryFile(disk);
            put(name, found);
        }
        return (MemoryFile) found;
    }

    synchronized void put(String name, Object entry) {
        entries.put(name, entry);
        unsynced.add(new TreeMap<>(entries));
    }

    synchronized void rename(String from, String to) {
        Object moved = entries.remove(from);
        entries.put(to, moved);
        unsynced.add(new TreeMap<>(entries));
    }

    synchronized void delete(String name) {
        Object gone = entries.remove(name);
        if (gone instanceof MemoryFile file) {
            disk.give(file.size());
        }
        unsynced.add(new TreeMap<>(entries));
    }

    synchronized void sync() {
        unsynced = new ArrayList<>(List.of(new TreeMap<>(entries)));
    }

    /** A folder's changes reach the disk in order: what is left is a state it had since the last sync. */
    synchronized void loseUnflushed(Random random) {
        entries = new TreeMap<>(unsynced.get(random.nextInt(unsynced.size())));
        sync();
        for (Object entry : entries.values()) {
            if (entry instanceof MemoryDirectory directory) {
                directory.loseUnflushed(random);
            } else {
                ((MemoryFile) entry).loseUnflushed(random);
            }
        }
    }

    MemoryFile file(String relative) {
        int slash = relative.indexOf('/');
        Object found = entries().get(slash < 0 ? relative : relative.substring(0, slash));
        if (found instanceof MemoryFile file) {
            return file;
        }
        if (found instanceof MemoryDirectory directory) {
            return directory.file(relative.substring(slash + 1));
        }
        throw new IllegalArgumentException("no file " + relative + " in " + path);
    }

    void collect(String prefix, List<String> files) {
        entries().forEach((name, entry) -> {
            if (entry instanceof MemoryDirectory directory) {
                directory.collect(prefix + name + "/", files);
            } else {
                files.add(prefix + name);
            }
        });
    }
}
