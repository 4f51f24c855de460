package io.leat.connect.worker;

import io.leat.connect.plugin.NearestNames;
import io.leat.connect.plugin.PluginDiscovery;
import io.leat.connect.plugin.Plugins;
import io.leat.connect.port.LogPort.NewTopic;
import io.leat.connect.settings.OwnSettings;
import io.leat.connect.task.CommitTimes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.AdminClientConfig;
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
    /** The policy that lets connectors override everything, as Kafka Connect does by default. */
    static final String ALL_OVERRIDES = "All";

    private static final String OVERRIDE_POLICY = "connector.client.config.override.policy";
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
    private static final String FLUSH_TIMEOUT = "offset.flush.timeout.ms";
    private static final String BOOTSTRAP = "bootstrap.servers";
    private static final String EXACTLY_ONCE = "exactly.once.source.support";
    private static final String GRACEFUL = "task.shutdown.graceful.timeout.ms";
    private static final String PLUGIN_PATH = "plugin.path";
    private static final String LISTENERS = "listeners";

    /** Settings of one listener of the log, under any name: the log judges them. */
    private static final String OF_A_LISTENER = "listener.name.";

    private static final String ADVERTISED_HOST = "rest.advertised.host.name";
    private static final String ADVERTISED_PORT = "rest.advertised.port";
    private static final String CREATE_TOPICS = "topic.creation.enable";
    private static final String TRACK_TOPICS = "topic.tracking.enable";
    private static final String RESET_TRACKING = "topic.tracking.allow.reset";
    private static final String REPLICATION_FACTOR = "storage.replication.factor";

    /** Settings of the admin client are under this too, for clients of a cluster. */
    private static final String ADMIN = "admin.";

    /** Copies of the worker's topics on a cluster, as in Kafka Connect. */
    private static final int CLUSTER_COPIES = 3;

    /** What all clients of a Kafka cluster may share. */
    private static final Set<String> CLUSTER_NAMES = clusterNames();

    /** Prefixes under which any name goes: settings of converters, of clients, and of the worker's topics. */
    private static final List<String> PREFIXES = List.of(
            "key.converter.",
            "value.converter.",
            "header.converter.",
            "producer.",
            "consumer.",
            ConfigProviders.PROVIDERS + ".",
            "config.storage.",
            "offset.storage.",
            "status.storage.",
            "listeners.https.",
            "admin.listeners.https.");

    /** Kafka Connect's settings that say nothing to a worker which is alone with a log of its own. */
    private static final Set<String> WITHOUT_EFFECT = Set.of(
            "client.id",
            "connect.protocol",
            "heartbeat.interval.ms",
            "inter.worker.key.generation.algorithm",
            "inter.worker.key.size",
            "inter.worker.key.ttl.ms",
            "inter.worker.signature.algorithm",
            "inter.worker.verification.algorithms",
            "metric.reporters",
            "metrics.num.samples",
            "metrics.recording.level",
            "metrics.sample.window.ms",
            "offset.storage.file.filename",
            "rebalance.timeout.ms",
            "rest.advertised.listener",
            "scheduled.rebalance.max.delay.ms",
            "session.timeout.ms",
            "worker.sync.timeout.ms",
            "worker.unsync.backoff.ms");

    /** Judged where they are read: REST refuses what it does not do, and this class what a log of its own cannot. */
    private static final Set<String> JUDGED_ELSEWHERE = Set.of(
            "access.control.allow.methods",
            "access.control.allow.origin",
            "admin.listeners",
            ConfigProviders.PROVIDERS,
            "connector.client.config.override.allowlist",
            "plugin.discovery",
            "plugin.scan.cache",
            "response.http.headers.config",
            "rest.extension.classes");

    private static final ConfigDef DEFINITION = OwnSettings.addTo(new ConfigDef())
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
                    "Milliseconds between two offset commits of a sink, and of a source that is not exactly once; others commit with"
                            + " every poll, unless transaction.boundary says otherwise.")
            .define(
                    FLUSH_TIMEOUT,
                    ConfigDef.Type.LONG,
                    5_000L,
                    Range.atLeast(1),
                    Importance.LOW,
                    "Milliseconds the log may take for an offset commit.")
            .define(
                    BOOTSTRAP,
                    ConfigDef.Type.STRING,
                    "",
                    Importance.HIGH,
                    "Brokers of the Kafka cluster to work on, HOST:PORT separated by commas. Empty: the embedded log.")
            .define(
                    EXACTLY_ONCE,
                    ConfigDef.Type.STRING,
                    "disabled",
                    ConfigDef.CaseInsensitiveValidString.in("disabled", "preparing", "enabled"),
                    Importance.HIGH,
                    "On a Kafka cluster, enabled: records of sources and their offsets are one transaction. On the embedded"
                            + " log they always are.")
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
                    OVERRIDE_POLICY,
                    ConfigDef.Type.STRING,
                    ALL_OVERRIDES,
                    Importance.MEDIUM,
                    "Which settings of their clients connectors may override: All, None, Principal, Allowlist (those of"
                            + " connector.client.config.override.allowlist), or a policy of the plugin path.")
            .define(
                    CREATE_TOPICS,
                    ConfigDef.Type.BOOLEAN,
                    true,
                    Importance.LOW,
                    "Create topics by the connectors' topic.creation.*")
            .define(
                    TRACK_TOPICS,
                    ConfigDef.Type.BOOLEAN,
                    true,
                    Importance.LOW,
                    "Note in the status topic which topics each connector uses, and serve that by REST.")
            .define(
                    RESET_TRACKING,
                    ConfigDef.Type.BOOLEAN,
                    true,
                    Importance.LOW,
                    "Whether REST may make the worker forget which topics a connector has used.");

    private final Map<String, String> given;
    private final Map<String, String> providers;
    private final Map<String, String> log;
    private final AbstractConfig values;
    private final List<String> warnings;

    private static Set<String> clusterNames() {
        Set<String> names = new TreeSet<>(AdminClientConfig.configNames());
        names.removeIf(name -> name.startsWith("metric") || name.equals("client.id"));
        return Set.copyOf(names);
    }

    /** Kafka's clients would make providers by themselves from settings that name some: those are kept apart. */
    private WorkerSettings(Map<String, String> all, Map<String, String> log, List<String> warnings) {
        Map<String, String> given = new HashMap<>(all);
        this.providers = Map.copyOf(ConfigProviders.settings(all));
        given.keySet().removeAll(providers.keySet());
        this.given = Map.copyOf(given);
        this.log = Map.copyOf(log);
        this.values = new AbstractConfig(DEFINITION, given, false);
        this.warnings = List.copyOf(warnings);
    }

    /**
     * Reads the settings.
     *
     * @param written by name, as in {@code worker.properties}; what config providers give for it is filled in
     * @param logNames the names that the embedded log knows
     * @throws ConfigException if a value is wrong, or asks for what this version does not do
     */
    public static WorkerSettings parse(Map<String, String> written, Set<String> logNames) {
        Map<String, String> given = ConfigProviders.resolved(written);
        refuse(given);
        Map<String, String> worker = new HashMap<>(given);
        Map<String, String> log = new HashMap<>();
        List<String> warnings = new ArrayList<>();
        divideListeners(worker, log);
        boolean onCluster = isOnCluster(given);
        new TreeMap<>(given).forEach((name, value) -> {
            if (DEFINITION.names().contains(name)
                    || JUDGED_ELSEWHERE.contains(name)
                    || PREFIXES.stream().anyMatch(name::startsWith)) {
                return;
            }
            if (isOfAdminClient(name) || (CLUSTER_NAMES.contains(name) && (onCluster || !logNames.contains(name)))) {
                if (!onCluster) {
                    warnings.add(
                            "The setting " + name + " is for the clients of a Kafka cluster and has no effect without "
                                    + BOOTSTRAP + "; remove it.");
                }
            } else if (WITHOUT_EFFECT.contains(name)) {
                warnings.add("The setting " + name + " has no effect on a worker that is alone; remove it.");
            } else if (onCluster && (logNames.contains(name) || name.startsWith(OF_A_LISTENER))) {
                warnings.add("The setting " + name + " is of the embedded log and has no effect, since " + BOOTSTRAP
                        + " names a Kafka cluster; remove one of them.");
            } else if (logNames.contains(name) || name.startsWith(OF_A_LISTENER)) {
                log.put(name, value);
            } else {
                warnings.add(unknown(name, logNames));
            }
        });
        if (onCluster && log.containsKey(LISTENERS)) {
            throw new ConfigException(
                    LISTENERS,
                    given.get(LISTENERS),
                    "With " + BOOTSTRAP + " there is no embedded log that Kafka's clients could connect to: leave only"
                            + " http:// and https:// listeners, those of REST.");
        }
        return new WorkerSettings(worker, log, warnings);
    }

    private static boolean isOnCluster(Map<String, String> given) {
        return !given.getOrDefault(BOOTSTRAP, "").isBlank();
    }

    private static boolean isOfAdminClient(String name) {
        return name.startsWith(ADMIN) && AdminClientConfig.configNames().contains(name.substring(ADMIN.length()));
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
        for (String topic : List.of("config.", "offset.", "status.")) {
            String factor = given.getOrDefault(topic + REPLICATION_FACTOR, "1").trim();
            if (isOnCluster(given) && !factor.matches("-1|[1-9]\\d{0,3}")) {
                throw new ConfigException(
                        topic + REPLICATION_FACTOR, factor, "Write a positive number, or -1 for the brokers' default.");
            } else if (!isOnCluster(given) && !factor.equals("1") && !factor.equals("-1")) {
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

    /** The name or class of the policy for the clients of connectors. */
    String overridePolicy() {
        return values.getString(OVERRIDE_POLICY);
    }

    /** The settings of the config providers, with their prefix. */
    Map<String, String> configProviders() {
        return providers;
    }

    public String groupId() {
        return values.getString(GROUP_ID);
    }

    /** All plugins there are, found as {@code plugin.discovery} says, with {@code plugin.scan.cache} kept between starts. */
    public Plugins plugins() {
        String cache = given.getOrDefault("plugin.scan.cache", "");
        return Plugins.of(pluginPath(), PluginDiscovery.of(given), cache.isBlank() ? null : Path.of(cache));
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

    public CommitTimes commitTimes() {
        return new CommitTimes(values.getLong(FLUSH_INTERVAL), values.getLong(FLUSH_TIMEOUT));
    }

    /** Whether the log is a Kafka cluster. */
    public boolean onCluster() {
        return !values.getString(BOOTSTRAP).isBlank();
    }

    /** What all clients of the Kafka cluster share: its address and how the connection is secured. */
    public Map<String, Object> clusterSettings() {
        Map<String, Object> common = new HashMap<>();
        given.forEach((name, value) -> {
            if (CLUSTER_NAMES.contains(name)) {
                common.put(name, value);
            }
        });
        return common;
    }

    /** The same for the admin client, which may have settings of its own ({@code admin.}). */
    public Map<String, Object> adminSettings() {
        Map<String, Object> admin = clusterSettings();
        prefixed(ADMIN).forEach((name, value) -> {
            if (isOfAdminClient(ADMIN + name)) {
                admin.put(name, value);
            }
        });
        return admin;
    }

    /** On how many brokers one of the worker's topics is, {@code store} being config, offset or status. */
    public int replicationFactor(String store) {
        String factor = given.get(store + "." + REPLICATION_FACTOR);
        return factor == null ? onCluster() ? CLUSTER_COPIES : NewTopic.OF_THE_LOG : Integer.parseInt(factor.trim());
    }

    /** Whether sources on a Kafka cluster deliver exactly once. */
    public boolean exactlyOnceSources() {
        return values.getString(EXACTLY_ONCE).equalsIgnoreCase("enabled");
    }

    public long gracefulTimeoutMs() {
        return values.getLong(GRACEFUL);
    }

    public boolean createsTopics() {
        return values.getBoolean(CREATE_TOPICS);
    }

    public boolean tracksTopics() {
        return values.getBoolean(TRACK_TOPICS);
    }

    public boolean allowsTopicReset() {
        return values.getBoolean(RESET_TRACKING);
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
