package io.leat.connect.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.leat.connect.lifecycle.RunState;
import io.leat.connect.lifecycle.TargetState;
import io.leat.connect.lifecycle.TaskId;
import io.leat.connect.port.ClusterLog;
import io.leat.connect.port.ClusterLogs;
import io.leat.testing.ApacheConnect;
import io.leat.testing.KafkaCluster;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The worker's topics are Kafka Connect's: what Apache's worker wrote we read, and it goes on from what we wrote. */
class ApacheTopicsTest {
    private static final Duration SOON = Duration.ofSeconds(90);

    @TempDir
    Path folder;

    @Test
    void whatApachesWorkerWroteIsReadAndWhatWeWriteIsTheSameAndIsReadByIt() throws Exception {
        Path in = Files.writeString(folder.resolve("in"), "one\ntwo\n");
        try (KafkaCluster cluster = KafkaCluster.start(1)) {
            ClusterLog log = ClusterLogs.of(cluster);
            try (ApacheConnect apache = ApacheConnect.startDistributed(cluster, Map.of(), List.of())) {
                put(apache, "lines", in);
                apache.rest().await("/connectors/lines/status", "\"tasks\":[{\"id\":0,\"state\":\"RUNNING\"", SOON);
                put(apache, "paused", folder.resolve("none"));
                assertThat(apache.rest().put("/connectors/paused/stop", "").status())
                        .isEqualTo(204);
                apache.rest().await("/connectors/paused/status", "\"state\":\"STOPPED\"", SOON);
                await().atMost(SOON)
                        .untilAsserted(() -> assertThat(offsets(log)).isEqualTo(Map.of("position", 8L)));
            }
            assertThatOurStoresReadWhatApacheWrote(log);
            Map<String, String> apaches = values(log);
            writeWithOurs(log);
            assertThat(values(log)).as("what we wrote over it").isEqualTo(apaches);
            Files.writeString(in, "three\n", StandardOpenOption.APPEND);
            try (ApacheConnect again = ApacheConnect.startDistributed(cluster, Map.of(), List.of())) {
                again.rest().await("/connectors/paused/status", "\"state\":\"STOPPED\"", SOON);
                again.rest().await("/connectors/lines/config", "\"tasks.max\":\"1\"", SOON);
                again.rest().await("/connectors/lines/status", "\"tasks\":[{\"id\":0,\"state\":\"RUNNING\"", SOON);
                assertThat(again.rest().get("/connectors/lines/offsets").body()).contains("\"position\":8");
            }
        }
    }

    private static void put(ApacheConnect apache, String name, Path file) {
        assertThat(apache.rest()
                        .put(
                                "/connectors/" + name + "/config",
                                "{\"connector.class\":\"FileStreamSource\",\"topic\":\"lines\",\"tasks.max\":\"1\","
                                        + "\"file\":\"" + file + "\"}")
                        .status())
                .isEqualTo(201);
    }

    private record Stores(ConfigStore configs, OffsetStore offsets, StatusStore statuses, CompactedTopics topics) {}

    private static Stores open(ClusterLog log) {
        ConfigStore configs = new ConfigStore("connect-configs", new ConfigStore.Listener() {
            @Override
            public void configsChanged() {}

            @Override
            public void restartRequested(String connector, boolean includeTasks, boolean onlyFailed) {}

            @Override
            public void loggerLevelSet(String namespace, String level) {}
        });
        OffsetStore offsets = new OffsetStore("connect-offsets", 5);
        StatusStore statuses = new StatusStore("connect-status", 5);
        CompactedTopics topics = new CompactedTopics(
                log,
                "stores",
                List.of(configs.topic(1, Map.of()), offsets.topic(1, Map.of()), statuses.topic(1, Map.of())));
        configs.writeTo(topics);
        statuses.writeTo(topics);
        offsets.readFrom(topics);
        topics.open();
        return new Stores(configs, offsets, statuses, topics);
    }

    private static Map<String, Object> offsets(ClusterLog log) {
        Stores stores = open(log);
        try {
            return stores.offsets().offsets("lines").values().stream()
                    .findFirst()
                    .orElse(Map.of());
        } finally {
            stores.topics().close();
        }
    }

    private void assertThatOurStoresReadWhatApacheWrote(ClusterLog log) {
        Stores stores = open(log);
        StoredConnector lines = Objects.requireNonNull(stores.configs().connector("lines"));
        assertThat(lines.target()).isEqualTo(TargetState.STARTED);
        assertThat(lines.inconsistent()).isFalse();
        assertThat(lines.appliedConfig()).isEqualTo(lines.config());
        assertThat(lines.config()).containsEntry("name", "lines").containsEntry("tasks.max", "1");
        assertThat(lines.tasks())
                .singleElement()
                .satisfies(task -> assertThat(task)
                        .containsEntry("task.class", "org.apache.kafka.connect.file.FileStreamSourceTask"));
        assertThat(Objects.requireNonNull(stores.configs().connector("paused")).target())
                .isEqualTo(TargetState.STOPPED);
        assertThat(Objects.requireNonNull(stores.statuses().connector("paused")).state())
                .isIn(RunState.STOPPED, RunState.UNASSIGNED);
        assertThat(stores.statuses().task(new TaskId("lines", 0))).isNotNull();
        stores.topics().close();
    }

    /** Our stores write every kind of record once more. */
    private static void writeWithOurs(ClusterLog log) {
        Stores stores = open(log);
        StoredConnector lines = Objects.requireNonNull(stores.configs().connector("lines"));
        stores.configs().putConnector("lines", lines.config(), null);
        stores.configs().putTasks("lines", lines.tasks());
        stores.configs().putTarget("paused", TargetState.STOPPED);
        stores.statuses().put("lines", Objects.requireNonNull(stores.statuses().connector("lines")));
        TaskId task = new TaskId("lines", 0);
        stores.statuses().put(task, Objects.requireNonNull(stores.statuses().task(task)));
        stores.topics().close();
    }

    /** The last value of each key, byte for byte, but for configurations, whose settings are in no order. */
    private static Map<String, String> values(ClusterLog log) {
        Map<String, String> values = new TreeMap<>();
        for (ConsumerRecord<byte[], byte[]> record : read(log)) {
            assertThat(record.headers()).isEmpty();
            String key = Utf8.text(record.key());
            if (record.value() == null) {
                values.remove(key);
            } else if (Json.readObject(record.value()).get("properties") instanceof Map<?, ?> properties) {
                values.put(key, "{\"properties\":" + new TreeMap<>(properties) + "}");
            } else {
                values.put(key, Utf8.text(record.value()));
            }
        }
        values.keySet().removeIf(key -> key.startsWith("session-key") || key.startsWith("status-topic-"));
        return values;
    }

    private static List<ConsumerRecord<byte[], byte[]>> read(ClusterLog log) {
        List<ConsumerRecord<byte[], byte[]>> all = new ArrayList<>();
        try (Consumer<byte[], byte[]> consumer = log.consumer(Map.of("isolation.level", "read_committed"))) {
            List<TopicPartition> partitions = new ArrayList<>();
            for (String topic : List.of("connect-configs", "connect-status")) {
                consumer.partitionsFor(topic).forEach(p -> partitions.add(new TopicPartition(topic, p.partition())));
            }
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.getOrDefault(p, 0L))) {
                consumer.poll(Duration.ofMillis(200)).forEach(all::add);
            }
        }
        return all;
    }
}
