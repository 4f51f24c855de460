package io.leat.connect.worker;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.leat.connect.plugin.Plugins;
import io.leat.connect.port.EmbeddedLog;
import io.leat.log.LogEngine;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** A worker on a log of its own, with commits every 50 ms, and what tests want of both. */
final class EmbeddedWorker implements AutoCloseable {
    private final Plugins plugins = Plugins.of(null);
    private final LogEngine log;
    private final Worker worker;

    EmbeddedWorker(Path folder, Map<String, String> settings) {
        log = LogEngine.open(Map.of("log.dirs", folder.toString()));
        Map<String, String> all =
                new HashMap<>(Map.of("offset.flush.interval.ms", "50", "task.shutdown.graceful.timeout.ms", "500"));
        all.putAll(settings);
        worker = new Worker(WorkerSettings.parse(all, Set.of()), new EmbeddedLog(log), plugins, InstantSource.system());
        try {
            worker.open();
        } catch (RuntimeException e) {
            plugins.close();
            log.close();
            throw e;
        }
        worker.start("localhost:8083");
    }

    Worker worker() {
        return worker;
    }

    LogEngine log() {
        return log;
    }

    ConnectorOperations connectors() {
        return worker.operations();
    }

    /** {@code RUNNING [FAILED, RUNNING]}. */
    String status(String name) {
        ConnectorOperations.ConnectorStatus status = connectors().status(name);
        return status.connector().state() + " "
                + status.tasks().stream()
                        .map(ConnectorOperations.TaskState::state)
                        .toList();
    }

    void createTopic(String name) {
        log.broker().topics().create(new NewTopic(name, 1, (short) 1));
    }

    /** Into the one partition of {@code topic}, in one batch. */
    void produce(String topic, String... values) {
        try (Producer<byte[], byte[]> producer = log.producer(Map.of("linger.ms", "1000"))) {
            for (String value : values) {
                var unused = producer.send(new ProducerRecord<>(topic, "key".getBytes(UTF_8), value.getBytes(UTF_8)));
            }
        }
    }

    /** All that is in the topic now; empty if there is no such topic. */
    List<ConsumerRecord<byte[], byte[]>> read(String topic) {
        if (log.broker().topics().find(topic).isEmpty()) {
            return List.of();
        }
        try (Consumer<byte[], byte[]> consumer =
                log.consumer(Map.of("auto.offset.reset", "earliest", "enable.auto.commit", "false"))) {
            List<TopicPartition> partitions = IntStream.range(
                            0, consumer.partitionsFor(topic).size())
                    .mapToObj(n -> new TopicPartition(topic, n))
                    .toList();
            consumer.assign(partitions);
            long end = consumer.endOffsets(partitions).values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
            List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
            while (records.size() < end) {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
            }
            return records;
        }
    }

    /** What the sink {@code name} has committed of partition 0 of {@code topic}; -1 if nothing. */
    long committed(String name, String topic) {
        return committedBy("connect-" + name, topic);
    }

    /** As {@link #committed}, of any group. */
    long committedBy(String group, String topic) {
        TopicPartition partition = new TopicPartition(topic, 0);
        try (Consumer<byte[], byte[]> consumer = log.consumer(Map.of("group.id", group))) {
            @Nullable
            OffsetAndMetadata offset = consumer.committed(Set.of(partition)).get(partition);
            return offset == null ? -1 : offset.offset();
        }
    }

    @Override
    public void close() {
        worker.close();
        plugins.close();
        log.close();
    }
}
