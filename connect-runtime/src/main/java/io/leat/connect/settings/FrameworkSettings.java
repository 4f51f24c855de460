package io.leat.connect.settings;

import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.CaseInsensitiveValidString;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.LambdaValidator;
import org.apache.kafka.common.config.ConfigDef.NonEmptyStringWithoutControlChars;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.ValidString;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/**
 * The settings that the worker itself reads in a connector's configuration, with the names, types, defaults, groups and
 * orders of Kafka Connect 4.3.1. Each is declared here and nowhere else.
 */
public final class FrameworkSettings {
    public static final String NAME = "name";
    public static final String CONNECTOR_CLASS = "connector.class";
    public static final String CONNECTOR_VERSION = "connector.plugin.version";
    /** Behind the prefix of a converter, a transform or a predicate: which version of it to take. */
    public static final String PLUGIN_VERSION = "plugin.version";

    public static final String TASKS_MAX = "tasks.max";
    public static final String TASKS_MAX_ENFORCE = "tasks.max.enforce";
    public static final String KEY_CONVERTER = "key.converter";
    public static final String VALUE_CONVERTER = "value.converter";
    public static final String HEADER_CONVERTER = "header.converter";
    public static final String TRANSFORMS = "transforms";
    public static final String PREDICATES = "predicates";
    public static final String RELOAD = "config.action.reload";
    public static final String RETRY_TIMEOUT = "errors.retry.timeout";
    public static final String RETRY_DELAY_MAX = "errors.retry.delay.max.ms";
    public static final String TOLERANCE = "errors.tolerance";
    public static final String LOG_ERRORS = "errors.log.enable";
    public static final String LOG_MESSAGES = "errors.log.include.messages";
    public static final String TOPICS = "topics";
    public static final String TOPICS_REGEX = "topics.regex";
    public static final String DEAD_LETTER_TOPIC = "errors.deadletterqueue.topic.name";
    public static final String DEAD_LETTER_REPLICATION = "errors.deadletterqueue.topic.replication.factor";
    public static final String DEAD_LETTER_HEADERS = "errors.deadletterqueue.context.headers.enable";
    public static final String TOPIC_CREATION_GROUPS = "topic.creation.groups";
    public static final String EXACTLY_ONCE = "exactly.once.support";
    public static final String TRANSACTION_BOUNDARY = "transaction.boundary";
    public static final String TRANSACTION_INTERVAL = "transaction.boundary.interval.ms";
    public static final String OFFSETS_TOPIC = "offsets.storage.topic";

    private static final String COMMON = "Common";
    private static final String ERRORS = "Error Handling";
    private static final String ONCE = "Exactly Once Support";

    private FrameworkSettings() {}

    /** The settings of every source connector. */
    public static ConfigDef source() {
        ConfigDef settings = common();
        settings.define(
                        TOPIC_CREATION_GROUPS,
                        ConfigDef.Type.LIST,
                        List.of(),
                        uniqueAliases("topic creation groups"),
                        Importance.LOW,
                        "Groups of topics that are created with the settings topic.creation.<group>.*, in the order in"
                                + " which they are tried; the group default takes what no other does.",
                        "Topic Creation",
                        1,
                        Width.LONG,
                        "Topic Creation Groups")
                .define(
                        EXACTLY_ONCE,
                        ConfigDef.Type.STRING,
                        "requested",
                        CaseInsensitiveValidString.in("REQUIRED", "REQUESTED"),
                        Importance.MEDIUM,
                        "required refuses a connector that does not say that it supports exactly-once delivery.",
                        ONCE,
                        2,
                        Width.SHORT,
                        "Exactly once support")
                .define(
                        TRANSACTION_BOUNDARY,
                        ConfigDef.Type.STRING,
                        "poll",
                        CaseInsensitiveValidString.in("INTERVAL", "POLL", "CONNECTOR"),
                        Importance.MEDIUM,
                        "What is appended together with its source offsets: with poll, the records of one poll.",
                        ONCE,
                        3,
                        Width.SHORT,
                        "Transaction Boundary")
                .define(
                        TRANSACTION_INTERVAL,
                        ConfigDef.Type.LONG,
                        null,
                        LambdaValidator.with(FrameworkSettings::requireNotNegative, () -> "[0,...]"),
                        Importance.LOW,
                        "With transaction.boundary=interval: how many milliseconds of records are appended together.",
                        ONCE,
                        4,
                        Width.SHORT,
                        "Transaction boundary interval")
                .define(
                        OFFSETS_TOPIC,
                        ConfigDef.Type.STRING,
                        null,
                        LambdaValidator.with(FrameworkSettings::requireText, () -> "non-empty string"),
                        Importance.LOW,
                        "A topic of its own for this connector's source offsets.",
                        "offsets.topic",
                        1,
                        Width.LONG,
                        "Offsets topic");
        return deadLetters(settings);
    }

    /** The settings of every sink connector. */
    public static ConfigDef sink() {
        ConfigDef settings = common();
        settings.define(
                        TOPICS,
                        ConfigDef.Type.LIST,
                        List.of(),
                        Importance.HIGH,
                        "The topics to read, separated by commas.",
                        COMMON,
                        4,
                        Width.LONG,
                        "Topics")
                .define(
                        TOPICS_REGEX,
                        ConfigDef.Type.STRING,
                        "",
                        LambdaValidator.with(FrameworkSettings::requirePattern, () -> "valid regex"),
                        Importance.HIGH,
                        "In place of topics: a Java regular expression of the names of the topics to read.",
                        COMMON,
                        4,
                        Width.LONG,
                        "Topics regex");
        return deadLetters(settings);
    }

    /** Kafka Connect has them for sinks only. */
    private static ConfigDef deadLetters(ConfigDef settings) {
        error(
                settings,
                6,
                DEAD_LETTER_TOPIC,
                ConfigDef.Type.STRING,
                "",
                Width.MEDIUM,
                "Dead Letter Queue Topic Name",
                "The topic for records that cannot be processed; none if empty.");
        error(
                settings,
                7,
                DEAD_LETTER_REPLICATION,
                ConfigDef.Type.SHORT,
                (short) 3,
                Width.MEDIUM,
                "Dead Letter Queue Topic Replication Factor",
                "The replication factor of that topic when it is created.");
        error(
                settings,
                8,
                DEAD_LETTER_HEADERS,
                ConfigDef.Type.BOOLEAN,
                false,
                Width.MEDIUM,
                "Enable Error Context Headers",
                "Say in headers, __connect.errors.*, what went wrong with a record there.");
        return settings;
    }

    private static ConfigDef common() {
        ConfigDef settings = new ConfigDef();
        settings.define(
                        NAME,
                        ConfigDef.Type.STRING,
                        ConfigDef.NO_DEFAULT_VALUE,
                        NonEmptyStringWithoutControlChars.nonEmptyStringWithoutControlChars(),
                        Importance.HIGH,
                        "The name of the connector, unique in the worker.",
                        COMMON,
                        1,
                        Width.MEDIUM,
                        "Connector name")
                .define(
                        CONNECTOR_CLASS,
                        ConfigDef.Type.STRING,
                        Importance.HIGH,
                        "The class of the connector: in full, without its package, or without \"Connector\" at its end.",
                        COMMON,
                        2,
                        Width.LONG,
                        "Connector class")
                .define(
                        TASKS_MAX,
                        ConfigDef.Type.INT,
                        1,
                        Range.atLeast(1),
                        Importance.HIGH,
                        "The most tasks that the connector may have.",
                        COMMON,
                        4,
                        Width.SHORT,
                        "Tasks max")
                .define(
                        TASKS_MAX_ENFORCE,
                        ConfigDef.Type.BOOLEAN,
                        true,
                        Importance.LOW,
                        "Whether a connector that makes more tasks than tasks.max fails. Deprecated.",
                        COMMON,
                        5,
                        Width.SHORT,
                        "Enforce tasks max");
        version(settings, CONNECTOR_CLASS, CONNECTOR_VERSION, Importance.MEDIUM, 3, Width.MEDIUM, "Connector");
        converter(settings, KEY_CONVERTER, 6, "Key converter");
        converter(settings, VALUE_CONVERTER, 8, "Value converter");
        converter(settings, HEADER_CONVERTER, 10, "Header converter");
        aliases(settings, TRANSFORMS, "transformation aliases", "Transforms", 12);
        aliases(settings, PREDICATES, "predicate aliases", "Predicates", 13);
        settings.define(
                RELOAD,
                ConfigDef.Type.STRING,
                "restart",
                ValidString.in("none", "restart"),
                Importance.LOW,
                "What to do when a value that a config provider gave expires: restart the connector, or none.",
                COMMON,
                14,
                Width.MEDIUM,
                "Reload Action");
        return withErrors(settings);
    }

    private static ConfigDef withErrors(ConfigDef settings) {
        error(
                settings,
                1,
                RETRY_TIMEOUT,
                ConfigDef.Type.LONG,
                0L,
                Width.MEDIUM,
                "Retry Timeout for Errors",
                "For how many milliseconds a record that failed retriably is tried again; 0 not at all, -1 for ever.");
        error(
                settings,
                2,
                RETRY_DELAY_MAX,
                ConfigDef.Type.LONG,
                60_000L,
                Width.MEDIUM,
                "Maximum Delay Between Retries for Errors",
                "The longest pause between two tries, in milliseconds.");
        settings.define(
                TOLERANCE,
                ConfigDef.Type.STRING,
                "none",
                ValidString.in("none", "all"),
                Importance.MEDIUM,
                "all skips and counts a record that cannot be converted or transformed; none fails the task on it.",
                ERRORS,
                3,
                Width.SHORT,
                "Error Tolerance");
        error(
                settings,
                4,
                LOG_ERRORS,
                ConfigDef.Type.BOOLEAN,
                false,
                Width.SHORT,
                "Log Errors",
                "Log each record that fails.");
        error(
                settings,
                5,
                LOG_MESSAGES,
                ConfigDef.Type.BOOLEAN,
                false,
                Width.SHORT,
                "Log Error Details",
                "Say in the log which record it was.");
        return OwnSettings.addTo(settings);
    }

    private static void error(
            ConfigDef settings,
            int order,
            String name,
            ConfigDef.Type type,
            Object byDefault,
            Width width,
            String display,
            String doc) {
        settings.define(name, type, byDefault, Importance.MEDIUM, doc, ERRORS, order, width, display);
    }

    /** Converters are CLASS settings to those who read definitions; here they are names that only plugins resolve. */
    private static void converter(ConfigDef settings, String name, int order, String display) {
        settings.define(
                name,
                ConfigDef.Type.STRING,
                null,
                Importance.LOW,
                "The converter between records and the bytes in the log, in place of the worker's: a class in full,"
                        + " without its package, or without \"Converter\" at its end.",
                COMMON,
                order,
                Width.SHORT,
                display + " class");
        version(settings, name, name + "." + PLUGIN_VERSION, Importance.LOW, order + 1, Width.SHORT, display);
    }

    private static void version(
            ConfigDef settings, String of, String name, Importance importance, int order, Width width, String display) {
        settings.define(
                name,
                ConfigDef.Type.STRING,
                null,
                importance,
                "Which version of " + of + " to take where several are installed: 1.2.3, a range such as [1.2,2.0), or"
                        + " latest.",
                COMMON,
                order,
                width,
                display + " version");
    }

    private static void aliases(ConfigDef settings, String name, String what, String group, int order) {
        settings.define(
                name,
                ConfigDef.Type.LIST,
                List.of(),
                uniqueAliases(what),
                Importance.LOW,
                "Aliases, in the order they are applied; the settings of one are " + name + ".<alias>.*.",
                group,
                order,
                Width.LONG,
                group);
    }

    private static ConfigDef.Validator uniqueAliases(String what) {
        return LambdaValidator.with(
                (name, value) -> {
                    List<?> aliases = value instanceof List<?> list ? list : List.of();
                    if (aliases.stream().distinct().count() < aliases.size()) {
                        throw new ConfigException(name, value, "Duplicate alias provided: name each once.");
                    }
                },
                () -> "unique " + what);
    }

    private static void requirePattern(String name, @Nullable Object value) {
        try {
            Pattern.compile(String.valueOf(value));
        } catch (PatternSyntaxException e) {
            throw new ConfigException(name, value, "It is no regular expression: " + e.getDescription());
        }
    }

    /** Unlike Kafka's range, it lets a setting be absent. */
    private static void requireNotNegative(String name, @Nullable Object value) {
        if (value instanceof Long number && number < 0) {
            throw new ConfigException(name, value, "Value must be at least 0");
        }
    }

    private static void requireText(String name, @Nullable Object value) {
        if (value instanceof String text && text.isEmpty()) {
            throw new ConfigException(name, value, "String must be non-empty");
        }
    }
}
