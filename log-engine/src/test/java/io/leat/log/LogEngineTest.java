package io.leat.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.KafkaStorageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogEngineTest {
    private static final TopicPartition METRICS = new TopicPartition("metrics", 0);

    @TempDir
    Path dir;

    @Test
    void recordsTopicsAndCommittedOffsetsAreThereAfterARestart() throws Exception {
        try (LogEngine log = open()) {
            log.broker().topics().create(new NewTopic("metrics", 1, (short) 1));
            send(log, "a", "b", "c");
            try (Consumer<byte[], byte[]> consumer = log.consumer(Map.of("group.id", "g"))) {
                consumer.assign(List.of(METRICS));
                consumer.commitSync(Map.of(METRICS, new OffsetAndMetadata(2, "half way")));
            }
        }
        try (LogEngine log = open()) {
            send(log, "d");
            assertThat(read(log, 4)).containsExactly("a", "b", "c", "d");
            assertThat(log.broker().groups().committed("g"))
                    .containsEntry(METRICS, new OffsetAndMetadata(2, "half way"));
        }
    }

    @Test
    void aSecondEngineOnTheSameFolderIsToldSoAndTouchesNothing() throws Exception {
        try (LogEngine log = open()) {
            log.broker().topics().create(new NewTopic("metrics", 1, (short) 1));
            send(log, "a");
            List<String> before = files();

            assertThatThrownBy(this::open)
                    .isInstanceOf(KafkaStorageException.class)
                    .hasMessageContaining(dir.toString())
                    .hasMessageContaining("Stop it first");

            assertThat(files()).isEqualTo(before);
            send(log, "b");
            assertThat(read(log, 2)).containsExactly("a", "b");
        }
    }

    @Test
    void aCleanStopLeavesTheFilesThatKafkasToolsAndBrokersExpect() throws Exception {
        try (LogEngine log = open()) {
            log.broker().topics().create(new NewTopic("metrics", 1, (short) 1));
            send(log, "a");
        }
        assertThat(dir.resolve(".kafka_cleanshutdown")).exists();
        assertThat(dir.resolve("recovery-point-offset-checkpoint")).hasContent("0\n1\nmetrics 0 1");
        assertThat(dir.resolve("replication-offset-checkpoint")).hasContent("0\n1\nmetrics 0 1");
        assertThat(dir.resolve("log-start-offset-checkpoint")).hasContent("0\n1\nmetrics 0 0");
        assertThat(dir.resolve("meta.properties")).content().contains("version=1", "cluster.id=", "node.id=1");
        try (LogEngine log = open()) {
            assertThat(dir.resolve(".kafka_cleanshutdown")).doesNotExist();
            assertThat(log.clusterId()).hasSize(22);
        }
    }

    private LogEngine open() {
        return LogEngine.open(Map.of("log.dirs", dir.toString()));
    }

    private List<String> files() throws Exception {
        try (var paths = Files.walk(dir)) {
            List<String> all = new ArrayList<>();
            for (Path path : paths.sorted().toList()) {
                all.add(path + " "
                        + (Files.isDirectory(path) ? "" : Files.size(path) + " " + Files.getLastModifiedTime(path)));
            }
            return all;
        }
    }

    private static void send(LogEngine log, String... values) throws Exception {
        try (Producer<byte[], byte[]> producer = log.producer(Map.of())) {
            for (String value : values) {
                producer.send(new ProducerRecord<>("metrics", value.getBytes(UTF_8)))
                        .get();
            }
        }
    }

    private static List<String> read(LogEngine log, int count) {
        List<String> values = new ArrayList<>();
        try (Consumer<byte[], byte[]> consumer = log.consumer(Map.of("auto.offset.reset", "earliest"))) {
            consumer.assign(List.of(METRICS));
            while (values.size() < count) {
                consumer.poll(Duration.ofSeconds(5))
                        .forEach(it -> values.add(new String(Objects.requireNonNull(it.value()), UTF_8)));
            }
        }
        return values;
    }
}
