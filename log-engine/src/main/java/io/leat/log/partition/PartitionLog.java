package io.leat.log.partition;

import io.leat.log.disk.Directory;
import io.leat.log.segment.ReadBuffer;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;

/**
 * The log of one partition. Many threads may use it: appends take the partition's lock, reads take none.
 *
 * <p>An append becomes true in two steps, so that several partitions can be appended to all or nothing: the batches are
 * written above the high watermark, where nobody sees them, and then {@link #publish} moves the high watermark over them.
 *
 * <p>All errors are Kafka's own exceptions; {@link io.leat.log.disk.StorageException} if the disk fails.
 */
@SuppressWarnings("DoNotCallSuggester") // Bodies land within the hour.
public final class PartitionLog implements AutoCloseable {

    private PartitionLog() {}

    /**
     * Opens the partition in folder {@code dir}, made if it is new, and recovers it unless it was shut down cleanly: cuts the
     * torn tail, makes indexes anew, brings back the producers' state. The high watermark is then the log's end.
     *
     * @param dir the partition's own folder, {@code <topic>-<n>}
     * @param topicId kept in {@code partition.metadata}
     * @param clock for retention, append times and expiry
     * @throws org.apache.kafka.common.errors.InconsistentTopicIdException if the folder belongs to another topic id
     */
    public static PartitionLog open(
            Directory dir,
            TopicPartition name,
            Uuid topicId,
            LogConfig config,
            RecoveryHints hints,
            InstantSource clock) {
        throw new UnsupportedOperationException("landing");
    }

    public TopicPartition name() {
        throw new UnsupportedOperationException("landing");
    }

    public Uuid topicId() {
        throw new UnsupportedOperationException("landing");
    }

    public LogConfig config() {
        throw new UnsupportedOperationException("landing");
    }

    /** Takes new settings, from the next append and tick on. */
    public void configure(LogConfig config) {
        throw new UnsupportedOperationException("landing");
    }

    /**
     * Appends and shows: {@link #appendHidden} and {@link #publish}.
     *
     * @param batches whole batches from position to limit; offsets are written into them
     */
    public Placed append(ByteBuffer batches, Origin origin) {
        throw new UnsupportedOperationException("landing");
    }

    /**
     * Appends without showing; all batches or none. The caller holds {@link #lock} until {@link #publish} or
     * {@link #discardHidden}.
     *
     * @throws org.apache.kafka.common.errors.RecordTooLargeException if a batch is larger than {@code max.message.bytes}
     * @throws org.apache.kafka.common.errors.RecordBatchTooLargeException if it is larger than a segment
     * @throws org.apache.kafka.common.errors.CorruptRecordException if a client's batch is not what its checksum says
     * @throws org.apache.kafka.common.InvalidRecordException if a batch breaks a rule
     * @throws org.apache.kafka.common.errors.InvalidTimestampException if a timestamp is outside of the topic's window
     * @throws org.apache.kafka.common.errors.OutOfOrderSequenceException if an idempotent producer skips sequences
     * @throws org.apache.kafka.common.errors.InvalidProducerEpochException if a newer producer of that id has written
     * @throws io.leat.log.disk.StorageException if the disk refuses: nothing is appended then
     */
    public Placed appendHidden(ByteBuffer batches, Origin origin) {
        throw new UnsupportedOperationException("landing");
    }

    /** Moves the high watermark to the log's end and rings the bells. */
    public void publish() {
        throw new UnsupportedOperationException("landing");
    }

    /** Takes back all that was appended and not published (P2). */
    public void discardHidden() {
        throw new UnsupportedOperationException("landing");
    }

    /** The lock of appends, reentrant. To lock several partitions, lock them in the order of their names. */
    public void lock() {
        throw new UnsupportedOperationException("landing");
    }

    public void unlock() {
        throw new UnsupportedOperationException("landing");
    }

    /**
     * Reads published batches from {@code offset} on.
     *
     * @param maxBytes how much to return; the first batch is returned whatever its size
     * @param buffer the reader's own memory
     * @throws org.apache.kafka.common.errors.OffsetOutOfRangeException if {@code offset} is below the log's start or above the
     *     high watermark
     * @throws org.apache.kafka.common.errors.CorruptRecordException if the batch on disk is not what was written; names file,
     *     offset and position
     */
    public Fetched read(long offset, int maxBytes, ReadBuffer buffer) {
        throw new UnsupportedOperationException("landing");
    }

    /** As {@link #read}, but nothing above the last stable offset. */
    public Fetched readCommitted(long offset, int maxBytes, ReadBuffer buffer) {
        throw new UnsupportedOperationException("landing");
    }

    /** The first published record whose timestamp is {@code timestamp} or later. */
    public Optional<TimestampOffset> offsetForTimestamp(long timestamp) {
        throw new UnsupportedOperationException("landing");
    }

    /** The first offset there still is. */
    public long logStartOffset() {
        throw new UnsupportedOperationException("landing");
    }

    /** The end of what may be read. */
    public long highWatermark() {
        throw new UnsupportedOperationException("landing");
    }

    /** The end of what a reader of committed records may read. */
    public long lastStableOffset() {
        throw new UnsupportedOperationException("landing");
    }

    /** The offset the next record gets. */
    public long logEndOffset() {
        throw new UnsupportedOperationException("landing");
    }

    /** Bytes of all segments. */
    public long size() {
        throw new UnsupportedOperationException("landing");
    }

    /** Runs {@code bell} after each move of the high watermark, on the appending thread and under the lock: it must be quick. */
    public void watch(Runnable bell) {
        throw new UnsupportedOperationException("landing");
    }

    public void unwatch(Runnable bell) {
        throw new UnsupportedOperationException("landing");
    }

    /** Makes durable what was appended before the call (D4), and returns {@link #flushedOffset}. Appends go on meanwhile. */
    public long flush() {
        throw new UnsupportedOperationException("landing");
    }

    /** Below it everything survives a power cut. The value for {@code recovery-point-offset-checkpoint}. */
    public long flushedOffset() {
        throw new UnsupportedOperationException("landing");
    }

    /**
     * Does what time asks for: rolls an old segment, drops segments beyond retention or below the log's start, deletes files
     * whose delay is over, forgets idle producers, flushes if {@code flush.ms} says so.
     *
     * @return the number of segments dropped
     */
    public int tick() {
        throw new UnsupportedOperationException("landing");
    }

    /**
     * Moves the log's start up to {@code offset}: DeleteRecords. Nothing happens if it is there already.
     *
     * @return the log's start
     * @throws org.apache.kafka.common.errors.OffsetOutOfRangeException if {@code offset} is above the high watermark
     */
    public long deleteRecordsBefore(long offset) {
        throw new UnsupportedOperationException("landing");
    }

    /** Cuts everything from {@code offset} on: for what was never acknowledged. */
    public void truncateTo(long offset) {
        throw new UnsupportedOperationException("landing");
    }

    /** Flushes, writes the producers' snapshot and closes the files: the next start scans nothing. */
    @Override
    public void close() {
        throw new UnsupportedOperationException("landing");
    }

    /** Closes the files without writing anything; the caller deletes the folder. */
    public void abandon() {
        throw new UnsupportedOperationException("landing");
    }
}
