package io.leat.connect.worker;

import io.leat.connect.plugin.NearestNames;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigException;

/**
 * The worker's settings: Kafka Connect's names and defaults, all of them optional.
 *
 * <p>Where Kafka Connect demands a value, this is the default: keys are strings, values JSON without schemas, the topics
 * {@code connect-configs}, {@code connect-offsets} and {@code connect-status}, the group {@code connect-cluster}, and REST
 * listens on loopback. {@code producer.} and {@code consumer.} prefix settings for the clients of every task. Settings of
 * the embedded log, by Kafka's broker names, are passed to it.
 */
public final class WorkerSettings {
    static final String GROUP_ID = "group.id";
    static final String KEY_CONVERTER = "key.converter";
    static final String VALUE_CONVERTER = "value.converter";
    static final String HEADER_CONVERTER = "header.converter";
    private static final String CONFIG_TOPIC = "config.storage.topic";
    private static final String OFFSET_TOPIC = "offset.storage.topic";
    private static final String OFFSET_PARTITIONS = "offset.storage.partitions";
    private static final String STATUS_TOPIC = "status.storage.topic";
    private static final String STATUS_PARTITIONS = "status.storage.partitions";
    private static final String FLUSH_INTERVAL = "offset.flush.interval.ms";
    private static final String GRACEFUL = "task.shutdown.graceful.timeout.ms";
    private static final String PLUGIN_PATH = "plugin.path";
    private static final String LISTENERS = "listeners";

    /** Settings of one listener of the log, under any name: the log judges them. */
    private static final String OF_A_LISTENER = "listener.name.";

    private static final String ADVERTISED_HOST = "rest.advertised.host.name";
    private static final String ADVERTISED_PORT = "rest.advertised.port";
    private static final String CREATE_TOPICS = "topic.creation.enable";
    private static final String REPLICATION_FACTOR = "storage.replication.factor";

    /** Prefixes under which any name goes: settings of converters, of clients, and of the worker's topics. */
    private static final List<String> PREFIXES = List.of(
            "key.converter.",
            "value.converter.",
            "header.converter.",
            "producer.",
            "consumer.",
            "config.storage.",
            "offset.storage.",
            "status.storage.");

    /** Kafka Connect's settings that say nothing to a worker which is alone with a log of its own. */
    private static final Set<String> WITHOUT_EFFECT = Set.of(
            "client.dns.lookup",
            "client.id",
            "connect.protocol",
            "connector.client.config.override.policy",
            "exactly.once.source.support",
            "heartbeat.interval.ms",
            "inter.worker.key.generation.algorithm",
            "inter.worker.key.size",
            "inter.worker.key.ttl.ms",
            "inter.worker.signature.algorithm",
            "inter.worker.verification.algorithms",
            "metadata.max.age.ms",
            "metadata.recovery.rebootstrap.trigger.ms",
            "metadata.recovery.strategy",
            "metric.reporters",
            "metrics.num.samples",
            "metrics.recording.level",
            "metrics.sample.window.ms",
            "offset.flush.timeout.ms",
            "offset.storage.file.filename",
            "plugin.discovery",
            "rebalance.timeout.ms",
            "rest.advertised.listener",
            "scheduled.rebalance.max.delay.ms",
            "session.timeout.ms",
            "topic.tracking.allow.reset",
            "topic.tracking.enable",
            "worker.sync.timeout.ms",
            "worker.unsync.backoff.ms");

    /** Judged where they are read: REST refuses what it does not do, and this class what a log of its own cannot. */
    private static final Set<String> JUDGED_ELSEWHERE = Set.of(
            "access.control.allow.methods",
            "access.control.allow.origin",
            "admin.listeners",
            "bootstrap.servers",
            "config.providers",
            "response.http.headers.config",
            "rest.extension.classes");

    private static final ConfigDef DEFINITION = new ConfigDef()
            .define(
                    GROUP_ID,
                    ConfigDef.Type.STRING,
                    "connect-cluster",
                    Importance.HIGH,
                    "The name of this worker's group.")
            .define(
                    KEY_CONVERTER,
                    ConfigDef.Type.STRING,
                    "org.apache.kafka.connect.storage.StringConverter",
                    Importance.HIGH,
                    "Between the keys in a topic and those of connectors that do not say otherwise.")
            .define(
                    VALUE_CONVERTER,
                    ConfigDef.Type.STRING,
                    "org.apache.kafka.connect.json.JsonConverter",
                    Importance.HIGH,
                    "As key.converter, for values. Without this setting, value.converter.schemas.enable is false.")
            .define(
                    HEADER_CONVERTER,
                    ConfigDef.Type.STRING,
                    "org.apache.kafka.connect.storage.SimpleHeaderConverter",
                    Importance.LOW,
                    "As key.converter, for headers.")
            .define(CONFIG_TOPIC, ConfigDef.Type.STRING, "connect-configs", Importance.HIGH, "Holds the connectors.")
            .define(OFFSET_TOPIC, ConfigDef.Type.STRING, "connect-offsets", Importance.HIGH, "Holds source offsets.")
            .define(
                    OFFSET_PARTITIONS,
                    ConfigDef.Type.INT,
                    25,
                    Range.atLeast(1),
                    Importance.LOW,
                    "Partitions when it is created.")
            .define(STATUS_TOPIC, ConfigDef.Type.STRING, "connect-status", Importance.HIGH, "Holds states.")
            .define(
                    STATUS_PARTITIONS,
                    ConfigDef.Type.INT,
                    5,
                    Range.atLeast(1),
                    Importance.LOW,
                    "Partitions when it is created.")
            .define(
                    FLUSH_INTERVAL,
                    ConfigDef.Type.LONG,
                    60_000L,
                    Range.atLeast(1),
                    Importance.LOW,
                    "Milliseconds between two offset commits of a sink. Sources commit with every poll.")
            .define(
                    GRACEFUL,
                    ConfigDef.Type.LONG,
                    5_000L,
                    Range.atLeast(0),
                    Importance.LOW,
                    "Milliseconds a task or connector has to stop before it is interrupted and left behind.")
            .define(PLUGIN_PATH, ConfigDef.Type.STRING, "", Importance.LOW, "Folders of plugins, separated by commas.")
            .define(
                    LISTENERS,
                    ConfigDef.Type.STRING,
                    "http://127.0.0.1:8083",
                    Importance.LOW,
                    "Where REST listens: http://HOST:PORT. Others are the log's, for Kafka's clients: PLAINTEXT://HOST:PORT.")
            .define(
                    ADVERTISED_HOST,
                    ConfigDef.Type.STRING,
                    "",
                    Importance.LOW,
                    "The host in worker_id; that of the listener if empty.")
            .define(
                    ADVERTISED_PORT,
                    ConfigDef.Type.INT,
                    0,
                    Importance.LOW,
                    "The port in worker_id; that of the listener if 0.")
            .define(
                    CREATE_TOPICS,
                    ConfigDef.Type.BOOLEAN,
                    true,
                    Importance.LOW,
                    "Create topics by the connectors' topic.creation.*");

    private final Map<String, String> given;
    private final Map<String, String> log;
    private final AbstractConfig values;
    private final List<String> warnings;

    private WorkerSettings(Map<String, String> given, Map<String, String> log, List<String> warnings) {
        this.given = Map.copyOf(given);
        this.log = Map.copyOf(log);
        this.values = new AbstractConfig(DEFINITION, given, false);
        this.warnings = List.copyOf(warnings);
    }

    /**
     * Reads the settings.
     *
     * @param given by name, as in {@code worker.properties}
     * @param logNames the names that the embedded log knows
     * @throws ConfigException if a value is wrong, or asks for what this version does not do
     */
    public static WorkerSettings parse(Map<String, String> given, Set<String> logNames) {
        refuse(given);
        Map<String, String> worker = new HashMap<>(given);
        Map<String, String> log = new HashMap<>();
        List<String> warnings = new ArrayList<>();
        divideListeners(worker, log);
        new TreeMap<>(given).forEach((name, value) -> {
            if (DEFINITION.names().contains(name)
                    || JUDGED_ELSEWHERE.contains(name)
                    || PREFIXES.stream().anyMatch(name::startsWith)) {
                return;
            }
            if (WITHOUT_EFFECT.contains(name)) {
                warnings.add("The setting " + name + " has no effect on a worker with a log of its own; remove it.");
            } else if (logNames.contains(name) || name.startsWith(OF_A_LISTENER)) {
                log.put(name, value);
            } else if (name.startsWith("listeners.https.")) {
                warnings.add(
                        "The setting " + name + " has no effect, for this version of Leat serves no https; remove it"
                                + " and put a proxy in front of REST.");
            } else {
                warnings.add(unknown(name, logNames));
            }
        });
        return new WorkerSettings(worker, log, warnings);
    }

    /** Of {@code listeners}, what begins with http is the worker's, and all else the log's: {@code PLAINTEXT://127.0.0.1:9092}. */
    private static void divideListeners(Map<String, String> worker, Map<String, String> log) {
        List<String> rest = new ArrayList<>();
        List<String> kafka = new ArrayList<>();
        for (String listener : worker.getOrDefault(LISTENERS, "").split(",", -1)) {
            String scheme = listener.strip().toLowerCase(Locale.ROOT);
            boolean named = scheme.contains("://") && !scheme.startsWith("http://") && !scheme.startsWith("https://");
            (named ? kafka : rest).add(listener);
        }
        if (!kafka.isEmpty()) {
            log.put(LISTENERS, String.join(",", kafka));
            worker.remove(LISTENERS);
            if (!rest.isEmpty()) {
                worker.put(LISTENERS, String.join(",", rest));
            }
        }
    }

    private static void refuse(Map<String, String> given) {
        if (!given.getOrDefault("bootstrap.servers", "").isBlank()) {
            throw new ConfigException(
                    "bootstrap.servers",
                    given.get("bootstrap.servers"),
                    "This version of Leat runs on its embedded log only, not on a Kafka cluster. Remove bootstrap.servers;"
                            + " connectors, offsets and states are then kept in the folder of log.dirs.");
        }
        if (!given.getOrDefault("config.providers", "").isBlank()) {
            throw new ConfigException(
                    "config.providers",
                    given.get("config.providers"),
                    "This version of Leat has no config providers: write the values themselves and remove the setting.");
        }
        for (String topic : List.of("config.", "offset.", "status.")) {
            String factor = given.getOrDefault(topic + REPLICATION_FACTOR, "1").trim();
            if (!factor.equals("1") && !factor.equals("-1")) {
                throw new ConfigException(
                        topic + REPLICATION_FACTOR,
                        factor,
                        "The embedded log is one node and keeps one copy: write 1, or remove the setting.");
            }
        }
    }

    private static String unknown(String name, Set<String> logNames) {
        Set<String> known = new TreeSet<>(DEFINITION.names());
        known.addAll(logNames);
        return "The setting " + name + " is unknown and has no effect. Nearest: "
                + String.join(", ", NearestNames.of(name, known)) + ".";
    }

    /** Every setting of the worker, for the reference page. */
    public static ConfigDef definition() {
        return new ConfigDef(DEFINITION);
    }

    /** What a start should warn about: settings without effect, and names nobody knows. */
    public List<String> warnings() {
        return warnings;
    }

    /** Everything as it was given. */
    public Map<String, String> given() {
        return given;
    }

    /** The settings of the embedded log. */
    public Map<String, String> logSettings() {
        return log;
    }

    public String groupId() {
        return values.getString(GROUP_ID);
    }

    public String pluginPath() {
        return values.getString(PLUGIN_PATH);
    }

    public String listeners() {
        return values.getString(LISTENERS);
    }

    public String advertisedHost() {
        return values.getString(ADVERTISED_HOST);
    }

    public int advertisedPort() {
        return values.getInt(ADVERTISED_PORT);
    }

    public String configTopic() {
        return values.getString(CONFIG_TOPIC);
    }

    public String offsetTopic() {
        return values.getString(OFFSET_TOPIC);
    }

    public int offsetPartitions() {
        return values.getInt(OFFSET_PARTITIONS);
    }

    public String statusTopic() {
        return values.getString(STATUS_TOPIC);
    }

    public int statusPartitions() {
        return values.getInt(STATUS_PARTITIONS);
    }

    /** Additional configs of one of the worker's topics, {@code store} being config, offset or status. */
    public Map<String, String> topicConfigs(String store) {
        Map<String, String> configs = new HashMap<>(prefixed(store + ".storage."));
        configs.keySet().removeAll(Set.of("topic", "partitions", "replication.factor", "cleanup.policy"));
        return configs;
    }

    public long flushIntervalMs() {
        return values.getLong(FLUSH_INTERVAL);
    }

    public long gracefulTimeoutMs() {
        return values.getLong(GRACEFUL);
    }

    public boolean createsTopics() {
        return values.getBoolean(CREATE_TOPICS);
    }

    /** The class of {@code key.converter} or another of the three. */
    String converter(String name) {
        return values.getString(name);
    }

    /** The settings of one of the three converters, without prefix. */
    Map<String, String> converterSettings(String name) {
        Map<String, String> settings = new HashMap<>(prefixed(name + "."));
        if (name.equals(VALUE_CONVERTER) && !given.containsKey(VALUE_CONVERTER)) {
            settings.putIfAbsent("schemas.enable", "false");
        }
        return settings;
    }

    /** Client settings for every task, {@code client} being producer or consumer. */
    Map<String, String> clientSettings(String client) {
        return prefixed(client + ".");
    }

    private Map<String, String> prefixed(String prefix) {
        return Prefixes.strip(given, prefix);
    }
}
