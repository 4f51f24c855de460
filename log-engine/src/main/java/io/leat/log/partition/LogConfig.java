package io.leat.log.partition;

import io.leat.log.record.BatchRules;
import io.leat.log.record.Codec;
import java.util.Set;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/**
 * What a topic's settings mean to one partition: Kafka's topic configs of the same names, already parsed and checked.
 *
 * @param segmentBytes {@code segment.bytes}: a segment never grows beyond it
 * @param segmentMs {@code segment.ms}: nor does it get records for longer, by the records' own time
 * @param indexIntervalBytes {@code index.interval.bytes}: bytes of batches between two index entries
 * @param segmentIndexBytes {@code segment.index.bytes}: the size at which an index is full and the segment rolls
 * @param retentionMs {@code retention.ms}; -1 for ever
 * @param retentionBytes {@code retention.bytes}; -1 for any size
 * @param deletes whether retention applies, by {@code cleanup.policy}
 * @param compacts whether every record needs a key, by {@code cleanup.policy}
 * @param maxMessageBytes {@code max.message.bytes}: the size of the largest batch, as it is stored
 * @param timestampType {@code message.timestamp.type}
 * @param timestampBeforeMaxMs {@code message.timestamp.before.max.ms}
 * @param timestampAfterMaxMs {@code message.timestamp.after.max.ms}
 * @param codec {@code compression.type} with its level; null for {@code producer}
 * @param flushMessages {@code flush.messages}: flushed after so many records, whatever {@code acks}
 * @param flushMs {@code flush.ms}: flushed when the oldest unflushed record is so old, at the next tick
 * @param fileDeleteDelayMs {@code file.delete.delay.ms}: how long a dropped segment stays for those who still read it
 * @param producerIdExpirationMs {@code producer.id.expiration.ms}: how long an idle producer's sequences are remembered
 */
public record LogConfig(
        int segmentBytes,
        long segmentMs,
        int indexIntervalBytes,
        int segmentIndexBytes,
        long retentionMs,
        long retentionBytes,
        boolean deletes,
        boolean compacts,
        int maxMessageBytes,
        TimestampType timestampType,
        long timestampBeforeMaxMs,
        long timestampAfterMaxMs,
        @Nullable Codec codec,
        long flushMessages,
        long flushMs,
        long fileDeleteDelayMs,
        long producerIdExpirationMs) {

    private static final long WEEK_MS = 7L * 24 * 3600 * 1000;

    /** Kafka's defaults. */
    public static final LogConfig DEFAULT = new LogConfig(
            1024 * 1024 * 1024,
            WEEK_MS,
            4096,
            10 * 1024 * 1024,
            WEEK_MS,
            -1,
            true,
            false,
            1024 * 1024 + 12,
            TimestampType.CREATE_TIME,
            Long.MAX_VALUE,
            3600_000,
            null,
            Long.MAX_VALUE,
            Long.MAX_VALUE,
            60_000,
            86_400_000);

    /** What a batch must be to enter. */
    BatchRules rules() {
        return new BatchRules(compacts, timestampType, timestampBeforeMaxMs, timestampAfterMaxMs, codec);
    }

    /** As this, but for the sizes at which segments roll and index entries are made. For small logs and for tests. */
    public LogConfig withSegments(int segmentBytes, long segmentMs, int indexIntervalBytes, int segmentIndexBytes) {
        return new LogConfig(
                segmentBytes,
                segmentMs,
                indexIntervalBytes,
                segmentIndexBytes,
                retentionMs,
                retentionBytes,
                deletes,
                compacts,
                maxMessageBytes,
                timestampType,
                timestampBeforeMaxMs,
                timestampAfterMaxMs,
                codec,
                flushMessages,
                flushMs,
                fileDeleteDelayMs,
                producerIdExpirationMs);
    }

    /** As this, but for what is kept. */
    public LogConfig withRetention(long retentionMs, long retentionBytes, Set<String> cleanupPolicy) {
        return new LogConfig(
                segmentBytes,
                segmentMs,
                indexIntervalBytes,
                segmentIndexBytes,
                retentionMs,
                retentionBytes,
                cleanupPolicy.contains("delete"),
                cleanupPolicy.contains("compact"),
                maxMessageBytes,
                timestampType,
                timestampBeforeMaxMs,
                timestampAfterMaxMs,
                codec,
                flushMessages,
                flushMs,
                fileDeleteDelayMs,
                producerIdExpirationMs);
    }

    /** As this, but for what batches must be. */
    public LogConfig withBatches(int maxMessageBytes, TimestampType timestampType, @Nullable Codec codec) {
        return new LogConfig(
                segmentBytes,
                segmentMs,
                indexIntervalBytes,
                segmentIndexBytes,
                retentionMs,
                retentionBytes,
                deletes,
                compacts,
                maxMessageBytes,
                timestampType,
                timestampBeforeMaxMs,
                timestampAfterMaxMs,
                codec,
                flushMessages,
                flushMs,
                fileDeleteDelayMs,
                producerIdExpirationMs);
    }
}
