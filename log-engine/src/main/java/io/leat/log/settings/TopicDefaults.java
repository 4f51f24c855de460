package io.leat.log.settings;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.TopicConfig;

/**
 * Which broker setting a topic takes a config from that it does not set itself. The first that is set wins, as in Kafka:
 * {@code retention.ms} looks at {@code log.retention.ms}, then {@code .minutes}, then {@code .hours}.
 */
final class TopicDefaults {

    private record Synonym(String broker, UnaryOperator<Object> convert) {}

    private static final Map<String, List<Synonym>> SYNONYMS = Map.ofEntries(
            same(TopicConfig.SEGMENT_BYTES_CONFIG, "log.segment.bytes"),
            Map.entry(
                    TopicConfig.SEGMENT_MS_CONFIG,
                    List.of(as("log.roll.ms"), as("log.segment.ms"), in("log.roll.hours", TimeUnit.HOURS))),
            Map.entry(
                    TopicConfig.SEGMENT_JITTER_MS_CONFIG,
                    List.of(as("log.roll.jitter.ms"), in("log.roll.jitter.hours", TimeUnit.HOURS))),
            same(TopicConfig.SEGMENT_INDEX_BYTES_CONFIG, "log.index.size.max.bytes"),
            same(TopicConfig.INDEX_INTERVAL_BYTES_CONFIG, "log.index.interval.bytes"),
            same(TopicConfig.FLUSH_MESSAGES_INTERVAL_CONFIG, "log.flush.interval.messages"),
            Map.entry(
                    TopicConfig.FLUSH_MS_CONFIG,
                    List.of(as("log.flush.interval.ms"), as("log.flush.scheduler.interval.ms"))),
            same(TopicConfig.PREALLOCATE_CONFIG, "log.preallocate"),
            same(TopicConfig.FILE_DELETE_DELAY_MS_CONFIG, "log.segment.delete.delay.ms"),
            same(TopicConfigs.INTERNAL_SEGMENT_BYTES, TopicConfigs.INTERNAL_SEGMENT_BYTES),
            same(TopicConfig.CLEANUP_POLICY_CONFIG, "log.cleanup.policy"),
            same(TopicConfig.RETENTION_BYTES_CONFIG, "log.retention.bytes"),
            Map.entry(
                    TopicConfig.RETENTION_MS_CONFIG,
                    List.of(
                            as("log.retention.ms"),
                            in("log.retention.minutes", TimeUnit.MINUTES),
                            in("log.retention.hours", TimeUnit.HOURS))),
            same(TopicConfig.DELETE_RETENTION_MS_CONFIG, "log.cleaner.delete.retention.ms"),
            same(TopicConfig.MIN_COMPACTION_LAG_MS_CONFIG, "log.cleaner.min.compaction.lag.ms"),
            same(TopicConfig.MAX_COMPACTION_LAG_MS_CONFIG, "log.cleaner.max.compaction.lag.ms"),
            same(TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG, "log.cleaner.min.cleanable.ratio"),
            same(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, "message.max.bytes"),
            same(TopicConfig.COMPRESSION_TYPE_CONFIG, "compression.type"),
            same(TopicConfig.COMPRESSION_GZIP_LEVEL_CONFIG, "compression.gzip.level"),
            same(TopicConfig.COMPRESSION_LZ4_LEVEL_CONFIG, "compression.lz4.level"),
            same(TopicConfig.COMPRESSION_ZSTD_LEVEL_CONFIG, "compression.zstd.level"),
            same(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "log.message.timestamp.type"),
            same(TopicConfig.MESSAGE_TIMESTAMP_BEFORE_MAX_MS_CONFIG, "log.message.timestamp.before.max.ms"),
            same(TopicConfig.MESSAGE_TIMESTAMP_AFTER_MAX_MS_CONFIG, "log.message.timestamp.after.max.ms"),
            same(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, "min.insync.replicas"),
            same(TopicConfig.UNCLEAN_LEADER_ELECTION_ENABLE_CONFIG, "unclean.leader.election.enable"));

    private TopicDefaults() {}

    /** The broker setting that stands first for a topic config. */
    static Optional<String> setting(String topicConfig) {
        return Optional.ofNullable(SYNONYMS.get(topicConfig)).map(it -> it.get(0).broker);
    }

    /** Every broker setting that stands first for a topic config: they can be altered while the broker runs. */
    static Set<String> settings() {
        return SYNONYMS.values().stream()
                .map(it -> it.get(0).broker)
                .filter(it -> !it.equals(TopicConfigs.INTERNAL_SEGMENT_BYTES))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Typed values by topic config name, of all that the broker settings say something about. */
    static Map<String, Object> from(Map<String, Object> brokerSettings) {
        Map<String, Object> defaults = new HashMap<>();
        SYNONYMS.forEach((topic, synonyms) -> {
            for (Synonym synonym : synonyms) {
                Object value = brokerSettings.get(synonym.broker);
                if (value != null && defaults.putIfAbsent(topic, synonym.convert.apply(value)) == null) {
                    break;
                }
            }
        });
        return Map.copyOf(defaults);
    }

    private static Map.Entry<String, List<Synonym>> same(String topic, String broker) {
        return Map.entry(topic, List.of(as(broker)));
    }

    private static Synonym as(String broker) {
        return new Synonym(broker, value -> value);
    }

    /** Kafka lets negative hours and minutes mean "no limit", which is -1 in milliseconds. */
    private static Synonym in(String broker, TimeUnit unit) {
        return new Synonym(broker, value -> {
            long number = ((Number) value).longValue();
            return number < 0 ? -1L : unit.toMillis(number);
        });
    }
}
