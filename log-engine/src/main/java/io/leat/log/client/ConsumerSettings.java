package io.leat.log.client;

import static org.apache.kafka.clients.consumer.ConsumerConfig.*;

import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** The settings of a {@link LocalConsumer}: names, defaults, bounds and the rules between them are those of {@link ConsumerConfig}. */
final class ConsumerSettings extends AbstractConfig {

    private static final SettingNames NAMES = new SettingNames(
            ConsumerConfig.configDef(),
            Set.of(
                    CLIENT_ID_CONFIG,
                    GROUP_ID_CONFIG,
                    GROUP_INSTANCE_ID_CONFIG,
                    MAX_POLL_INTERVAL_MS_CONFIG,
                    MAX_POLL_RECORDS_CONFIG,
                    MAX_PARTITION_FETCH_BYTES_CONFIG,
                    FETCH_MAX_BYTES_CONFIG,
                    ENABLE_AUTO_COMMIT_CONFIG,
                    AUTO_COMMIT_INTERVAL_MS_CONFIG,
                    AUTO_OFFSET_RESET_CONFIG,
                    ISOLATION_LEVEL_CONFIG,
                    ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                    EXCLUDE_INTERNAL_TOPICS_CONFIG,
                    DEFAULT_API_TIMEOUT_MS_CONFIG,
                    INTERCEPTOR_CLASSES_CONFIG,
                    KEY_DESERIALIZER_CLASS_CONFIG,
                    VALUE_DESERIALIZER_CLASS_CONFIG,
                    METRIC_REPORTER_CLASSES_CONFIG,
                    METRICS_NUM_SAMPLES_CONFIG,
                    METRICS_SAMPLE_WINDOW_MS_CONFIG,
                    METRICS_RECORDING_LEVEL_CONFIG,
                    CONFIG_PROVIDERS_CONFIG));

    final @Nullable String groupId;
    final String groupInstanceId;
    final int maxPollIntervalMs;
    final int maxPollRecords;
    final int maxPartitionFetchBytes;
    final int fetchMaxBytes;
    final boolean autoCommit;
    final int autoCommitIntervalMs;
    final ResetRule reset;
    final boolean readCommitted;
    final boolean mayCreateTopics;
    final boolean excludeInternalTopics;
    final int apiTimeoutMs;

    /**
     * @param given Kafka's consumer settings, as strings or typed
     * @param warn told of each setting that has no effect (C3)
     * @throws org.apache.kafka.common.config.ConfigException if a value is illegal or asks for what this client is not
     * @throws InvalidConfigurationException if auto-commit is asked for without a group
     */
    ConsumerSettings(Map<String, ?> given, Consumer<String> warn) {
        super(
                NAMES.definition(),
                Serializers.withBytes(
                        given,
                        ByteArrayDeserializer.class,
                        KEY_DESERIALIZER_CLASS_CONFIG,
                        VALUE_DESERIALIZER_CLASS_CONFIG),
                false);
        NAMES.check(given, warn);
        groupId = getString(GROUP_ID_CONFIG);
        String instance = getString(GROUP_INSTANCE_ID_CONFIG);
        groupInstanceId = instance == null ? "" : instance;
        maxPollIntervalMs = getInt(MAX_POLL_INTERVAL_MS_CONFIG);
        maxPollRecords = getInt(MAX_POLL_RECORDS_CONFIG);
        maxPartitionFetchBytes = getInt(MAX_PARTITION_FETCH_BYTES_CONFIG);
        fetchMaxBytes = getInt(FETCH_MAX_BYTES_CONFIG);
        autoCommit = autoCommit(given);
        autoCommitIntervalMs = getInt(AUTO_COMMIT_INTERVAL_MS_CONFIG);
        reset = ResetRule.of(getString(AUTO_OFFSET_RESET_CONFIG));
        readCommitted = getString(ISOLATION_LEVEL_CONFIG).equals("read_committed");
        mayCreateTopics = getBoolean(ALLOW_AUTO_CREATE_TOPICS_CONFIG);
        excludeInternalTopics = getBoolean(EXCLUDE_INTERNAL_TOPICS_CONFIG);
        apiTimeoutMs = getInt(DEFAULT_API_TIMEOUT_MS_CONFIG);
    }

    /** On by default for a consumer with a group. */
    private boolean autoCommit(Map<String, ?> given) {
        boolean wanted = getBoolean(ENABLE_AUTO_COMMIT_CONFIG);
        if (groupId == null && wanted && given.containsKey(ENABLE_AUTO_COMMIT_CONFIG)) {
            throw new InvalidConfigurationException(
                    "enable.auto.commit is true, but there is no group.id to commit for; set group.id, or write false");
        }
        return wanted && groupId != null;
    }
}
