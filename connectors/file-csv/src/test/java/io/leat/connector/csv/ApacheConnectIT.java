package io.leat.connector.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.leat.testing.ApacheConnect;
import io.leat.testing.KafkaCluster;
import io.leat.testing.PluginFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * The very jars a user installs, in Apache's own worker on Apache's own broker: killed, rewound, and still every record has
 * its row, once, in order.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ApacheConnectIT {
    private static final int PARTITIONS = 2;
    private static final int RECORDS = 40_000;
    private static final int KILLS = 3;
    /** Sent before each kill and after the last, so that there is work to be killed in, however fast the machine. */
    private static final int CHUNK = RECORDS / (KILLS + 1);

    private static final Duration DEADLINE = Duration.ofMinutes(2);

    private final KafkaCluster cluster = KafkaCluster.start(1);
    private final ApacheConnect worker =
            ApacheConnect.startDistributed(cluster, Map.of(), List.of(PluginFolder.ofThisModule("file-csv")));

    /** Of the class, not of a test: the worker must have ended before it is removed. */
    @TempDir
    static Path dir;

    @AfterAll
    void stop() {
        worker.close();
        cluster.close();
    }

    @Test
    void killedInTheMiddleOfItsWorkItWritesEachRecordOnceInOrder() {
        Path csv = dir.resolve("killed");
        create("my-computer-metric");
        submit("killed", "my-computer-metric", csv, "org.apache.kafka.connect.storage.StringConverter", "live");
        var random = new Random(4711);
        IntFunction<String> line = i -> "cpu,cpu=cpu0 n=" + i + "i,usage_idle=98.5 " + (i + 1);
        for (int kill = 0; kill < KILLS; kill++) {
            long before = bytes(csv);
            int more = 100_000 + random.nextInt(200_000);
            send("my-computer-metric", line, kill * CHUNK, CHUNK);
            await().atMost(DEADLINE).until(() -> bytes(csv) >= before + more);
            worker.process().kill9();
            worker.restart();
        }
        send("my-computer-metric", line, KILLS * CHUNK, CHUNK);
        awaitRows(csv, "my-computer-metric");
        assertEachOnceInOrder(csv, "my-computer-metric");
    }

    @Test
    void setBackByTheUserItWritesTheRowsAgainAndNotTwice() {
        Path csv = dir.resolve("rewound");
        create("rewound");
        submit("rewound", "rewound", csv, "org.apache.kafka.connect.json.JsonConverter", "live");
        send(
                "rewound",
                i -> "{\"name\":\"cpu\",\"tags\":{\"cpu\":\"cpu0\"},\"fields\":{\"n\":" + i + "},\"timestamp\":" + i
                        + "}",
                0,
                RECORDS);
        awaitRows(csv, "rewound");

        worker.rest().put("/connectors/rewound/stop", "");
        worker.rest().await("/connectors/rewound/status", "STOPPED", DEADLINE);
        String offsets = IntStream.range(0, PARTITIONS)
                .mapToObj(p -> "{\"partition\":{\"kafka_topic\":\"rewound\",\"kafka_partition\":" + p
                        + "},\"offset\":{\"kafka_offset\":123}}")
                .toList()
                .toString();
        await().atMost(DEADLINE)
                .untilAsserted(() -> assertThat(patch("/connectors/rewound/offsets", "{\"offsets\":" + offsets + "}"))
                        .isEqualTo(200));
        assertThat(CsvFiles.column(csv, "rewound", 0, "n")).hasSizeLessThanOrEqualTo(123);
        worker.rest().put("/connectors/rewound/resume", "");

        awaitRows(csv, "rewound");
        assertEachOnceInOrder(csv, "rewound");
    }

    @Test
    void theWorkerSaysWhichFolderCannotBeWritten() throws IOException {
        Path file = Files.writeString(dir.resolve("a-file"), "");
        var answer = worker.rest().put("/connectors/bad/config", config("t", file, "x", "live"));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).contains(file.toString()).contains("name a folder");
    }

    private void submit(String name, String topic, Path csv, String converter, String visibility) {
        var answer = worker.rest().put("/connectors/" + name + "/config", config(topic, csv, converter, visibility));
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
    }

    /** With a short session: the group waits that long for a consumer that was killed. */
    private static String config(String topic, Path csv, String converter, String visibility) {
        return """
                {"connector.class": "io.leat.connector.csv.CsvSinkConnector", "tasks.max": "2", "topics": "%s",
                 "directory": "%s", "value.converter": "%s", "value.converter.schemas.enable": "false",
                 "file.max.bytes": "300000", "file.visibility": "%s",
                 "consumer.override.session.timeout.ms": "6000", "consumer.override.heartbeat.interval.ms": "1000"}
                """.formatted(topic, csv, converter, visibility);
    }

    private void create(String topic) {
        try (var admin = Admin.create(Map.of("bootstrap.servers", cluster.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic(topic, PARTITIONS, (short) 1)))
                    .all()
                    .get();
        } catch (Exception e) {
            throw new AssertionError("cannot create " + topic, e);
        }
    }

    /** Record {@code i} of a partition is {@code value(i)}; both partitions get the same. */
    private void send(String topic, IntFunction<String> value, int from, int count) {
        Map<String, Object> settings = Map.of("bootstrap.servers", cluster.bootstrapServers(), "linger.ms", 5);
        try (var producer = new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            for (int i = from; i < from + count; i++) {
                for (int partition = 0; partition < PARTITIONS; partition++) {
                    var unused = producer.send(new ProducerRecord<>(topic, partition, null, value.apply(i)));
                }
            }
        }
    }

    private static long bytes(Path csv) {
        return Files.isDirectory(csv) ? CsvFiles.bytes(csv) : 0;
    }

    private void awaitRows(Path csv, String topic) {
        await().atMost(DEADLINE)
                .ignoreExceptions() // A reader may come in the middle of a row.
                .failFast("the worker ended", () -> !worker.process().isAlive())
                .untilAsserted(() -> {
                    for (int partition = 0; partition < PARTITIONS; partition++) {
                        assertThat(CsvFiles.column(csv, topic, partition, "n")).hasSizeGreaterThanOrEqualTo(RECORDS);
                    }
                });
    }

    private static void assertEachOnceInOrder(Path csv, String topic) {
        List<String> all =
                IntStream.range(0, RECORDS).mapToObj(Integer::toString).toList();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            assertThat(CsvFiles.column(csv, topic, partition, "n").equals(all))
                    .as("rows of partition " + partition + " are the records, once each, in order")
                    .isTrue();
            assertThat(CsvFiles.of(csv, topic, partition)).hasSizeGreaterThan(2);
        }
    }

    private int patch(String path, String json) throws IOException, InterruptedException {
        var request = java.net.http.HttpRequest.newBuilder(java.net.URI.create(worker.restUrl() + path))
                .header("Content-Type", "application/json")
                .method("PATCH", java.net.http.HttpRequest.BodyPublishers.ofString(json))
                .build();
        var answer = java.net.http.HttpClient.newHttpClient()
                .send(request, java.net.http.HttpResponse.BodyHandlers.ofString());
        assertThat(answer.body()).doesNotContain("error_code");
        return answer.statusCode();
    }
}
