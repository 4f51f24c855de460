package io.leat.connect.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Topics with several partitions: how a source gets them, and how the tasks of a sink share them. */
class WorkerTopicsTest {
    private static final int PARTITIONS = 6;

    @TempDir
    Path dir;

    private final Plugins plugins = Plugins.of(null);

    @SuppressWarnings("NullAway.Init")
    private LogEngine log;

    @SuppressWarnings("NullAway.Init")
    private Worker worker;

    @BeforeEach
    void start() {
        log = LogEngine.open(Map.of("log.dirs", dir.toString()));
        worker = new Worker(
                WorkerSettings.parse(Map.of("offset.flush.interval.ms", "50"), Set.of()),
                new EmbeddedLog(log),
                plugins,
                InstantSource.system());
        worker.open();
        worker.start("localhost:8083");
    }

    @AfterEach
    void close() {
        worker.close();
        plugins.close();
        log.close();
    }

    @Test
    void aMissingTopicIsCreatedAsTheFirstGroupThatMatchesSaysElseAsTheDefault() {
        Map<String, String> rules = Map.of(
                "topic.creation.groups", "wide, compacted",
                "topic.creation.default.partitions", "2",
                "topic.creation.default.replication.factor", "1",
                "topic.creation.default.retention.ms", "3600000",
                "topic.creation.wide.include", "wide-.*, .*-both",
                "topic.creation.wide.exclude", "wide-not",
                "topic.creation.wide.partitions", "5",
                "topic.creation.compacted.include", "compacted-.*",
                "topic.creation.compacted.cleanup.policy", "compact",
                "topic.creation.compacted.replication.factor", "-1");
        log.broker().topics().create(new org.apache.kafka.clients.admin.NewTopic("wide-there", 1, (short) 1));

        for (String topic : List.of("other", "wide-a", "compacted-both", "wide-not", "compacted-a", "wide-there")) {
            source(topic, topic, rules);
        }

        soon().untilAsserted(() -> assertThat(log.broker().topics().partitionCounts())
                .containsEntry("other", 2)
                .containsEntry("wide-a", 5)
                .containsEntry("compacted-both", 5)
                .containsEntry("wide-not", 2)
                .containsEntry("compacted-a", 2));
        assertThat(log.broker().topics().partitionCounts()).containsEntry("wide-there", 1);
        assertThat(config("other", "retention.ms")).isEqualTo("3600000");
        assertThat(config("wide-a", "retention.ms")).isEqualTo("604800000");
        assertThat(config("wide-a", "cleanup.policy")).isEqualTo("delete");
        assertThat(config("compacted-a", "cleanup.policy")).isEqualTo("compact");
    }

    @Test
    void eachRecordIsDeliveredOnceWhileTasksComeGoAndFail() {
        Map<String, String> wide = Map.of(
                "topic.creation.default.partitions",
                Integer.toString(PARTITIONS),
                "topic.creation.default.replication.factor",
                "1");
        numbers(3_000, wide);
        sink(2);
        awaitTaken(500);
        sink(4);
        awaitTaken(3_000);
        numbers(6_000, wide);
        awaitTaken(3_200);
        sink(1);
        awaitTaken(6_000);
        sink(3);
        soon().until(() -> states("RUNNING") == 3);

        CollectingSink.failures(dir.toString()).set(1);
        numbers(9_000, wide);
        soon().until(() -> states("FAILED") == 1 && states("RUNNING") == 2);
        awaitTaken(9_000);
        int failed = worker.operations().status("sink").tasks().stream()
                .filter(task -> task.state().equals("FAILED"))
                .findFirst()
                .orElseThrow()
                .id();
        worker.operations().restartTask("sink", failed);
        soon().until(() -> states("RUNNING") == 3);
        numbers(10_000, wide);
        awaitTaken(10_000);

        List<Object> taken = List.copyOf(CollectingSink.taken(dir.toString()));
        assertThat(taken)
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.range(0, 10_000).boxed().collect(Collectors.toList()));
        Map<Long, List<Long>> byKey = new HashMap<>();
        taken.forEach(
                n -> byKey.computeIfAbsent((Long) n % 7, k -> new ArrayList<>()).add((Long) n));
        byKey.values().forEach(ofOneKey -> assertThat(ofOneKey).isSorted());
        soon().untilAsserted(this::assertAllIsCommitted);
    }

    /** Of every partition that has records: seven keys leave some of the six empty. */
    private void assertAllIsCommitted() {
        Set<TopicPartition> partitions = LongStream.range(0, PARTITIONS)
                .mapToObj(n -> new TopicPartition("numbers", (int) n))
                .collect(Collectors.toSet());
        try (Consumer<byte[], byte[]> reader = log.consumer(Map.of("group.id", "connect-sink"))) {
            Map<TopicPartition, Long> ends = new HashMap<>(reader.endOffsets(partitions));
            ends.values().removeIf(end -> end == 0);
            Map<TopicPartition, Long> committed = new HashMap<>();
            reader.committed(ends.keySet())
                    .forEach((partition, offset) -> committed.put(partition, offset == null ? -1L : offset.offset()));
            assertThat(committed).isEqualTo(ends);
            assertThat(ends).hasSizeGreaterThan(3);
        }
    }

    private void numbers(int limit, Map<String, String> rules) {
        Map<String, String> more = new HashMap<>(rules);
        more.put("limit", Integer.toString(limit));
        source("source", "numbers", more);
    }

    private void source(String name, String topic, Map<String, String> settings) {
        Map<String, String> config = new HashMap<>(
                Map.of("connector.class", NumberingSource.class.getName(), "topic", topic, "limit", "10"));
        config.putAll(settings);
        worker.operations().putConfig(name, config);
    }

    private void sink(int tasks) {
        worker.operations()
                .putConfig(
                        "sink",
                        Map.of(
                                "connector.class", CollectingSink.class.getName(),
                                "topics", "numbers",
                                "into", dir.toString(),
                                "tasks.max", Integer.toString(tasks)));
    }

    private long states(String state) {
        return worker.operations().status("sink").tasks().stream()
                .filter(task -> task.state().equals(state))
                .count();
    }

    private void awaitTaken(int count) {
        soon().until(() -> CollectingSink.taken(dir.toString()).size() >= count);
    }

    private String config(String topic, String name) {
        return Objects.requireNonNull(log.broker().topics().configs(topic).get(name))
                .value();
    }

    private static ConditionFactory soon() {
        return await().atMost(Duration.ofSeconds(30));
    }
}
