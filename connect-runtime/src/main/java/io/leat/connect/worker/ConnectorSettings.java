package io.leat.connect.worker;

import io.leat.connect.lifecycle.TaskId;
import io.leat.connect.pipeline.DeadLetterFormat;
import io.leat.connect.pipeline.ErrorPolicy;
import io.leat.connect.pipeline.SinkTopics;
import io.leat.connect.plugin.PluginRequest;
import io.leat.connect.settings.FrameworkSettings;
import io.leat.connect.task.CommitTimes;
import io.leat.connect.task.TransactionMarks;
import io.leat.connect.task.TransactionalDelivery.Boundary;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.jspecify.annotations.Nullable;

/** What the worker itself reads in a connector's configuration: Kafka Connect's names and defaults. */
final class ConnectorSettings {
    static final String NAME = FrameworkSettings.NAME;
    static final String CLASS = FrameworkSettings.CONNECTOR_CLASS;
    static final String TASKS_MAX = FrameworkSettings.TASKS_MAX;
    static final String TASKS_MAX_ENFORCE = FrameworkSettings.TASKS_MAX_ENFORCE;
    static final String TRANSFORMS = FrameworkSettings.TRANSFORMS;
    static final String PREDICATES = FrameworkSettings.PREDICATES;
    static final String TOPICS = FrameworkSettings.TOPICS;
    static final String TOPICS_REGEX = FrameworkSettings.TOPICS_REGEX;
    static final String EXACTLY_ONCE = FrameworkSettings.EXACTLY_ONCE;
    static final String TRANSACTION_BOUNDARY = FrameworkSettings.TRANSACTION_BOUNDARY;
    static final String TRANSACTION_INTERVAL = FrameworkSettings.TRANSACTION_INTERVAL;
    static final String TOPIC_GROUPS = FrameworkSettings.TOPIC_CREATION_GROUPS;
    private static final String TOLERANCE = FrameworkSettings.TOLERANCE;
    private static final String RETRY_TIMEOUT = FrameworkSettings.RETRY_TIMEOUT;
    private static final String RETRY_DELAY = FrameworkSettings.RETRY_DELAY_MAX;
    private static final String LOG_ERRORS = FrameworkSettings.LOG_ERRORS;
    private static final String LOG_MESSAGES = FrameworkSettings.LOG_MESSAGES;

    private ConnectorSettings() {}

    /** The framework's settings of a source connector. */
    static ConfigDef source() {
        return FrameworkSettings.source();
    }

    /** The framework's settings of a sink connector. */
    static ConfigDef sink() {
        return FrameworkSettings.sink();
    }

    /** The connector that a configuration names, in the version it asks for. */
    static PluginRequest connector(Map<String, String> config) {
        return PluginRequest.of(config.getOrDefault(CLASS, ""), config.get(FrameworkSettings.CONNECTOR_VERSION));
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

    /** What dead letters look like; null if there is no queue for them. */
    static @Nullable DeadLetterFormat deadLetters(AbstractConfig config, TaskId task) {
        String topic = config.getString(FrameworkSettings.DEAD_LETTER_TOPIC).trim();
        return topic.isEmpty()
                ? null
                : new DeadLetterFormat(
                        topic, config.getBoolean(FrameworkSettings.DEAD_LETTER_HEADERS), task.connector(), task.task());
    }

    /** Where the transactions of a source end. */
    static Boundary boundary(AbstractConfig config, CommitTimes worker) {
        return switch (config.getString(TRANSACTION_BOUNDARY).toLowerCase(Locale.ROOT)) {
            case "interval" -> {
                Long interval = config.getLong(TRANSACTION_INTERVAL);
                yield new Boundary.Interval(interval == null ? worker.intervalMs() : interval);
            }
            case "connector" -> new Boundary.Marked(new TransactionMarks());
            default -> new Boundary.Poll();
        };
    }

    static SinkTopics sinkTopics(AbstractConfig config) {
        List<String> topics = config.getList(TOPICS);
        return topics.isEmpty()
                ? new SinkTopics.Matching(Pattern.compile(config.getString(TOPICS_REGEX)))
                : new SinkTopics.Named(topics);
    }
}
