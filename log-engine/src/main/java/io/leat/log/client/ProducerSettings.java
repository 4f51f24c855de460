package io.leat.log.client;

import static org.apache.kafka.clients.producer.ProducerConfig.*;

import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** The settings of a {@link LocalProducer}: names, defaults, bounds and the rules between them are those of {@link ProducerConfig}. */
final class ProducerSettings extends AbstractConfig {

    private static final SettingNames NAMES = new SettingNames(
            ProducerConfig.configDef(),
            Set.of(
                    CLIENT_ID_CONFIG,
                    ACKS_CONFIG,
                    BATCH_SIZE_CONFIG,
                    LINGER_MS_CONFIG,
                    BUFFER_MEMORY_CONFIG,
                    MAX_BLOCK_MS_CONFIG,
                    MAX_REQUEST_SIZE_CONFIG,
                    COMPRESSION_TYPE_CONFIG,
                    COMPRESSION_GZIP_LEVEL_CONFIG,
                    COMPRESSION_LZ4_LEVEL_CONFIG,
                    COMPRESSION_ZSTD_LEVEL_CONFIG,
                    PARTITIONER_CLASS_CONFIG,
                    PARTITIONER_IGNORE_KEYS_CONFIG,
                    INTERCEPTOR_CLASSES_CONFIG,
                    ENABLE_IDEMPOTENCE_CONFIG,
                    TRANSACTIONAL_ID_CONFIG,
                    KEY_SERIALIZER_CLASS_CONFIG,
                    VALUE_SERIALIZER_CLASS_CONFIG,
                    METRIC_REPORTER_CLASSES_CONFIG,
                    METRICS_NUM_SAMPLES_CONFIG,
                    METRICS_SAMPLE_WINDOW_MS_CONFIG,
                    METRICS_RECORDING_LEVEL_CONFIG,
                    CONFIG_PROVIDERS_CONFIG));

    final String acks;
    final boolean idempotent;
    final @Nullable String transactionalId;
    final int batchSize;
    final long lingerMs;
    final long bufferMemory;
    final long maxBlockMs;
    final int maxRequestSize;
    final boolean ignoreKeys;

    /**
     * @param given Kafka's producer settings, as strings or typed
     * @param warn told of each setting that has no effect (C3)
     * @throws ConfigException if a value is illegal, two contradict each other, or one asks for what this client is not
     */
    ProducerSettings(Map<String, ?> given, Consumer<String> warn) {
        super(
                NAMES.definition(),
                Serializers.withBytes(
                        given, ByteArraySerializer.class, KEY_SERIALIZER_CLASS_CONFIG, VALUE_SERIALIZER_CLASS_CONFIG),
                false);
        NAMES.check(given, warn);
        transactionalId = getString(TRANSACTIONAL_ID_CONFIG);
        acks = getString(ACKS_CONFIG);
        idempotent = idempotence(given);
        batchSize = getInt(BATCH_SIZE_CONFIG);
        lingerMs = getLong(LINGER_MS_CONFIG);
        bufferMemory = getLong(BUFFER_MEMORY_CONFIG);
        maxBlockMs = getLong(MAX_BLOCK_MS_CONFIG);
        maxRequestSize = getInt(MAX_REQUEST_SIZE_CONFIG);
        ignoreKeys = getBoolean(PARTITIONER_IGNORE_KEYS_CONFIG);
    }

    /** On by default; {@code acks} other than all turns the default off and contradicts an explicit {@code true} (KIP-679). */
    private boolean idempotence(Map<String, ?> given) {
        boolean asked = given.containsKey(ENABLE_IDEMPOTENCE_CONFIG);
        boolean wanted = getBoolean(ENABLE_IDEMPOTENCE_CONFIG);
        boolean all = acks.equals("all") || acks.equals("-1");
        boolean transactional = transactionalId != null;
        if (asked && !wanted && transactional) {
            throw new ConfigException(
                    ENABLE_IDEMPOTENCE_CONFIG,
                    false,
                    "transactional.id needs idempotence; remove one of the two settings");
        }
        if (wanted && !all && (asked || transactional)) {
            throw new ConfigException(
                    ACKS_CONFIG,
                    acks,
                    "an idempotent producer needs acks=all; write that, or enable.idempotence=false");
        }
        return wanted && all;
    }
}
