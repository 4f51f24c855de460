package io.leat.connect.worker;

import io.leat.connect.pipeline.ErrorPolicy;
import io.leat.connect.pipeline.SinkTopics;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.NonEmptyStringWithoutControlChars;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.ValidString;

/** What the worker itself reads in a connector's configuration: Kafka Connect's names and defaults. */
final class ConnectorSettings {
    static final String NAME = "name";
    static final String CLASS = "connector.class";
    static final String TASKS_MAX = "tasks.max";
    static final String TASKS_MAX_ENFORCE = "tasks.max.enforce";
    static final String TRANSFORMS = "transforms";
    static final String PREDICATES = "predicates";
    static final String TOPICS = "topics";
    static final String TOPICS_REGEX = "topics.regex";
    static final String EXACTLY_ONCE = "exactly.once.support";
    static final String TRANSACTION_BOUNDARY = "transaction.boundary";
    static final String TOPIC_GROUPS = "topic.creation.groups";
    private static final String TOLERANCE = "errors.tolerance";
    private static final String RETRY_TIMEOUT = "errors.retry.timeout";
    private static final String RETRY_DELAY = "errors.retry.delay.max.ms";
    private static final String LOG_ERRORS = "errors.log.enable";
    private static final String LOG_MESSAGES = "errors.log.include.messages";

    private ConnectorSettings() {}

    private static ConfigDef common() {
        return new ConfigDef()
                .define(
                        NAME,
                        ConfigDef.Type.STRING,
                        ConfigDef.NO_DEFAULT_VALUE,
                        NonEmptyStringWithoutControlChars.nonEmptyStringWithoutControlChars(),
                        Importance.HIGH,
                        "The name of the connector, unique in the worker.")
                .define(
                        CLASS,
                        ConfigDef.Type.STRING,
                        Importance.HIGH,
                        "The connector's class, with or without its package.")
                .define(
                        TASKS_MAX,
                        ConfigDef.Type.INT,
                        1,
                        Range.atLeast(1),
                        Importance.HIGH,
                        "The most tasks it may have.")
                .define(
                        TASKS_MAX_ENFORCE,
                        ConfigDef.Type.BOOLEAN,
                        true,
                        Importance.LOW,
                        "Fail a connector that asks for more tasks than tasks.max, instead of warning.")
                .define(
                        WorkerSettings.KEY_CONVERTER,
                        ConfigDef.Type.STRING,
                        null,
                        Importance.LOW,
                        "Instead of the worker's.")
                .define(
                        WorkerSettings.VALUE_CONVERTER,
                        ConfigDef.Type.STRING,
                        null,
                        Importance.LOW,
                        "Instead of the worker's.")
                .define(
                        WorkerSettings.HEADER_CONVERTER,
                        ConfigDef.Type.STRING,
                        null,
                        Importance.LOW,
                        "Instead of the worker's.")
                .define(
                        TRANSFORMS,
                        ConfigDef.Type.LIST,
                        List.of(),
                        Importance.LOW,
                        "Aliases of transforms, in their order.")
                .define(
                        PREDICATES,
                        ConfigDef.Type.LIST,
                        List.of(),
                        Importance.LOW,
                        "Aliases of predicates of the transforms.")
                .define(
                        RETRY_TIMEOUT,
                        ConfigDef.Type.LONG,
                        0L,
                        Importance.MEDIUM,
                        "Milliseconds to go on trying a record that failed retriably; 0 not at all, -1 for ever.")
                .define(
                        RETRY_DELAY,
                        ConfigDef.Type.LONG,
                        60_000L,
                        Range.atLeast(1),
                        Importance.MEDIUM,
                        "The longest pause between two tries, in milliseconds.")
                .define(
                        TOLERANCE,
                        ConfigDef.Type.STRING,
                        "none",
                        ValidString.in("none", "all"),
                        Importance.MEDIUM,
                        "all skips and counts records that cannot be converted or transformed; none fails the task.")
                .define(LOG_ERRORS, ConfigDef.Type.BOOLEAN, false, Importance.MEDIUM, "Log every record that fails.")
                .define(
                        LOG_MESSAGES,
                        ConfigDef.Type.BOOLEAN,
                        false,
                        Importance.MEDIUM,
                        "Say in the log which record it was.");
    }

    /** The framework's settings of a source connector. */
    static ConfigDef source() {
        return common().define(
                        EXACTLY_ONCE,
                        ConfigDef.Type.STRING,
                        "requested",
                        ValidString.in("requested", "required"),
                        Importance.MEDIUM,
                        "required refuses a connector that does not say that it supports exactly-once delivery.")
                .define(
                        TRANSACTION_BOUNDARY,
                        ConfigDef.Type.STRING,
                        "poll",
                        ValidString.in("poll", "interval", "connector"),
                        Importance.MEDIUM,
                        "What is appended together: poll, the records of one poll.")
                .define(TOPIC_GROUPS, ConfigDef.Type.LIST, List.of(), Importance.LOW, "Groups of topics to create.");
    }

    /** The framework's settings of a sink connector. */
    static ConfigDef sink() {
        return common().define(TOPICS, ConfigDef.Type.LIST, List.of(), Importance.HIGH, "The topics to read.")
                .define(
                        TOPICS_REGEX,
                        ConfigDef.Type.STRING,
                        "",
                        Importance.HIGH,
                        "Instead: a regular expression of their names.");
    }

    static AbstractConfig parse(ConfigDef definition, Map<String, String> config) {
        return new AbstractConfig(definition, config, false);
    }

    static ErrorPolicy errorPolicy(AbstractConfig config) {
        return new ErrorPolicy(
                config.getString(TOLERANCE).equals("all"),
                config.getLong(RETRY_TIMEOUT),
                config.getLong(RETRY_DELAY),
                config.getBoolean(LOG_ERRORS),
                config.getBoolean(LOG_MESSAGES));
    }

    static SinkTopics sinkTopics(AbstractConfig config) {
        List<String> topics = config.getList(TOPICS);
        return topics.isEmpty()
                ? new SinkTopics.Matching(Pattern.compile(config.getString(TOPICS_REGEX)))
                : new SinkTopics.Named(topics);
    }
}
