package io.leat.log.broker;

import io.leat.log.disk.StorageException;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Folders that were renamed to be removed, and when: after {@code file.delete.delay.ms}, for those who still read them. */
final class DeletedFolders {
    private static final Logger LOG = LoggerFactory.getLogger(DeletedFolders.class);

    private record Due(LogDir dir, String folder, long at) {}

    private final InstantSource clock;
    private final Deque<Due> waiting = new ArrayDeque<>();

    DeletedFolders(InstantSource clock) {
        this.clock = clock;
    }

    synchronized void add(LogDir dir, String folder, long delayMs) {
        waiting.add(new Due(dir, folder, clock.millis() + delayMs));
    }

    /** Removes those whose time has come. */
    synchronized void tick() {
        long now = clock.millis();
        waiting.removeIf(due -> due.at <= now && remove(due));
    }

    private static boolean remove(Due due) {
        try {
            due.dir.directory().delete(due.folder);
        } catch (StorageException e) {
            LOG.warn("{}; it is tried again at the next start", e.getMessage());
        }
        return true;
    }
}
