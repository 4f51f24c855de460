package io.leat.log.broker;

import io.leat.log.partition.LogConfig;
import io.leat.log.record.Codec;
import io.leat.log.settings.ConfigValue;
import io.leat.log.settings.TopicConfigs;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/** From a topic's configs by name to what its partitions go by. */
final class LogConfigs {
    private final LiveSettings settings;
    private final Random jitter;

    /** @param jitter for {@code segment.jitter.ms}, so that partitions made together do not all roll together */
    LogConfigs(LiveSettings settings, Random jitter) {
        this.settings = settings;
        this.jitter = jitter;
    }

    /** Judges a topic's own configs: throws Kafka's error for what is unknown or out of range. */
    void judge(Map<String, String> own) {
        effective(own);
    }

    /** All configs of a topic, typed, by name. */
    Map<String, Object> effective(Map<String, String> own) {
        return TopicConfigs.effective(own, settings.get().topicDefaults());
    }

    /** All configs of a topic with these own ones, as they are described to clients. */
    List<ConfigValue> describe(Map<String, String> own) {
        return settings.get().describeTopic(own);
    }

    /** What one partition of a topic with these own configs goes by. */
    LogConfig of(Map<String, String> own) {
        return typed(effective(own));
    }

    /** As {@link #of}, from the topic's effective configs. */
    LogConfig typed(Map<String, Object> all) {
        List<?> cleanup = (List<?>) value(all, TopicConfig.CLEANUP_POLICY_CONFIG);
        return new LogConfig(
                new LogConfig.Segments(
                        segmentBytes(all),
                        cleanup.contains(TopicConfig.CLEANUP_POLICY_COMPACT)
                                ? Math.min(segmentMs(all), number(all, TopicConfig.MAX_COMPACTION_LAG_MS_CONFIG))
                                : segmentMs(
                                        all), // An active segment is not cleaned: it must not wait for longer either.
                        (int) number(all, TopicConfig.INDEX_INTERVAL_BYTES_CONFIG),
                        (int) number(all, TopicConfig.SEGMENT_INDEX_BYTES_CONFIG)),
                new LogConfig.Kept(
                        number(all, TopicConfig.RETENTION_MS_CONFIG),
                        number(all, TopicConfig.RETENTION_BYTES_CONFIG),
                        cleanup.contains(TopicConfig.CLEANUP_POLICY_DELETE),
                        cleanup.contains(TopicConfig.CLEANUP_POLICY_COMPACT),
                        number(all, TopicConfig.FILE_DELETE_DELAY_MS_CONFIG)),
                new LogConfig.Compaction(
                        ((Number) value(all, TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG)).doubleValue(),
                        number(all, TopicConfig.MIN_COMPACTION_LAG_MS_CONFIG),
                        number(all, TopicConfig.MAX_COMPACTION_LAG_MS_CONFIG),
                        number(all, TopicConfig.DELETE_RETENTION_MS_CONFIG)),
                new LogConfig.Batches(
                        (int) number(all, TopicConfig.MAX_MESSAGE_BYTES_CONFIG),
                        TimestampType.forName(text(all, TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG)),
                        number(all, TopicConfig.MESSAGE_TIMESTAMP_BEFORE_MAX_MS_CONFIG),
                        number(all, TopicConfig.MESSAGE_TIMESTAMP_AFTER_MAX_MS_CONFIG),
                        codec(all)),
                new LogConfig.Flushes(
                        number(all, TopicConfig.FLUSH_MESSAGES_INTERVAL_CONFIG),
                        number(all, TopicConfig.FLUSH_MS_CONFIG)),
                settings.get().producerExpiry().toMillis());
    }

    private static int segmentBytes(Map<String, Object> all) {
        Object forTests = all.get(TopicConfigs.INTERNAL_SEGMENT_BYTES);
        return forTests == null ? (int) number(all, TopicConfig.SEGMENT_BYTES_CONFIG) : (Integer) forTests;
    }

    private long segmentMs(Map<String, Object> all) {
        long most = number(all, TopicConfig.SEGMENT_MS_CONFIG);
        long span = Math.min(number(all, TopicConfig.SEGMENT_JITTER_MS_CONFIG), most - 1);
        return span <= 0 ? most : most - (long) (jitter.nextDouble() * span);
    }

    private static @Nullable Codec codec(Map<String, Object> all) {
        String name = text(all, TopicConfig.COMPRESSION_TYPE_CONFIG);
        return switch (name) {
            case "producer" -> null;
            case "uncompressed" -> Codec.NONE;
            case "gzip" -> Codec.named(name, (int) number(all, TopicConfig.COMPRESSION_GZIP_LEVEL_CONFIG));
            case "lz4" -> Codec.named(name, (int) number(all, TopicConfig.COMPRESSION_LZ4_LEVEL_CONFIG));
            case "zstd" -> Codec.named(name, (int) number(all, TopicConfig.COMPRESSION_ZSTD_LEVEL_CONFIG));
            default -> Codec.named(name);
        };
    }

    private static long number(Map<String, Object> all, String name) {
        return ((Number) value(all, name)).longValue();
    }

    private static String text(Map<String, Object> all, String name) {
        return (String) value(all, name);
    }

    private static Object value(Map<String, Object> all, String name) {
        return Objects.requireNonNull(all.get(name), name);
    }
}
