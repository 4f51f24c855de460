package io.leat.log.broker;

import io.leat.log.partition.OffsetCheckpoint;
import io.leat.log.partition.PartitionLog;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/** Writes the checkpoint files of all log directories. One at a time, so that an older state never takes the place of a newer. */
final class Checkpoints {
    private final LogDirs dirs;
    private final Partitions partitions;

    Checkpoints(LogDirs dirs, Partitions partitions) {
        this.dirs = dirs;
        this.partitions = partitions;
    }

    /** How far each log is flushed, and how far it was shown. */
    void recovery() {
        write(OffsetCheckpoint.RECOVERY_POINT, PartitionLog::flushedOffset);
        write(OffsetCheckpoint.REPLICATION, PartitionLog::highWatermark);
    }

    /** Where each log starts. */
    void starts() {
        write(OffsetCheckpoint.LOG_START, PartitionLog::logStartOffset);
    }

    /** All of one folder, at its end. */
    void all(LogDir dir) {
        dir.check();
        write(dir, OffsetCheckpoint.RECOVERY_POINT, PartitionLog::flushedOffset);
        write(dir, OffsetCheckpoint.REPLICATION, PartitionLog::highWatermark);
        write(dir, OffsetCheckpoint.LOG_START, PartitionLog::logStartOffset);
    }

    private void write(String file, ToLongFunction<PartitionLog> offset) {
        dirs.online().stream().filter(dir -> !dir.failed()).forEach(dir -> write(dir, file, offset));
    }

    private synchronized void write(LogDir dir, String file, ToLongFunction<PartitionLog> offset) {
        dir.checkpoint(
                file,
                partitions.all().stream()
                        .filter(it -> it.dir() == dir)
                        .collect(Collectors.toMap(Partition::name, it -> offset.applyAsLong(it.rawLog()))));
    }
}
