package io.leat.log.settings;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/**
 * The broker's settings: Kafka 4.3.1's names, defaults and bounds.
 *
 * <p>Three defaults are not Kafka's: {@code node.id} is 1 and need not be given; {@code log.dir} is {@code ./leat-data/log}, since
 * {@code /tmp} does not survive a restart (D4); and the replication factors and minimum replicas are 1 where Kafka has 3 and 2.
 */
public final class BrokerSettings {
    private static final ConfigDef DEFINITION = Declared.settings();

    private final Layers layers;
    private final Map<String, Object> values;
    private final Advice advice;

    private BrokerSettings(Layers layers, Advice advice) {
        this.layers = layers;
        this.values = DEFINITION.parse(layers.all());
        this.advice = advice;
    }

    /**
     * Reads settings.
     *
     * @param settings by name, as text or typed
     * @throws ConfigException if a value is out of range, or asks for what a single node cannot honour
     */
    public static BrokerSettings parse(Map<String, ?> settings) {
        Map<String, Object> given = new HashMap<>(settings);
        if (!given.containsKey("node.id") && given.containsKey("broker.id")) {
            given.put("node.id", given.get("broker.id"));
        }
        given.values().removeIf(Objects::isNull);
        BrokerSettings parsed =
                new BrokerSettings(new Layers(given, Map.of(), Map.of()), Advice.on(settings, DEFINITION.names()));
        parsed.refuseWhatContradicts();
        return parsed;
    }

    /**
     * As this, but for what was altered while the broker ran.
     *
     * @param cluster altered for all brokers
     * @param node altered for this one, which wins
     * @throws ConfigException if a value is out of range, or contradicts another
     */
    public BrokerSettings altered(Map<String, String> cluster, Map<String, String> node) {
        BrokerSettings altered = new BrokerSettings(new Layers(layers.given(), cluster, node), advice);
        altered.refuseWhatContradicts();
        return altered;
    }

    /** All settings as Kafka describes those of a broker, by name. */
    public List<ConfigValue> describe() {
        return Described.broker(layers, values, DEFINITION);
    }

    /** What was altered for all brokers, as Kafka describes it. */
    public List<ConfigValue> describeCluster() {
        return Described.cluster(layers, DEFINITION);
    }

    /** All configs of a topic that has {@code own} ones, as Kafka describes them, by name. */
    public List<ConfigValue> describeTopic(Map<String, String> own) {
        return Described.topic(layers, TopicConfigs.effective(own, topicDefaults()), own);
    }

    /** Every name that belongs to a broker: those served here and those of Kafka's that are not. */
    public static Set<String> names() {
        return Advice.allNames(DEFINITION.names());
    }

    /** All settings that are served, for the reference page. */
    public static ConfigDef definition() {
        return new ConfigDef(DEFINITION);
    }

    /** What a start should warn about: settings that are not served, and names nobody knows. */
    public List<String> warnings() {
        return advice.warnings();
    }

    /** What topics go by that say nothing themselves: typed values by topic config name. */
    public Map<String, Object> topicDefaults() {
        return TopicDefaults.from(values);
    }

    public int nodeId() {
        return number("node.id").intValue();
    }

    /** Folders for partitions; {@code log.dirs}, else {@code log.dir}. The first also has the catalogue. */
    public List<String> logDirs() {
        Object several = values.get("log.dirs");
        return texts(several == null ? values.get("log.dir") : several);
    }

    public int recoveryThreadsPerDir() {
        return number("num.recovery.threads.per.data.dir").intValue();
    }

    public boolean autoCreateTopics() {
        return flag("auto.create.topics.enable");
    }

    public boolean deleteTopics() {
        return flag("delete.topic.enable");
    }

    public int defaultPartitions() {
        return number("num.partitions").intValue();
    }

    public Duration retentionCheckInterval() {
        return millis("log.retention.check.interval.ms");
    }

    /** How often what is flushed is written to {@code recovery-point-offset-checkpoint}. */
    public Duration recoveryPointInterval() {
        return millis("log.flush.offset.checkpoint.interval.ms");
    }

    /** How often log starts are written to {@code log-start-offset-checkpoint}. */
    public Duration logStartInterval() {
        return millis("log.flush.start.offset.checkpoint.interval.ms");
    }

    public Duration producerExpiry() {
        return millis("producer.id.expiration.ms");
    }

    public Duration producerExpiryInterval() {
        return millis("producer.id.expiration.check.interval.ms");
    }

    /** Where and how clients may connect. */
    public ListenerSettings listeners() {
        return ListenerSettings.of(values);
    }

    /** Who may do what. */
    public SecuritySettings security() {
        return SecuritySettings.of(values);
    }

    /** How topics are compacted. */
    public CleanerSettings cleaner() {
        return CleanerSettings.of(values);
    }

    /** What the coordinator of transactions goes by. */
    public TransactionSettings transactions() {
        return TransactionSettings.of(values);
    }

    /** How groups of the consumer protocol are run. */
    public ConsumerGroupSettings consumerGroups() {
        return ConsumerGroupSettings.of(values);
    }

    public int offsetsPartitions() {
        return number("offsets.topic.num.partitions").intValue();
    }

    /** Configs {@code __consumer_offsets} is created with. */
    public Map<String, String> offsetsTopicConfigs() {
        return Map.of(
                "cleanup.policy", "compact",
                "compression.type", "producer",
                "segment.bytes", number("offsets.topic.segment.bytes").toString());
    }

    /** Committed offsets of a group go when it was empty for so long. */
    public Duration offsetsRetention() {
        return Duration.ofMinutes(number("offsets.retention.minutes").longValue());
    }

    public Duration offsetsRetentionCheckInterval() {
        return millis("offsets.retention.check.interval.ms");
    }

    /** Bytes of text a client may store with an offset. */
    public int offsetMetadataMaxBytes() {
        return number("offset.metadata.max.bytes").intValue();
    }

    public int groupMinSessionTimeoutMs() {
        return number("group.min.session.timeout.ms").intValue();
    }

    public int groupMaxSessionTimeoutMs() {
        return number("group.max.session.timeout.ms").intValue();
    }

    public int groupMaxSize() {
        return number("group.max.size").intValue();
    }

    /** How long an empty group of the classic protocol waits for more members to come. */
    public int groupInitialRebalanceDelayMs() {
        return number("group.initial.rebalance.delay.ms").intValue();
    }

    private void refuseWhatContradicts() {
        if (logDirs().isEmpty()) {
            throw new ConfigException(
                    "log.dirs", logDirs(), "At least one log directory must be defined via log.dirs or log.dir.");
        }
        if (groupMinSessionTimeoutMs() > groupMaxSessionTimeoutMs()) {
            throw new ConfigException(
                    "group.min.session.timeout.ms",
                    groupMinSessionTimeoutMs(),
                    "It must be at most group.max.session.timeout.ms");
        }
        Object older = values.get("broker.id");
        if (older instanceof Integer id && id >= 0 && id != nodeId()) {
            throw new ConfigException(
                    "broker.id", id, "node.id is " + nodeId() + "; write the same number, or only node.id");
        }
        cleaner();
        consumerGroups();
        listeners();
        security();
        TopicConfigs.effective(Map.of(), topicDefaults());
    }

    /** A number of threads, by its name. */
    int threads(String name) {
        return number(name).intValue();
    }

    private Number number(String name) {
        return (Number) given(name);
    }

    private boolean flag(String name) {
        return (Boolean) given(name);
    }

    private Duration millis(String name) {
        return Duration.ofMillis(number(name).longValue());
    }

    private Object given(String name) {
        Object value = values.get(name);
        if (value == null) {
            throw new IllegalStateException(name + " has neither value nor default");
        }
        return value;
    }

    private static List<String> texts(@Nullable Object list) {
        return list instanceof List<?> values
                ? values.stream().map(Object::toString).toList()
                : List.of();
    }
}
