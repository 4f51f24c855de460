package io.leat.log.settings;

import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;
import static org.apache.kafka.common.config.ConfigDef.Range.atLeast;
import static org.apache.kafka.common.config.ConfigDef.Range.between;
import static org.apache.kafka.common.config.ConfigDef.Type.BOOLEAN;
import static org.apache.kafka.common.config.ConfigDef.Type.DOUBLE;
import static org.apache.kafka.common.config.ConfigDef.Type.INT;
import static org.apache.kafka.common.config.ConfigDef.Type.LIST;
import static org.apache.kafka.common.config.ConfigDef.Type.LONG;
import static org.apache.kafka.common.config.ConfigDef.Type.STRING;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.ValidList;
import org.apache.kafka.common.config.ConfigDef.ValidString;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.InvalidConfigurationException;

/** The configs a topic may have: all of Kafka 4.3.1, with its defaults, bounds and errors. */
public final class TopicConfigs {
    /** Bytes; Kafka's own way around the lower bound of {@code segment.bytes}, for tests. Not shown to anybody. */
    public static final String INTERNAL_SEGMENT_BYTES = "internal.segment.bytes";

    private static final long WEEK_MS = TimeUnit.DAYS.toMillis(7);
    private static final String THROTTLED = "replication.throttled.replicas";
    private static final String THROTTLED_DOC = "Replicas to throttle, as partition:broker pairs, or * for all.";
    private static final ConfigDef DEFINITION = define();

    private TopicConfigs() {}

    /** All topic configs. */
    public static ConfigDef definition() {
        return new ConfigDef(DEFINITION);
    }

    /**
     * The values a topic goes by: its own where it has some, else the broker's.
     *
     * @param own what was set for the topic
     * @param brokerDefaults typed values by topic config name
     * @throws InvalidConfigurationException as {@link #validate}
     */
    public static Map<String, Object> effective(Map<String, String> own, Map<String, ?> brokerDefaults) {
        Map<String, Object> all = new HashMap<>(brokerDefaults);
        all.putAll(own);
        validate(own, all);
        return DEFINITION.parse(all);
    }

    private static void validate(Map<String, String> own, Map<String, ?> all) {
        for (String name : own.keySet()) {
            if (!DEFINITION.configKeys().containsKey(name)) {
                throw new InvalidConfigurationException("Unknown topic config name: " + name + suggestion(name));
            }
        }
        try {
            refuseWhatContradicts(DEFINITION.parse(all));
        } catch (ConfigException e) {
            throw new InvalidConfigurationException(e.getMessage(), e);
        }
    }

    private static void refuseWhatContradicts(Map<String, Object> values) {
        long least = number(values, TopicConfig.MIN_COMPACTION_LAG_MS_CONFIG);
        long most = number(values, TopicConfig.MAX_COMPACTION_LAG_MS_CONFIG);
        if (least > most) {
            throw new InvalidConfigurationException(
                    "conflict topic config setting min.compaction.lag.ms (%d) > max.compaction.lag.ms (%d)"
                            .formatted(least, most));
        }
    }

    private static long number(Map<String, Object> values, String name) {
        return ((Number) Objects.requireNonNull(values.get(name), name)).longValue();
    }

    private static String suggestion(String name) {
        return Nearest.to(name, DEFINITION.names())
                .map(near -> ". Did you mean " + near + "?")
                .orElse("");
    }

    private static ConfigDef define() {
        ConfigDef def = new ConfigDef();
        defineSegments(def);
        defineCleanup(def);
        defineMessages(def);
        defineReplicas(def);
        return def;
    }

    private static void defineSegments(ConfigDef def) {
        def.define(
                        TopicConfig.SEGMENT_BYTES_CONFIG,
                        INT,
                        1 << 30,
                        atLeast(1 << 20),
                        MEDIUM,
                        TopicConfig.SEGMENT_BYTES_DOC)
                .define(TopicConfig.SEGMENT_MS_CONFIG, LONG, WEEK_MS, atLeast(1), MEDIUM, TopicConfig.SEGMENT_MS_DOC)
                .define(
                        TopicConfig.SEGMENT_JITTER_MS_CONFIG,
                        LONG,
                        0L,
                        atLeast(0),
                        MEDIUM,
                        TopicConfig.SEGMENT_JITTER_MS_DOC)
                .define(
                        TopicConfig.SEGMENT_INDEX_BYTES_CONFIG,
                        INT,
                        10 << 20,
                        atLeast(4),
                        MEDIUM,
                        TopicConfig.SEGMENT_INDEX_BYTES_DOC)
                .define(
                        TopicConfig.INDEX_INTERVAL_BYTES_CONFIG,
                        INT,
                        4096,
                        atLeast(0),
                        MEDIUM,
                        TopicConfig.INDEX_INTERVAL_BYTES_DOC)
                .define(
                        TopicConfig.FLUSH_MESSAGES_INTERVAL_CONFIG,
                        LONG,
                        Long.MAX_VALUE,
                        atLeast(1),
                        MEDIUM,
                        TopicConfig.FLUSH_MESSAGES_INTERVAL_DOC)
                .define(TopicConfig.FLUSH_MS_CONFIG, LONG, Long.MAX_VALUE, atLeast(0), MEDIUM, TopicConfig.FLUSH_MS_DOC)
                .define(
                        TopicConfig.PREALLOCATE_CONFIG,
                        BOOLEAN,
                        false,
                        TopicConfigs::refusePreallocation,
                        MEDIUM,
                        TopicConfig.PREALLOCATE_DOC)
                .define(
                        TopicConfig.FILE_DELETE_DELAY_MS_CONFIG,
                        LONG,
                        60_000L,
                        atLeast(0),
                        MEDIUM,
                        TopicConfig.FILE_DELETE_DELAY_MS_DOC)
                .defineInternal(INTERNAL_SEGMENT_BYTES, INT, null, LOW);
    }

    private static void defineCleanup(ConfigDef def) {
        def.define(
                        TopicConfig.CLEANUP_POLICY_CONFIG,
                        LIST,
                        TopicConfig.CLEANUP_POLICY_DELETE,
                        ValidList.in(TopicConfig.CLEANUP_POLICY_COMPACT, TopicConfig.CLEANUP_POLICY_DELETE),
                        MEDIUM,
                        TopicConfig.CLEANUP_POLICY_DOC)
                .define(TopicConfig.RETENTION_BYTES_CONFIG, LONG, -1L, MEDIUM, TopicConfig.RETENTION_BYTES_DOC)
                .define(
                        TopicConfig.RETENTION_MS_CONFIG,
                        LONG,
                        WEEK_MS,
                        atLeast(-1),
                        MEDIUM,
                        TopicConfig.RETENTION_MS_DOC)
                .define(
                        TopicConfig.DELETE_RETENTION_MS_CONFIG,
                        LONG,
                        TimeUnit.DAYS.toMillis(1),
                        atLeast(0),
                        MEDIUM,
                        TopicConfig.DELETE_RETENTION_MS_DOC)
                .define(
                        TopicConfig.MIN_COMPACTION_LAG_MS_CONFIG,
                        LONG,
                        0L,
                        atLeast(0),
                        MEDIUM,
                        TopicConfig.MIN_COMPACTION_LAG_MS_DOC)
                .define(
                        TopicConfig.MAX_COMPACTION_LAG_MS_CONFIG,
                        LONG,
                        Long.MAX_VALUE,
                        atLeast(1),
                        MEDIUM,
                        TopicConfig.MAX_COMPACTION_LAG_MS_DOC)
                .define(
                        TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG,
                        DOUBLE,
                        0.5,
                        between(0, 1),
                        MEDIUM,
                        TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_DOC)
                .define(
                        TopicConfig.REMOTE_LOG_STORAGE_ENABLE_CONFIG,
                        BOOLEAN,
                        false,
                        TopicConfigs::refuseTrue,
                        MEDIUM,
                        TopicConfig.REMOTE_LOG_STORAGE_ENABLE_DOC)
                .define(
                        TopicConfig.LOCAL_LOG_RETENTION_MS_CONFIG,
                        LONG,
                        -2L,
                        atLeast(-2),
                        MEDIUM,
                        TopicConfig.LOCAL_LOG_RETENTION_MS_DOC)
                .define(
                        TopicConfig.LOCAL_LOG_RETENTION_BYTES_CONFIG,
                        LONG,
                        -2L,
                        atLeast(-2),
                        MEDIUM,
                        TopicConfig.LOCAL_LOG_RETENTION_BYTES_DOC)
                .define(
                        TopicConfig.REMOTE_LOG_COPY_DISABLE_CONFIG,
                        BOOLEAN,
                        false,
                        TopicConfigs::refuseTrue,
                        MEDIUM,
                        TopicConfig.REMOTE_LOG_COPY_DISABLE_DOC)
                .define(
                        TopicConfig.REMOTE_LOG_DELETE_ON_DISABLE_CONFIG,
                        BOOLEAN,
                        false,
                        TopicConfigs::refuseTrue,
                        MEDIUM,
                        TopicConfig.REMOTE_LOG_DELETE_ON_DISABLE_DOC);
    }

    private static void defineMessages(ConfigDef def) {
        def.define(
                        TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                        INT,
                        1_048_588,
                        atLeast(0),
                        MEDIUM,
                        TopicConfig.MAX_MESSAGE_BYTES_DOC)
                .define(
                        TopicConfig.COMPRESSION_TYPE_CONFIG,
                        STRING,
                        "producer",
                        ValidString.in("uncompressed", "zstd", "lz4", "snappy", "gzip", "producer"),
                        MEDIUM,
                        TopicConfig.COMPRESSION_TYPE_DOC)
                .define(
                        TopicConfig.COMPRESSION_GZIP_LEVEL_CONFIG,
                        INT,
                        -1,
                        TopicConfigs::checkGzipLevel,
                        MEDIUM,
                        TopicConfig.COMPRESSION_GZIP_LEVEL_DOC)
                .define(
                        TopicConfig.COMPRESSION_LZ4_LEVEL_CONFIG,
                        INT,
                        9,
                        between(1, 17),
                        MEDIUM,
                        TopicConfig.COMPRESSION_LZ4_LEVEL_DOC)
                .define(
                        TopicConfig.COMPRESSION_ZSTD_LEVEL_CONFIG,
                        INT,
                        3,
                        between(-131072, 22),
                        MEDIUM,
                        TopicConfig.COMPRESSION_ZSTD_LEVEL_DOC)
                .define(
                        TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG,
                        STRING,
                        "CreateTime",
                        ValidString.in("CreateTime", "LogAppendTime"),
                        MEDIUM,
                        TopicConfig.MESSAGE_TIMESTAMP_TYPE_DOC)
                .define(
                        TopicConfig.MESSAGE_TIMESTAMP_BEFORE_MAX_MS_CONFIG,
                        LONG,
                        Long.MAX_VALUE,
                        atLeast(0),
                        MEDIUM,
                        TopicConfig.MESSAGE_TIMESTAMP_BEFORE_MAX_MS_DOC)
                .define(
                        TopicConfig.MESSAGE_TIMESTAMP_AFTER_MAX_MS_CONFIG,
                        LONG,
                        3_600_000L,
                        atLeast(0),
                        MEDIUM,
                        TopicConfig.MESSAGE_TIMESTAMP_AFTER_MAX_MS_DOC);
    }

    private static void defineReplicas(ConfigDef def) {
        def.define(
                        TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG,
                        INT,
                        1,
                        SingleNode.inSyncReplicas(),
                        MEDIUM,
                        TopicConfig.MIN_IN_SYNC_REPLICAS_DOC)
                .define(
                        TopicConfig.UNCLEAN_LEADER_ELECTION_ENABLE_CONFIG,
                        BOOLEAN,
                        false,
                        MEDIUM,
                        TopicConfig.UNCLEAN_LEADER_ELECTION_ENABLE_DOC)
                .define("leader." + THROTTLED, LIST, List.of(), TopicConfigs::checkThrottled, MEDIUM, THROTTLED_DOC)
                .define("follower." + THROTTLED, LIST, List.of(), TopicConfigs::checkThrottled, MEDIUM, THROTTLED_DOC);
    }

    private static void checkGzipLevel(String name, Object value) {
        int level = (Integer) value;
        if (level != -1 && (level < 1 || level > 9)) {
            throw new ConfigException(name, value, "Value must be between 1 and 9 or equal to -1");
        }
    }

    private static void refuseTrue(String name, Object value) {
        if (Boolean.TRUE.equals(value)) {
            throw new ConfigException(
                    name, value, "This log has no remote storage; leave the setting out, or at false");
        }
    }

    /** Space taken beforehand would have to be cut back after each crash, for no gain on today's file systems. */
    static void refusePreallocation(String name, Object value) {
        if (Boolean.TRUE.equals(value)) {
            throw new ConfigException(
                    name, value, "This log's files grow as they are written; leave the setting out, or at false");
        }
    }

    private static void checkThrottled(String name, Object value) {
        List<?> replicas = (List<?>) value;
        boolean wildcard = replicas.size() == 1 && "*".equals(replicas.get(0));
        if (!wildcard && !replicas.stream().allMatch(it -> it.toString().trim().matches("[0-9]+:[0-9]+"))) {
            throw new ConfigException(
                    name,
                    value,
                    name + " must be the literal '*' or a list of replicas in the following format:"
                            + " [partitionId]:[brokerId],[partitionId]:[brokerId],...");
        }
    }
}
