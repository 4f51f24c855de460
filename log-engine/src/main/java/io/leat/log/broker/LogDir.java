package io.leat.log.broker;

import io.leat.log.disk.Directory;
import io.leat.log.disk.DirectoryLock;
import io.leat.log.disk.StorageException;
import io.leat.log.partition.MetaProperties;
import io.leat.log.partition.OffsetCheckpoint;
import io.leat.log.partition.RecoveryHints;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.CorruptRecordException;
import org.apache.kafka.common.errors.KafkaStorageException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One of the folders in {@code log.dirs}, owned by this process: its lock, its small files, and whether it still works. A folder that
 * fails takes only its own partitions offline.
 */
final class LogDir {
    /** Says that the last stop was clean. Kafka's name and content. */
    static final String CLEAN = ".kafka_cleanshutdown";

    private static final String LOCK = ".lock";
    private static final byte[] CLEAN_CONTENT = "{\"version\":0,\"brokerEpoch\":-1}".getBytes(StandardCharsets.UTF_8);
    private static final int MAX_STATE_FILE = 64 * 1024 * 1024;
    private static final Logger LOG = LoggerFactory.getLogger(LogDir.class);

    private final Directory directory;
    private final DirectoryLock lock;
    private final boolean clean;
    private final boolean sameBoot;
    private final Map<TopicPartition, Long> recoveryPoints;
    private final Map<TopicPartition, Long> logStarts;
    private final Map<TopicPartition, Long> cleaned;
    private volatile @Nullable StorageException failure;

    private LogDir(Directory directory, DirectoryLock lock) {
        this.directory = directory;
        this.lock = lock;
        this.clean = directory.exists(CLEAN);
        this.sameBoot = BootNote.isOfThisBoot(directory);
        this.recoveryPoints = offsets(OffsetCheckpoint.RECOVERY_POINT);
        this.logStarts = offsets(OffsetCheckpoint.LOG_START);
        this.cleaned = offsets(OffsetCheckpoint.CLEANER);
    }

    /**
     * Takes the folder for this process; before that, nothing in it is touched.
     *
     * @throws StorageException if another process has it: names the folder and what to do
     */
    static LogDir own(Directory directory) {
        DirectoryLock lock = directory.lock(LOCK);
        try {
            return new LogDir(directory, lock);
        } catch (RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    Directory directory() {
        return directory;
    }

    String path() {
        return directory.path();
    }

    /** Whose folder it is; empty if it is a new one. */
    Optional<MetaProperties> meta() {
        return directory.exists(MetaProperties.FILE)
                ? Optional.of(MetaProperties.read(directory.read(MetaProperties.FILE, MAX_STATE_FILE)))
                : Optional.empty();
    }

    void write(MetaProperties meta) {
        directory.replace(MetaProperties.FILE, meta.write());
    }

    RecoveryHints hints(TopicPartition partition) {
        return new RecoveryHints(
                clean,
                sameBoot,
                recoveryPoints.getOrDefault(partition, 0L),
                logStarts.getOrDefault(partition, 0L),
                cleaned.getOrDefault(partition, -1L));
    }

    /**
     * From here on the folder is in use: a crash is no clean stop. Durable before the first append.
     *
     * @param complete whether all partitions in it were opened, and so looked at
     */
    void markInUse(boolean complete) {
        if (complete && !sameBoot) {
            BootNote.write(directory);
        }
        if (directory.exists(CLEAN)) {
            directory.delete(CLEAN);
            directory.sync();
        }
    }

    /** The last thing of a clean stop: everything is flushed. */
    void markClean() {
        BootNote.delete(directory);
        directory.replace(CLEAN, CLEAN_CONTENT);
    }

    /** D5: puts offsets by partition in the place of the checkpoint {@code file}. */
    void checkpoint(String file, Map<TopicPartition, Long> offsets) {
        directory.replace(file, new OffsetCheckpoint(offsets).write());
    }

    void release() {
        lock.close();
    }

    /** An append failed. A full disk may have room again; anything else is the end of this folder. */
    void suffered(StorageException e) {
        if (!e.noSpace()) {
            fail(e);
        }
    }

    void fail(StorageException e) {
        if (failure == null) {
            failure = e;
            BootNote.delete(directory); // What a broken disk still has is to be looked at.
            LOG.error("The log directory {} failed; its partitions are offline until the next start", path(), e);
        }
    }

    boolean failed() {
        return failure != null;
    }

    /** Throws Kafka's error for a partition in a failed folder. */
    void check() {
        StorageException cause = failure;
        if (cause != null) {
            throw new KafkaStorageException(
                    "The log directory " + path() + " is offline: " + cause.getMessage(), cause);
        }
    }

    @Override
    public String toString() {
        return path();
    }

    /** A checkpoint only spares work, except for log starts; without it more is scanned. */
    private Map<TopicPartition, Long> offsets(String file) {
        if (!directory.exists(file)) {
            return Map.of();
        }
        try {
            return OffsetCheckpoint.read(file, directory.read(file, MAX_STATE_FILE))
                    .offsets();
        } catch (CorruptRecordException e) {
            LOG.warn("{}/{} is not used: {}", path(), file, e.getMessage());
            return Map.of();
        }
    }
}
