package io.leat.log.disk;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The open channels of a process, the first opened first. Ten thousand partitions have more files than
 * a process may open; a {@link DiskFile} whose channel was closed here opens it again when it is next needed.
 */
final class OpenFiles {
    /** Well under what a server process is usually allowed, and more than one machine keeps busy at a time. */
    static final int DEFAULT_LIMIT = 4096;

    private final int limit;
    private final Map<DiskFile, FileChannel> channels = new LinkedHashMap<>();

    OpenFiles(int limit) {
        this.limit = limit;
    }

    /** Remembers an opened channel and closes those opened longest ago, if there are too many. */
    void opened(DiskFile file, FileChannel channel) {
        for (FileChannel idle : register(file, channel)) {
            closeQuietly(idle);
        }
    }

    /** Forgets the channel of a file that is being closed. */
    synchronized void closed(DiskFile file) {
        channels.remove(file);
    }

    synchronized int count() {
        return channels.size();
    }

    private synchronized List<FileChannel> register(DiskFile file, FileChannel channel) {
        channels.put(file, channel);
        List<FileChannel> idle = new ArrayList<>();
        Iterator<FileChannel> eldest = channels.values().iterator();
        for (int over = channels.size() - limit; over > 0; over--) {
            idle.add(eldest.next());
            eldest.remove();
        }
        return idle;
    }

    /** Closing loses nothing: what was written is with the operating system, and a flush by any channel covers the file. */
    private static void closeQuietly(FileChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            throw new StorageException("close", "an idle file", 0, e);
        }
    }
}
