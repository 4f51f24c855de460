package io.leat.connect.worker;

import io.leat.connect.lifecycle.TaskId;
import io.leat.connect.lifecycle.Wanted;
import io.leat.connect.pipeline.Converters;
import io.leat.connect.pipeline.RecordTrace;
import io.leat.connect.pipeline.SinkTopics;
import io.leat.connect.pipeline.Tracing;
import io.leat.connect.pipeline.TransformChain;
import io.leat.connect.plugin.LoaderSwap;
import io.leat.connect.plugin.Plugins;
import io.leat.connect.port.LogPort;
import io.leat.connect.store.OffsetStore;
import io.leat.connect.task.SourceContext;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.connector.Connector;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTask;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTask;

/**
 * Tries a connector out: its first task, some records, each step between them and the log; and writes nothing. No offset is
 * committed, no topic created, no state noted, and a sink's {@code put} is not called. Runs plugin code on the caller's
 * thread.
 */
final class DryRuns {
    private static final long IDLE_MS = 10;

    private final Plugins plugins;
    private final ConfigProviders providers;
    private final TaskBuilder builder;
    private final PipelineBuilder pipelines;
    private final LogPort log;
    private final OffsetStore offsets;
    private final PluginMetricsFactory metrics;
    private final InstantSource clock;

    DryRuns(
            Plugins plugins,
            WorkerSettings settings,
            ConfigProviders providers,
            TaskBuilder builder,
            LogPort log,
            OffsetStore offsets,
            PluginMetricsFactory metrics,
            InstantSource clock) {
        this.plugins = plugins;
        this.providers = providers;
        this.builder = builder;
        this.pipelines = new PipelineBuilder(plugins, settings);
        this.log = log;
        this.offsets = offsets;
        this.metrics = metrics;
        this.clock = clock;
    }

    /** Up to {@code count} records of the connector, in no more than {@code timeoutMs}. */
    List<RecordTrace> run(String name, Map<String, String> given, int count, long timeoutMs) throws Exception {
        Map<String, String> config = providers.resolve(given).values();
        long deadline = clock.millis() + timeoutMs;
        Connector connector = plugins.newConnector(ConnectorSettings.connector(config));
        return LoaderSwap.call(connector.getClass().getClassLoader(), () -> {
            try (Resources resources = new Resources()) {
                Map<String, String> task = firstTask(name, config, connector, resources);
                return records(name, new Wanted.Task(config, task), count, deadline, resources);
            }
        });
    }

    private Map<String, String> firstTask(
            String name, Map<String, String> config, Connector connector, Resources resources) {
        connector.initialize(ConnectorContexts.of(
                connector, resources.add(metrics.forConnector(name)), offsets.reader(name), new NoCalls()));
        connector.start(new HashMap<>(config));
        try {
            List<Map<String, String>> tasks = connector.taskConfigs(1);
            if (tasks.isEmpty()) {
                throw new ConnectException(
                        "The connector has no task for this configuration: there is nothing to try.");
            }
            Map<String, String> task = new HashMap<>(tasks.get(0));
            task.put(TaskBuilder.TASK_CLASS, connector.taskClass().getName());
            return task;
        } finally {
            connector.stop();
        }
    }

    private List<RecordTrace> records(String name, Wanted.Task wanted, int count, long deadline, Resources resources)
            throws Exception {
        Task task = builder.newTask(wanted);
        ClassLoader home = task.getClass().getClassLoader();
        Converters converters = resources.add(pipelines.converters(wanted.connector(), home));
        PluginMetrics own = resources.add(metrics.forTask(new TaskId(name, 0)));
        if (task instanceof SourceTask source) {
            AbstractConfig parsed = ConnectorSettings.parse(ConnectorSettings.source(), wanted.connector());
            TransformChain<SourceRecord> chain = resources.add(pipelines.transforms(parsed, wanted.connector(), home));
            source.initialize(new SourceContext(wanted.task(), offsets.reader(name), own, null));
            return polled(source, wanted.task(), new Tracing<>(chain, converters), count, deadline);
        }
        AbstractConfig parsed = ConnectorSettings.parse(ConnectorSettings.sink(), wanted.connector());
        TransformChain<SinkRecord> chain = resources.add(pipelines.transforms(parsed, wanted.connector(), home));
        SinkTask sink = (SinkTask) task;
        sink.initialize(new DrySinkContext(wanted.task(), own));
        try {
            sink.start(wanted.task());
            return read(ConnectorSettings.sinkTopics(parsed), new Tracing<>(chain, converters), count, deadline);
        } finally {
            sink.stop();
        }
    }

    private List<RecordTrace> polled(
            SourceTask task, Map<String, String> config, Tracing<SourceRecord> tracing, int count, long deadline)
            throws InterruptedException {
        List<RecordTrace> traces = new ArrayList<>();
        try {
            task.start(config);
            while (traces.size() < count && clock.millis() < deadline) {
                List<SourceRecord> polled = task.poll();
                for (SourceRecord record : polled == null ? List.<SourceRecord>of() : polled) {
                    if (traces.size() < count) {
                        traces.add(tracing.ofSource(record));
                    }
                }
                if (polled == null || polled.isEmpty()) {
                    Thread.sleep(IDLE_MS);
                }
            }
            return traces;
        } finally {
            task.stop();
        }
    }

    /** From the beginning of its topics, as a consumer that belongs to no group. */
    private List<RecordTrace> read(SinkTopics topics, Tracing<SinkRecord> tracing, int count, long deadline) {
        List<RecordTrace> traces = new ArrayList<>();
        try (Consumer<byte[], byte[]> consumer =
                log.consumer(Map.of("auto.offset.reset", "earliest", "enable.auto.commit", "false"))) {
            consumer.assign(partitions(consumer, topics));
            while (!consumer.assignment().isEmpty() && traces.size() < count && clock.millis() < deadline) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                    if (traces.size() < count) {
                        traces.add(tracing.ofSink(record));
                    }
                }
                if (isAtEnd(consumer)) {
                    break;
                }
            }
            return traces;
        }
    }

    private static List<TopicPartition> partitions(Consumer<?, ?> consumer, SinkTopics topics) {
        return consumer.listTopics().entrySet().stream()
                .filter(topic -> topics.contains(topic.getKey()))
                .flatMap(topic -> IntStream.range(0, topic.getValue().size())
                        .mapToObj(n -> new TopicPartition(topic.getKey(), n)))
                .toList();
    }

    private static boolean isAtEnd(Consumer<?, ?> consumer) {
        Set<TopicPartition> assigned = consumer.assignment();
        Map<TopicPartition, Long> ends = consumer.endOffsets(assigned);
        return assigned.stream()
                .allMatch(partition -> consumer.position(partition) >= ends.getOrDefault(partition, 0L));
    }

    /** The chain of a configuration, tried on a record as a source has it, or as a sink. */
    RecordTrace preview(Map<String, String> config, GivenRecord record, boolean sink) {
        return sink ? preview(config, record.ofSink(), true) : preview(config, record.ofSource(), false);
    }

    private <R extends ConnectRecord<R>> RecordTrace preview(Map<String, String> given, R record, boolean sink) {
        Map<String, String> config = new HashMap<>(providers.resolve(given).values());
        config.putIfAbsent(ConnectorSettings.NAME, "preview");
        config.putIfAbsent(ConnectorSettings.CLASS, "preview");
        AbstractConfig parsed =
                ConnectorSettings.parse(sink ? ConnectorSettings.sink() : ConnectorSettings.source(), config);
        try (Resources resources = new Resources()) {
            TransformChain<R> chain =
                    resources.add(pipelines.transforms(parsed, config, DryRuns.class.getClassLoader()));
            return new Tracing<>(chain, null).transformed(record);
        }
    }

    /** What a connector asks for while it is tried out comes to nothing. */
    private static final class NoCalls implements ConnectorContexts.Calls {
        @Override
        public void requestTaskReconfiguration() {}

        @Override
        public void raiseError(Exception error) {
            throw new ConnectException("The connector raised an error", error);
        }
    }
}
