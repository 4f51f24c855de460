package io.leat.log.broker;

import io.leat.log.disk.AppendFile;
import io.leat.log.disk.Directory;
import io.leat.log.disk.StorageException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file {@value #FILE}, there while a log directory is in use: in which run of the operating system. A start that finds it to be of
 * this one knows that only a process ended since, and that all it wrote is there; it looks at headers then, and not at every byte.
 *
 * <p>It need not be flushed: what a power cut leaves of it is of another run.
 */
final class BootNote {
    private static final String FILE = ".leat_boot";
    private static final int MAX_SIZE = 1024;
    private static final Logger LOG = LoggerFactory.getLogger(BootNote.class);

    private BootNote() {}

    static boolean isOfThisBoot(Directory directory) {
        return directory.exists(FILE)
                && directory
                        .boot()
                        .map(it -> it.equals(new String(directory.read(FILE, MAX_SIZE), StandardCharsets.UTF_8)))
                        .orElse(false);
    }

    static void write(Directory directory) {
        directory.delete(FILE);
        directory.boot().ifPresent(boot -> {
            try (AppendFile file = directory.open(FILE)) {
                file.append(ByteBuffer.wrap(boot.getBytes(StandardCharsets.UTF_8)));
            }
        });
    }

    /** Whatever the disk says to that. */
    static void delete(Directory directory) {
        try {
            directory.delete(FILE);
        } catch (StorageException e) {
            LOG.warn("{}/{} could not be deleted", directory.path(), FILE, e);
        }
    }
}
