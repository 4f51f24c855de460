package io.leat.connect.worker;

import io.leat.connect.lifecycle.TaskId;
import io.leat.connect.lifecycle.Wanted;
import io.leat.connect.pipeline.Converters;
import io.leat.connect.pipeline.SinkConversion;
import io.leat.connect.pipeline.SourceConversion;
import io.leat.connect.pipeline.TopicRules;
import io.leat.connect.pipeline.TransformChain;
import io.leat.connect.plugin.PluginRequest;
import io.leat.connect.plugin.Plugins;
import io.leat.connect.port.LogPort;
import io.leat.connect.store.OffsetStore;
import io.leat.connect.store.StatusStore;
import io.leat.connect.task.CommitBehind;
import io.leat.connect.task.DeadLetters;
import io.leat.connect.task.Delivery;
import io.leat.connect.task.GuardedConversion;
import io.leat.connect.task.Loop;
import io.leat.connect.task.LoopControl;
import io.leat.connect.task.PipelinedDelivery;
import io.leat.connect.task.SinkLoop;
import io.leat.connect.task.SourceContext;
import io.leat.connect.task.SourceLoop;
import io.leat.connect.task.TaskCounters;
import io.leat.connect.task.TopicUse;
import io.leat.connect.task.TransactionalDelivery;
import io.leat.connect.task.TransactionalDelivery.Boundary;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.connector.policy.ConnectorClientConfigRequest.ClientType;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTask;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTask;

/** Makes the loop of a task, with its plugins and its client. Runs plugin code: on the task's own thread. */
final class TaskBuilder {
    /** The setting in a task's configuration that names its class; the worker puts it there, as Kafka Connect does. */
    static final String TASK_CLASS = "task.class";

    private final Plugins plugins;
    private final PipelineBuilder pipelines;
    private final ConfigProviders providers;
    private final ClientOverrides overrides;
    private final DeadLetterQueues deadLetters;
    private final WorkerSettings settings;
    private final LogPort log;
    private final OffsetStore offsets;
    private final StatusStore statuses;
    private final PluginMetricsFactory metrics;
    private final InstantSource clock;

    TaskBuilder(
            Plugins plugins,
            WorkerSettings settings,
            ConfigProviders providers,
            ClientOverrides overrides,
            LogPort log,
            OffsetStore offsets,
            StatusStore statuses,
            PluginMetricsFactory metrics,
            InstantSource clock) {
        this.plugins = plugins;
        this.pipelines = new PipelineBuilder(plugins, settings);
        this.providers = providers;
        this.overrides = overrides;
        this.deadLetters = new DeadLetterQueues(settings, overrides, log);
        this.settings = settings;
        this.log = log;
        this.offsets = offsets;
        this.statuses = statuses;
        this.metrics = metrics;
        this.clock = clock;
    }

    /** A configuration with what config providers give for its references. */
    ConfigProviders.Resolved resolve(Map<String, String> config) {
        return providers.resolve(config);
    }

    /** A task instance; its class is found where its connector's is. */
    Task newTask(Wanted.Task wanted) {
        String name = wanted.task().getOrDefault(TASK_CLASS, "");
        PluginRequest connector = ConnectorSettings.connector(wanted.connector());
        try {
            return plugins.newTask(Class.forName(name, false, plugins.connectorLoader(connector))
                    .asSubclass(Task.class));
        } catch (ClassNotFoundException e) {
            throw new ConnectException(
                    "The task class " + name + " is not beside its connector " + connector.name(), e);
        }
    }

    /** The loop of a task; what it needs closed at the end is left in {@code resources}. */
    Loop loop(
            TaskId id, Wanted.Task wanted, Task task, LoopControl control, TaskCounters counters, Resources resources) {
        Converters converters = resources.add(
                pipelines.converters(wanted.connector(), task.getClass().getClassLoader()));
        PluginMetrics own = resources.add(metrics.forTask(id));
        if (task instanceof SourceTask source) {
            return source(id, wanted, source, converters, own, control, counters, resources);
        }
        if (task instanceof SinkTask sink) {
            return sink(id, wanted, sink, converters, own, control, counters, resources);
        }
        throw new ConnectException("The task class " + task.getClass().getName()
                + " is neither a SourceTask nor a SinkTask; the connector's taskClass() must name one that is.");
    }

    private SourceLoop source(
            TaskId id,
            Wanted.Task wanted,
            SourceTask task,
            Converters converters,
            PluginMetrics own,
            LoopControl control,
            TaskCounters counters,
            Resources resources) {
        Map<String, String> config = wanted.connector();
        AbstractConfig parsed = ConnectorSettings.parse(ConnectorSettings.source(), config);
        TransformChain<SourceRecord> transforms = resources.add(
                pipelines.transforms(parsed, config, task.getClass().getClassLoader()));
        var conversion = new GuardedConversion<>(
                new SourceConversion(transforms, converters),
                ConnectorSettings.errorPolicy(parsed),
                control,
                counters,
                clock,
                new Random(),
                new GuardedConversion.Reports<>(
                        id.toString(), TaskBuilder::name, deadLetters.ofSource(id, parsed, counters)));
        // What the log refuses is known on another thread than what cannot be converted.
        var refusals = conversion.reportingTo(deadLetters.ofSource(id, parsed, counters));
        Boundary boundary = ConnectorSettings.boundary(parsed, settings.commitTimes());
        var context = new SourceContext(
                wanted.task(),
                offsets.reader(id.connector()),
                own,
                boundary instanceof Boundary.Marked marked ? marked.marks() : null);
        return new SourceLoop(
                id.connector(),
                new SourceLoop.Plugin(task, context, wanted.task()),
                conversion,
                delivery(id, config, task, refusals, boundary, control, counters, resources),
                topicCreation(config),
                topicUse(id),
                control,
                counters);
    }

    private Delivery delivery(
            TaskId id,
            Map<String, String> config,
            SourceTask task,
            GuardedConversion<SourceRecord, ?> refusals,
            Boundary boundary,
            LoopControl control,
            TaskCounters counters,
            Resources resources) {
        boolean exactlyOnce = log.isInProcess() || settings.exactlyOnceSources();
        Producer<byte[], byte[]> producer = resources.add(log.producer(producerSettings(id, config, exactlyOnce)));
        if (!log.isInProcess()) {
            control.onAbandon(() -> producer.close(Duration.ZERO));
        }
        if (!exactlyOnce) {
            return new PipelinedDelivery(
                    id.connector(), task, refusals, producer, offsets, settings.commitTimes(), counters, clock);
        }
        Delivery delivery = new TransactionalDelivery(
                id.connector(), task, refusals, producer, offsets, boundary, control, counters, clock);
        return boundary instanceof Boundary.Poll
                ? new CommitBehind(delivery, task.getClass().getClassLoader())
                : delivery;
    }

    /** Without any {@code topic.creation.*} setting a cluster creates topics by itself, or does not, as its brokers are set. */
    private java.util.function.Consumer<String> topicCreation(Map<String, String> config) {
        TopicRules rules = settings.createsTopics() ? TopicCreation.rules(config) : TopicRules.NONE;
        if (rules.equals(TopicRules.NONE) && !log.isInProcess()) {
            return topic -> {};
        }
        return topic -> log.createTopicIfMissing(rules.newTopic(topic));
    }

    private SinkLoop sink(
            TaskId id,
            Wanted.Task wanted,
            SinkTask task,
            Converters converters,
            PluginMetrics own,
            LoopControl control,
            TaskCounters counters,
            Resources resources) {
        Map<String, String> config = wanted.connector();
        AbstractConfig parsed = ConnectorSettings.parse(ConnectorSettings.sink(), config);
        TransformChain<SinkRecord> transforms = resources.add(
                pipelines.transforms(parsed, config, task.getClass().getClassLoader()));
        DeadLetters<ConsumerRecord<byte[], byte[]>> letters =
                deadLetters.ofSink(id, parsed, config, counters, control, resources);
        var conversion = new SinkConversion(converters, transforms, letters.areKept());
        var guarded = new GuardedConversion<>(
                conversion,
                ConnectorSettings.errorPolicy(parsed),
                control,
                counters,
                clock,
                new Random(),
                new GuardedConversion.Reports<>(id.toString(), TaskBuilder::name, letters));
        Consumer<byte[], byte[]> consumer = resources.add(log.consumer(consumerSettings(id, config)));
        return new SinkLoop(
                id.connector(),
                new SinkLoop.Plugin(task, wanted.task(), own, conversion::original),
                guarded,
                consumer,
                ConnectorSettings.sinkTopics(parsed),
                topicUse(id),
                settings.commitTimes(),
                control,
                counters,
                clock);
    }

    private TopicUse topicUse(TaskId id) {
        return settings.tracksTopics()
                ? topic -> statuses.activeTopics().used(id, topic, clock.millis())
                : TopicUse.UNHEARD;
    }

    private static String name(SourceRecord record) {
        return "a record for topic " + record.topic() + " at source offset " + record.sourceOffset() + " of "
                + record.sourcePartition();
    }

    private static String name(ConsumerRecord<byte[], byte[]> record) {
        return "the record at offset " + record.offset() + " of " + record.topic() + "-" + record.partition();
    }

    /** Transactions are under the name that Kafka Connect gives the task. */
    private Map<String, Object> producerSettings(TaskId id, Map<String, String> config, boolean transactional) {
        Map<String, Object> producer = new HashMap<>();
        producer.put("acks", "all");
        producer.putAll(settings.clientSettings("producer"));
        producer.put("client.id", "connector-producer-" + id);
        producer.putAll(overrides.of(id.connector(), config, ClientType.PRODUCER));
        if (transactional) {
            // A transaction needs both, whatever a connector asks for; Kafka Connect does the same.
            producer.put("acks", "all");
            producer.put("enable.idempotence", "true");
            producer.put("transactional.id", settings.groupId() + "-" + id);
        }
        return producer;
    }

    /** A group per connector, committed by the loop; larger polls than Kafka's, which cost less per record. */
    private Map<String, Object> consumerSettings(TaskId id, Map<String, String> config) {
        Map<String, Object> consumer = new HashMap<>();
        consumer.put("auto.offset.reset", "earliest");
        consumer.put("max.poll.records", "5000");
        consumer.putAll(settings.clientSettings("consumer"));
        consumer.put("group.id", "connect-" + id.connector());
        consumer.put("client.id", "connector-consumer-" + id);
        consumer.putAll(overrides.of(id.connector(), config, ClientType.CONSUMER));
        consumer.put("enable.auto.commit", "false");
        return consumer;
    }
}
