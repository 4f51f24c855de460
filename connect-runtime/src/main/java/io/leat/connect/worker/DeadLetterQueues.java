package io.leat.connect.worker;

import io.leat.connect.lifecycle.TaskId;
import io.leat.connect.pipeline.DeadLetterFormat;
import io.leat.connect.port.LogPort;
import io.leat.connect.port.LogPort.NewTopic;
import io.leat.connect.settings.FrameworkSettings;
import io.leat.connect.task.DeadLetters;
import io.leat.connect.task.LoopControl;
import io.leat.connect.task.SinkDeadLetters;
import io.leat.connect.task.SourceDeadLetters;
import io.leat.connect.task.TaskCounters;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.connector.policy.ConnectorClientConfigRequest.ClientType;
import org.apache.kafka.connect.source.SourceRecord;

/** The dead letter queues of tasks: {@code errors.deadletterqueue.*}. A missing topic is created when a task starts. */
final class DeadLetterQueues {
    private final WorkerSettings settings;
    private final ClientOverrides overrides;
    private final LogPort log;

    DeadLetterQueues(WorkerSettings settings, ClientOverrides overrides, LogPort log) {
        this.settings = settings;
        this.overrides = overrides;
        this.log = log;
    }

    DeadLetters<SourceRecord> ofSource(TaskId id, AbstractConfig parsed, TaskCounters counters) {
        DeadLetterFormat format = ConnectorSettings.deadLetters(parsed, id);
        if (format == null) {
            return DeadLetters.none();
        }
        create(format.topic(), parsed);
        return new SourceDeadLetters(format, counters);
    }

    /** Its producer is left in {@code resources}. */
    DeadLetters<ConsumerRecord<byte[], byte[]>> ofSink(
            TaskId id,
            AbstractConfig parsed,
            Map<String, String> config,
            TaskCounters counters,
            LoopControl control,
            Resources resources) {
        DeadLetterFormat format = ConnectorSettings.deadLetters(parsed, id);
        if (format == null) {
            return DeadLetters.none();
        }
        create(format.topic(), parsed);
        return new SinkDeadLetters(
                format, () -> resources.add(log.producer(producerSettings(id, config))), counters, control);
    }

    /** One partition, as in Kafka Connect. */
    private void create(String topic, AbstractConfig parsed) {
        short copies = parsed.getShort(FrameworkSettings.DEAD_LETTER_REPLICATION);
        log.createTopicIfMissing(new NewTopic(topic, 1, copies, Map.of()));
    }

    private Map<String, Object> producerSettings(TaskId id, Map<String, String> config) {
        Map<String, Object> producer = new HashMap<>(settings.clientSettings("producer"));
        producer.put("client.id", "connector-dlq-producer-" + id);
        producer.putAll(overrides.of(id.connector(), config, ClientType.PRODUCER));
        producer.put("acks", "all");
        return producer;
    }

    /** @throws ConfigException if a sink would read its own dead letters, or the log cannot keep the copies asked for */
    static void judge(Map<String, String> config, boolean onCluster) {
        String topic =
                config.getOrDefault(FrameworkSettings.DEAD_LETTER_TOPIC, "").trim();
        if (topic.isEmpty()) {
            return;
        }
        String copies = config.get(FrameworkSettings.DEAD_LETTER_REPLICATION);
        if (copies != null) {
            TopicCreation.requireOneCopy(
                    FrameworkSettings.DEAD_LETTER_REPLICATION,
                    TopicCreation.copies(FrameworkSettings.DEAD_LETTER_REPLICATION, copies),
                    onCluster);
        }
        String named = config.getOrDefault(FrameworkSettings.TOPICS, "");
        String regex = config.getOrDefault(FrameworkSettings.TOPICS_REGEX, "");
        if (Arrays.stream(named.split(",", -1)).map(String::trim).anyMatch(topic::equals)) {
            throw readsItself(FrameworkSettings.TOPICS, named, topic);
        }
        if (!regex.isBlank() && topic.matches(regex)) {
            throw readsItself(FrameworkSettings.TOPICS_REGEX, regex, topic);
        }
    }

    private static ConfigException readsItself(String setting, String value, String topic) {
        return new ConfigException(
                setting,
                value,
                "The DLQ topic '" + topic
                        + "' may not be among the topics that the connector reads: each bad record would"
                        + " come back to it for ever. Write another " + FrameworkSettings.DEAD_LETTER_TOPIC + ".");
    }
}
