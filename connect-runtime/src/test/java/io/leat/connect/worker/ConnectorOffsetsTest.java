package io.leat.connect.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.leat.connect.plugin.Plugins;
import io.leat.connect.port.EmbeddedLog;
import io.leat.connect.worker.ConflictException.Reason;
import io.leat.connect.worker.ConnectorOperations.ConnectorOffset;
import io.leat.log.LogEngine;
import io.leat.testing.CompiledJar;
import io.leat.testing.PeerJars;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Offsets and topics of connectors on the embedded log, with Apache's file connectors from a plugin path. */
class ConnectorOffsetsTest {
    private static final int LINES = 3000;
    private static final TopicPartition ALL_LINES = new TopicPartition("lines", 0);

    @TempDir
    Path dir;

    private LogEngine log;
    private Plugins plugins;
    private Worker worker;

    @BeforeEach
    void start() throws IOException {
        Files.createDirectories(dir.resolve("plugins/file"));
        Files.copy(PeerJars.of("connect-file"), dir.resolve("plugins/file/connect-file.jar"));
        CompiledJar.write(dir.resolve("plugins/wary/wary.jar"), Map.of("wary.WarySink", wary()), PeerJars.all());
        Files.writeString(dir.resolve("in.txt"), "a line\n".repeat(LINES));
        log = LogEngine.open(Map.of("log.dirs", dir.resolve("log").toString()));
        open(Map.of());
    }

    private void open(Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "offset.flush.interval.ms",
                "100",
                "offset.storage.partitions",
                "2",
                "status.storage.partitions",
                "1",
                "value.converter",
                "org.apache.kafka.connect.storage.StringConverter"));
        settings.putAll(more);
        plugins = Plugins.of(dir.resolve("plugins").toString());
        worker = new Worker(
                WorkerSettings.parse(settings, LogEngine.settingNames()),
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
    void aStoppedSourceReadsAgainFromWhereItIsPut() {
        Map<String, String> file = Map.of("filename", dir.resolve("in.txt").toString());
        source();
        awaitLines(LINES);
        assertThatThrownBy(() -> connectors().alterOffsets("source", List.of(new ConnectorOffset(file, null))))
                .isInstanceOf(InvalidOffsetsException.class)
                .hasMessageContaining("must be in the STOPPED state");

        connectors().stop("source");
        String said = connectors()
                .alterOffsets("source", List.of(new ConnectorOffset(file, Map.of("position", LINES / 2 * 7))));

        assertThat(said).isEqualTo("The offsets for this connector have been altered successfully");
        assertThat(connectors().offsets("source"))
                .containsExactly(new ConnectorOffset(file, Map.of("position", LINES / 2 * 7L)));
        connectors().resume("source");
        awaitLines(LINES + LINES / 2);

        connectors().stop("source");
        assertThat(connectors().resetOffsets("source"))
                .isEqualTo("The offsets for this connector have been reset successfully");
        assertThat(connectors().offsets("source")).isEmpty();
        connectors().resume("source");
        awaitLines(LINES + LINES / 2 + LINES);
    }

    @Test
    void whatTheConnectorDoesNotAgreeToIsNotWritten() {
        source();
        awaitLines(LINES);
        connectors().stop("source");
        List<ConnectorOffset> before = connectors().offsets("source");

        assertThatThrownBy(() -> connectors()
                        .alterOffsets(
                                "source", List.of(new ConnectorOffset(Map.of("shelf", "a"), Map.of("position", 1)))))
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("filename");

        assertThat(connectors().offsets("source")).isEqualTo(before).hasSize(1);
    }

    @Test
    void theOffsetsOfASinkAreThoseOfItsGroup() throws IOException {
        source();
        sink("org.apache.kafka.connect.file.FileStreamSinkConnector");
        await().untilAsserted(() -> assertThat(committed()).isEqualTo(List.of(at(LINES))));
        connectors().stop("sink");

        connectors().alterOffsets("sink", List.of(at("10")));

        assertThat(connectors().offsets("sink")).isEqualTo(List.of(at(10L)));
        connectors().resume("sink");
        await().untilAsserted(() -> assertThat(committed()).isEqualTo(List.of(at(LINES))));
        assertThat(Files.readAllLines(dir.resolve("out.txt"))).hasSize(LINES + LINES - 10);
        connectors().stop("sink");
        connectors().resetOffsets("sink");
        assertThat(connectors().offsets("sink")).isEmpty();
    }

    @Test
    void aSinkThatNamesItsGroupByAConfigProviderHasTheOffsetsOfThatGroup() throws IOException {
        worker.close();
        plugins.close();
        open(Map.of(
                "config.providers",
                "file",
                "config.providers.file.class",
                "org.apache.kafka.common.config.provider.FileConfigProvider"));
        Path groups = Files.writeString(dir.resolve("groups.properties"), "sink=its-own\n");
        source();
        Map<String, String> config = new HashMap<>(sinkConfig("org.apache.kafka.connect.file.FileStreamSinkConnector"));
        config.put("consumer.override.group.id", "${file:" + groups + ":sink}");
        connectors().putConfig("sink", config);

        await().untilAsserted(() -> assertThat(committed()).isEqualTo(List.of(at(LINES))));
        assertThat(log.broker().groups().committed("its-own")).hasSize(1);
        connectors().stop("sink");
        connectors().resetOffsets("sink");
        assertThat(log.broker().groups().committed("its-own")).isEmpty();
    }

    @Test
    void offsetsOfASinkThatCannotBeAreRefused() {
        source();
        sink("org.apache.kafka.connect.file.FileStreamSinkConnector");
        await().untilAsserted(() -> assertThat(committed()).isEqualTo(List.of(at(LINES))));
        connectors().stop("sink");

        refused("no kafka_partition", Map.of("kafka_topic", "lines"), Map.of("kafka_offset", 1));
        refused("no kafka_topic", Map.of("kafka_partition", 0), Map.of("kafka_offset", 1));
        refused("no kafka_offset", partition(0), Map.of("offset", 1));
        refused("kafka_offset -1 is no whole number", partition(0), Map.of("kafka_offset", -1));
        refused("kafka_partition x is no whole number", partition("x"), Map.of("kafka_offset", 1));
        refused("nothing was changed", partition(7), Map.of("kafka_offset", 1));
        assertThat(connectors().offsets("sink")).isEqualTo(List.of(at(LINES)));
    }

    @Test
    void aGroupThatOthersReadWithIsLeftAlone() {
        source();
        awaitLines(LINES);
        sink("org.apache.kafka.connect.file.FileStreamSinkConnector");
        await().untilAsserted(() -> assertThat(committed()).isEqualTo(List.of(at(LINES))));
        connectors().stop("sink");
        try (Consumer<byte[], byte[]> other = log.consumer(Map.of("group.id", "connect-sink"))) {
            other.subscribe(List.of("lines"));
            await().until(() -> {
                other.poll(Duration.ofMillis(10));
                return !other.assignment().isEmpty();
            });

            assertThatThrownBy(() -> connectors().alterOffsets("sink", List.of(at(1))))
                    .isInstanceOfSatisfying(
                            ConflictException.class, e -> assertThat(e.reason()).isEqualTo(Reason.GROUP_NOT_EMPTY));
            assertThatThrownBy(() -> connectors().resetOffsets("sink"))
                    .isInstanceOfSatisfying(
                            ConflictException.class, e -> assertThat(e.reason()).isEqualTo(Reason.GROUP_NOT_EMPTY));
        }
    }

    @Test
    void aConnectorIsAskedAboutOffsetsInItsOwnLoaderAndMaySayNo() {
        source();
        awaitLines(LINES);
        sink("wary.WarySink");
        await().untilAsserted(() -> assertThat(committed()).isEqualTo(List.of(at(LINES))));
        connectors().stop("sink");

        assertThat(connectors().alterOffsets("sink", List.of(at(5)))).contains("keeps offsets of its own elsewhere");
        assertThat(connectors().offsets("sink")).isEqualTo(List.of(at(5L)));
        assertThatThrownBy(() -> connectors().alterOffsets("sink", List.of(at(666))))
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("does not let its offsets be modified");
        assertThat(connectors().offsets("sink")).isEqualTo(List.of(at(5L)));
    }

    @Test
    void theTopicsOfAConnectorAreOneRecordEachUntilTheyAreReset() {
        source();
        sink("org.apache.kafka.connect.file.FileStreamSinkConnector");
        await().untilAsserted(() -> assertThat(committed()).isEqualTo(List.of(at(LINES))));

        assertThat(connectors().topics("source")).containsExactly("lines");
        assertThat(connectors().topics("sink")).containsExactly("lines");
        assertThat(topicRecords("source"))
                .singleElement()
                .satisfies(record -> assertThat(text(record.value()))
                        .matches("\\{\"topic\":\\{\"name\":\"lines\",\"connector\":\"source\",\"task\":0,"
                                + "\"discoverTimestamp\":\\d+}}"));
        assertThat(topicRecords("sink")).hasSize(1);

        connectors().resetTopics("source");
        assertThat(connectors().topics("source")).isEmpty();
        await().untilAsserted(() -> assertThat(topicRecords("source")).hasSize(2));
        assertThat(topicRecords("source").get(1).value()).isNull();
        connectors().delete("sink");
        assertThat(connectors().topics("sink")).isEmpty();
    }

    @Test
    void theTopicsOfAConnectorOutliveTheWorkerAndAreNotTrackedIfThatIsOff() {
        source();
        awaitLines(LINES);
        await().untilAsserted(() -> assertThat(topicRecords("source")).hasSize(1));
        worker.close();
        plugins.close();
        open(Map.of("topic.tracking.allow.reset", "false"));
        assertThat(connectors().topics("source")).containsExactly("lines");
        assertThatThrownBy(() -> connectors().resetTopics("source"))
                .isInstanceOf(ForbiddenException.class)
                .hasMessageContaining("topic.tracking.allow.reset");
        worker.close();
        plugins.close();
        open(Map.of("topic.tracking.enable", "false"));
        sink("org.apache.kafka.connect.file.FileStreamSinkConnector");
        await().untilAsserted(() -> assertThat(committed()).isEqualTo(List.of(at(LINES))));
        assertThat(topicRecords("sink")).isEmpty();
        assertThatThrownBy(() -> connectors().topics("source")).isInstanceOf(ForbiddenException.class);
    }

    private ConnectorOperations connectors() {
        return worker.operations();
    }

    private void source() {
        connectors()
                .putConfig(
                        "source",
                        Map.of(
                                "connector.class",
                                "FileStreamSource",
                                "file",
                                dir.resolve("in.txt").toString(),
                                "topic",
                                "lines"));
    }

    private void sink(String className) {
        connectors().putConfig("sink", sinkConfig(className));
    }

    private Map<String, String> sinkConfig(String className) {
        return Map.of(
                "connector.class", className, "file", dir.resolve("out.txt").toString(), "topics", "lines");
    }

    private List<ConnectorOffset> committed() {
        return connectors().offsets("sink");
    }

    private static ConnectorOffset at(Object offset) {
        return new ConnectorOffset(
                partition(0), Map.of("kafka_offset", offset instanceof Integer number ? number.longValue() : offset));
    }

    private static Map<String, Object> partition(Object number) {
        return Map.of("kafka_topic", "lines", "kafka_partition", number);
    }

    private void refused(String why, Map<String, ?> partition, @Nullable Map<String, ?> offset) {
        assertThatThrownBy(() -> connectors().alterOffsets("sink", List.of(new ConnectorOffset(partition, offset))))
                .isInstanceOf(InvalidOffsetsException.class)
                .hasMessageContaining(why);
    }

    private void awaitLines(long count) {
        try (Consumer<byte[], byte[]> consumer = log.consumer(Map.of())) {
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> !consumer.partitionsFor("lines").isEmpty()
                            && consumer.endOffsets(List.of(ALL_LINES)).getOrDefault(ALL_LINES, 0L) == count);
        }
    }

    /** What the status topic has of the topics of a connector, in order. */
    private List<ConsumerRecord<byte[], byte[]>> topicRecords(String connector) {
        TopicPartition partition = new TopicPartition("connect-status", 0);
        List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
        try (Consumer<byte[], byte[]> consumer = log.consumer(Map.of())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            while (consumer.position(partition) < end) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                    if (text(record.key()).equals("status-topic-lines:connector-" + connector)) {
                        found.add(record);
                    }
                }
            }
        }
        return found;
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** Says that it has offsets of its own, does not know offset 666, and fails in any loader but its own. */
    private static String wary() {
        return """
                package wary;

                import java.util.*;
                import org.apache.kafka.common.TopicPartition;
                import org.apache.kafka.common.config.ConfigDef;
                import org.apache.kafka.connect.connector.Task;
                import org.apache.kafka.connect.sink.*;

                public class WarySink extends SinkConnector {
                    public static class WaryTask extends SinkTask {
                        public String version() { return "1"; }
                        public void start(Map<String, String> config) {}
                        public void put(Collection<SinkRecord> records) {}
                        public void stop() {}
                    }
                    public String version() { return "1"; }
                    public void start(Map<String, String> config) {}
                    public Class<? extends Task> taskClass() { return WaryTask.class; }
                    public List<Map<String, String>> taskConfigs(int max) { return List.of(Map.of()); }
                    public void stop() {}
                    public ConfigDef config() { return new ConfigDef(); }
                    public boolean alterOffsets(Map<String, String> config, Map<TopicPartition, Long> offsets) {
                        if (Thread.currentThread().getContextClassLoader() != getClass().getClassLoader()) {
                            throw new IllegalStateException("called in the loader of another");
                        }
                        if (offsets.containsValue(666L)) {
                            throw new UnsupportedOperationException("not this one");
                        }
                        return false;
                    }
                }
                """;
    }
}
