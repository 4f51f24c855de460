package io.leat.connect.worker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.leat.connect.plugin.Plugins;
import io.leat.connect.port.ClusterLog;
import io.leat.connect.port.ClusterLogs;
import io.leat.connect.port.LogPort.NewTopic;
import io.leat.testing.ApacheConnect;
import io.leat.testing.KafkaCluster;
import io.leat.testing.PeerJars;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same sink with the same bad records, in Apache's worker and in ours: their dead letters are the same, byte for byte. */
class DeadLetterComparisonTest {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int BAD = 4;

    @TempDir
    Path dir;

    @Test
    void deadLettersAreThoseOfApachesWorkerByteForByte() throws Exception {
        try (KafkaCluster cluster = KafkaCluster.start(1)) {
            ClusterLog log = ClusterLogs.of(cluster);
            log.createTopicIfMissing(new NewTopic("in", 1, 1, Map.of()));
            produce(log);
            try (ApacheConnect apache = ApacheConnect.startStandalone(cluster, Map.of(), List.of())) {
                assertThat(apache.rest()
                                .put("/connectors/sink/config", json(theirs()))
                                .status())
                        .isEqualTo(201);
                await().atMost(SOON).until(() -> letters(log, "theirs").size() == BAD);
            }
            try (Plugins plugins = Plugins.of(pluginPath().toString());
                    Worker worker = new Worker(
                            WorkerSettings.parse(
                                    Map.of("key.converter", "org.apache.kafka.connect.storage.StringConverter"),
                                    Set.of()),
                            log,
                            plugins,
                            InstantSource.system())) {
                worker.open();
                worker.start("127.0.0.1:8083");
                worker.operations().putConfig("sink", config("ours"));
                await().atMost(SOON).until(() -> letters(log, "ours").size() == BAD);
            }
            assertThat(letters(log, "ours")).isEqualTo(letters(log, "theirs"));
        }
    }

    /** A key, a value, a header and a record for the transform that cannot pass, and one that can. */
    private static void produce(ClusterLog log) {
        try (Producer<byte[], byte[]> producer = log.producer(Map.of("linger.ms", "100"))) {
            send(producer, "\"k\"", "{\"f\":1}", "1");
            send(producer, "no key", "{\"f\":2}", "2");
            send(producer, "\"k\"", "no value \u00e4", "3");
            send(producer, "\"k\"", "{\"f\":4}", "no header");
            send(producer, null, "[5]", "5");
        }
    }

    private static void send(Producer<byte[], byte[]> producer, @Nullable String key, String value, String header) {
        RecordHeaders headers = new RecordHeaders();
        headers.add("h", header.getBytes(UTF_8));
        var unused = producer.send(new ProducerRecord<>(
                "in", 0, 1_000_000L, key == null ? null : key.getBytes(UTF_8), value.getBytes(UTF_8), headers));
    }

    /** With a group of its own, so that ours begins at the beginning too. */
    private Map<String, String> theirs() {
        Map<String, String> config = config("theirs");
        config.put("consumer.override.group.id", "theirs");
        return config;
    }

    private Map<String, String> config(String dead) {
        String json = "org.apache.kafka.connect.json.JsonConverter";
        Map<String, String> config = new TreeMap<>();
        config.put("name", "sink");
        config.put("connector.class", "org.apache.kafka.connect.file.FileStreamSinkConnector");
        config.put("topics", "in");
        config.put("file", dir.resolve(dead + ".txt").toString());
        for (String converter : List.of("key.converter", "value.converter", "header.converter")) {
            config.put(converter, json);
            config.put(converter + ".schemas.enable", "false");
        }
        config.put("transforms", "mask");
        config.put("transforms.mask.type", "org.apache.kafka.connect.transforms.MaskField$Value");
        config.put("transforms.mask.fields", "f");
        config.put("errors.tolerance", "all");
        config.put("errors.deadletterqueue.topic.name", dead);
        config.put("errors.deadletterqueue.topic.replication.factor", "1");
        config.put("errors.deadletterqueue.context.headers.enable", "true");
        return config;
    }

    private static String json(Map<String, String> config) {
        return config.entrySet().stream()
                .map(entry -> "\"" + entry.getKey() + "\":\"" + entry.getValue() + "\"")
                .collect(Collectors.joining(",", "{", "}"));
    }

    /** Everything of the letters, by their place in {@code in}. */
    private static List<String> letters(ClusterLog log, String topic) {
        TopicPartition partition = new TopicPartition(topic, 0);
        try (Consumer<byte[], byte[]> consumer = log.consumer(Map.of("auto.offset.reset", "earliest"))) {
            if (!consumer.listTopics().containsKey(topic)) {
                return List.of();
            }
            consumer.assign(List.of(partition));
            long end = consumer.endOffsets(Set.of(partition)).getOrDefault(partition, 0L);
            List<ConsumerRecord<byte[], byte[]>> letters = new ArrayList<>();
            while (letters.size() < end) {
                consumer.poll(Duration.ofMillis(100)).forEach(letters::add);
            }
            return letters.stream()
                    .sorted(Comparator.comparing(DeadLetterComparisonTest::place))
                    .map(DeadLetterComparisonTest::shown)
                    .toList();
        }
    }

    private static String place(ConsumerRecord<byte[], byte[]> letter) {
        return text(letter.headers().lastHeader("__connect.errors.offset").value());
    }

    private static String shown(ConsumerRecord<byte[], byte[]> letter) {
        StringBuilder text = new StringBuilder()
                .append(letter.timestamp())
                .append(' ')
                .append(text(letter.key()))
                .append(' ')
                .append(text(letter.value()));
        for (Header header : letter.headers()) {
            String value = text(header.value());
            text.append('\n')
                    .append(header.key())
                    .append('=')
                    .append(header.key().endsWith("stacktrace") ? ofPlugins(value) : value);
        }
        return text.toString();
    }

    /** The frames below the plugins' are those of the worker. */
    private static String ofPlugins(String trace) {
        return trace.lines()
                .takeWhile(line -> !line.contains("at org.apache.kafka.connect.runtime") && !line.contains("io.leat"))
                .collect(Collectors.joining("\n"));
    }

    private static String text(byte @Nullable [] bytes) {
        return bytes == null ? "null" : new String(bytes, UTF_8);
    }

    /** A {@code plugin.path} with Apache's file connectors. */
    private Path pluginPath() throws IOException {
        Path plugin = Files.createDirectories(dir.resolve("plugins/file"));
        Files.copy(PeerJars.of("connect-file"), plugin.resolve("connect-file.jar"));
        return dir.resolve("plugins");
    }
}
