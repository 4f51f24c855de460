package io.leat.log.disk;

import java.util.List;
import java.util.Optional;

/**
 * A folder: the files and folders in it, by name. On disk or in memory.
 *
 * <p>Names are single path elements. Creating, renaming and deleting is durable only after {@link #sync}; reading is
 * always of the newest state. Safe for use by many threads. Every method throws {@link StorageException} if the disk
 * refuses.
 */
public interface Directory {

    /**
     * Room on the file system that this is on.
     *
     * @param total bytes
     * @param usable bytes that can still be written
     */
    record Space(long total, long usable) {}

    /** How much room there is. */
    Space space();

    /** Where it is, for messages. */
    String path();

    /** The folder {@code name} in this one, made if it was not there. */
    Directory directory(String name);

    /** The file {@code name}, empty if it was not there. Nothing is created before the first append or flush. */
    AppendFile open(String name);

    /** Whether there is a file or folder of that name. */
    boolean exists(String name);

    /** Names of the files here, sorted. */
    List<String> files();

    /** Names of the folders here, sorted. */
    List<String> directories();

    /** The whole content of a state file; at most {@code maxBytes}, so that a foreign giant is refused, not loaded. */
    byte[] read(String name, int maxBytes);

    /** D5: puts {@code content} in the place of the file {@code name}: written beside it, flushed, renamed, synced. */
    void replace(String name, byte[] content);

    /** Renames a file or folder here, replacing a file of that name. An open file is renamed by {@link AppendFile#rename}. */
    void rename(String from, String to);

    /** Deletes the file, or the folder with all in it. Nothing happens if there is none. */
    void delete(String name);

    /** Makes creations, renames and deletions in this folder durable. */
    void sync();

    /**
     * Names this folder and the run of the operating system, until a reboot or a copy to another place. As long as it is the same, all
     * that a process wrote is there, flushed or not: only power cuts take it. Empty where the system does not tell.
     */
    Optional<String> boot();

    /**
     * Takes {@code name} as the mark that this process owns the folder.
     *
     * @throws StorageException if another process, or this one, holds it already
     */
    DirectoryLock lock(String name);
}
