package io.leat.log.partition;

import io.leat.log.record.BatchRules;
import io.leat.log.record.Codec;
import java.util.Set;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/**
 * What a topic's settings mean to one partition: Kafka's topic configs of the same names, already parsed and checked.
 *
 * @param producerIdExpirationMs {@code producer.id.expiration.ms}: how long an idle producer's sequences are remembered
 */
public record LogConfig(
        Segments segments,
        Kept kept,
        Compaction compaction,
        Batches batches,
        Flushes flushes,
        long producerIdExpirationMs) {

    private static final long WEEK_MS = 7L * 24 * 3600 * 1000;

    /** Kafka's defaults. */
    public static final LogConfig DEFAULT = new LogConfig(
            new Segments(1024 * 1024 * 1024, WEEK_MS, 4096, 10 * 1024 * 1024),
            new Kept(WEEK_MS, -1, true, false, 60_000),
            new Compaction(0.5, 0, Long.MAX_VALUE, 86_400_000),
            new Batches(1024 * 1024 + 12, TimestampType.CREATE_TIME, Long.MAX_VALUE, 3600_000, null),
            new Flushes(Long.MAX_VALUE, Long.MAX_VALUE),
            86_400_000);

    /**
     * When a segment is complete, and how it is indexed.
     *
     * @param bytes {@code segment.bytes}: it never grows beyond it
     * @param ms {@code segment.ms}: nor does it get records for longer, by the records' own time
     * @param indexIntervalBytes {@code index.interval.bytes}: bytes of batches between two index entries
     * @param indexBytes {@code segment.index.bytes}: the size at which an index is full and the segment rolls
     */
    public record Segments(int bytes, long ms, int indexIntervalBytes, int indexBytes) {}

    /**
     * What is kept, and for how long.
     *
     * @param ms {@code retention.ms}; -1 for ever
     * @param bytes {@code retention.bytes}; -1 for any size
     * @param deletes whether the two apply, by {@code cleanup.policy}
     * @param compacts whether the newest record of each key stays, and so each needs a key, by {@code cleanup.policy}
     * @param fileDeleteDelayMs {@code file.delete.delay.ms}: how long a dropped segment stays for those who still read it
     */
    public record Kept(long ms, long bytes, boolean deletes, boolean compacts, long fileDeleteDelayMs) {}

    /**
     * When and how it is compacted, if it is.
     *
     * @param minDirtyRatio {@code min.cleanable.dirty.ratio}: how much of it must be dirty to be worth it
     * @param minLagMs {@code min.compaction.lag.ms}: how long a record stays whatever comes after it
     * @param maxLagMs {@code max.compaction.lag.ms}: how long a record may wait for it
     * @param deleteRetentionMs {@code delete.retention.ms}: how long a tombstone stays after it
     */
    public record Compaction(double minDirtyRatio, long minLagMs, long maxLagMs, long deleteRetentionMs) {}

    /**
     * What a batch must be, and becomes.
     *
     * @param maxBytes {@code max.message.bytes}: the size of the largest, as it is stored
     * @param timestampType {@code message.timestamp.type}
     * @param timestampBeforeMaxMs {@code message.timestamp.before.max.ms}
     * @param timestampAfterMaxMs {@code message.timestamp.after.max.ms}
     * @param codec {@code compression.type} with its level; null for {@code producer}
     */
    public record Batches(
            int maxBytes,
            TimestampType timestampType,
            long timestampBeforeMaxMs,
            long timestampAfterMaxMs,
            @Nullable Codec codec) {}

    /**
     * When what is written is made durable, whatever {@code acks}.
     *
     * @param messages {@code flush.messages}: after so many records
     * @param ms {@code flush.ms}: when the oldest unflushed record is so old, at the next tick
     */
    public record Flushes(long messages, long ms) {}

    /** What a batch must be to enter. */
    BatchRules rules() {
        return new BatchRules(
                kept.compacts,
                batches.timestampType,
                batches.timestampBeforeMaxMs,
                batches.timestampAfterMaxMs,
                batches.codec);
    }

    /** As this, but for the sizes at which segments roll and index entries are made. For small logs and for tests. */
    public LogConfig withSegments(int bytes, long ms, int indexIntervalBytes, int indexBytes) {
        Segments changed = new Segments(bytes, ms, indexIntervalBytes, indexBytes);
        return new LogConfig(changed, kept, compaction, batches, flushes, producerIdExpirationMs);
    }

    /** As this, but for what is kept. */
    public LogConfig withRetention(long ms, long bytes, Set<String> cleanupPolicy) {
        Kept changed = new Kept(
                ms, bytes, cleanupPolicy.contains("delete"), cleanupPolicy.contains("compact"), kept.fileDeleteDelayMs);
        return new LogConfig(segments, changed, compaction, batches, flushes, producerIdExpirationMs);
    }

    /** As this, but for when and how it is compacted. */
    public LogConfig withCompaction(double minDirtyRatio, long minLagMs, long maxLagMs, long deleteRetentionMs) {
        Compaction changed = new Compaction(minDirtyRatio, minLagMs, maxLagMs, deleteRetentionMs);
        return new LogConfig(segments, kept, changed, batches, flushes, producerIdExpirationMs);
    }

    /** As this, but for what batches must be. */
    public LogConfig withBatches(int maxBytes, TimestampType timestampType, @Nullable Codec codec) {
        Batches changed =
                new Batches(maxBytes, timestampType, batches.timestampBeforeMaxMs, batches.timestampAfterMaxMs, codec);
        return new LogConfig(segments, kept, compaction, changed, flushes, producerIdExpirationMs);
    }

    /** As this, but for when what is written is made durable. */
    public LogConfig withFlushes(long messages, long ms) {
        return new LogConfig(segments, kept, compaction, batches, new Flushes(messages, ms), producerIdExpirationMs);
    }
}
