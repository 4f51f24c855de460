package io.leat.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.leat.connect.worker.WorkerSettings;
import io.leat.log.LogEngine;
import io.leat.testing.ApacheConnect;
import io.leat.testing.KafkaCluster;
import io.leat.testing.PeerJars;
import io.leat.testing.Rest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A group of connectors moves from Apache's worker to ours and back, on the same brokers, group and topics. */
class MovedWorkerTest {
    private static final Duration SOON = Duration.ofSeconds(90);
    private static final String RUNNING = "\"tasks\":[{\"id\":0,\"state\":\"RUNNING\"";

    @TempDir
    Path dir;

    @Test
    void connectorsGoOnFromTheSameOffsetsWithTheSameStates() throws Exception {
        try (KafkaCluster cluster = KafkaCluster.start(1)) {
            write(0, 100);
            try (ApacheConnect apache = ApacheConnect.startDistributed(cluster, Map.of(), List.of())) {
                create(apache.rest());
                awaitWritten(apache.rest(), 100);
                apache.process().terminate(SOON);
            }
            write(100, 200);
            try (ConnectWorker ours = ours(cluster)) {
                Rest rest = new Rest(ours.restUri().toString());
                awaitWritten(rest, 200);
                assertThat(rest.get("/connectors/stopped/tasks").body()).isEqualTo("[]");
                assertThat(rest.put("/connectors/paused/resume", "").status()).isEqualTo(202);
                rest.await("/connectors/paused/status", RUNNING, SOON);
            }
            write(200, 300);
            try (ApacheConnect apache = ApacheConnect.startDistributed(cluster, Map.of(), List.of())) {
                apache.rest().await("/connectors/paused/status", RUNNING, SOON);
                assertThat(apache.rest().put("/connectors/paused/pause", "").status())
                        .isEqualTo(202);
                awaitWritten(apache.rest(), 300);
            }
        }
        assertThat(Files.readAllLines(dir.resolve("out")))
                .isEqualTo(IntStream.range(0, 300).mapToObj(n -> "line " + n).toList());
    }

    /** Everything is written, and every state is as it was. */
    private void awaitWritten(Rest rest, int lines) throws IOException {
        rest.await("/connectors/source/status", RUNNING, SOON);
        rest.await("/connectors/sink/status", RUNNING, SOON);
        rest.await("/connectors/paused/status", "\"connector\":{\"state\":\"PAUSED\"", SOON);
        rest.await("/connectors/stopped/status", "\"connector\":{\"state\":\"STOPPED\"", SOON);
        await().atMost(SOON)
                .untilAsserted(
                        () -> assertThat(Files.readAllLines(dir.resolve("out"))).hasSize(lines));
    }

    private void create(Rest rest) {
        String source = "{\"connector.class\":\"FileStreamSource\",\"topic\":\"lines\",\"file\":\"" + dir.resolve("in")
                + "\",\"value.converter\":\"org.apache.kafka.connect.storage.StringConverter\"}";
        String sink = "{\"connector.class\":\"FileStreamSink\",\"topics\":\"lines\",\"file\":\"" + dir.resolve("out")
                + "\",\"value.converter\":\"org.apache.kafka.connect.storage.StringConverter\"}";
        String other = source.replace("\"lines\"", "\"others\"").replace("/in\"", "/none\"");
        for (Map.Entry<String, String> one : Map.of("source", source, "sink", sink, "paused", other, "stopped", other)
                .entrySet()) {
            assertThat(rest.put("/connectors/" + one.getKey() + "/config", one.getValue())
                            .status())
                    .isEqualTo(201);
            rest.await("/connectors/" + one.getKey() + "/status", RUNNING, SOON);
        }
        assertThat(rest.put("/connectors/paused/pause", "").status()).isEqualTo(202);
        assertThat(rest.put("/connectors/stopped/stop", "").status()).isEqualTo(204);
    }

    private void write(int from, int to) throws IOException {
        List<String> lines =
                IntStream.range(from, to).mapToObj(n -> "line " + n).toList();
        Files.write(dir.resolve("in"), lines, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /** Ours, told what Apache's was told. */
    private ConnectWorker ours(KafkaCluster cluster) throws IOException {
        Path plugin = dir.resolve("plugins/file");
        Files.createDirectories(plugin);
        Files.copy(PeerJars.of("connect-file"), plugin.resolve("connect-file.jar"));
        return ConnectWorker.start(
                WorkerSettings.parse(
                        Map.ofEntries(
                                Map.entry("bootstrap.servers", cluster.bootstrapServers()),
                                Map.entry("group.id", "connect-cluster"),
                                Map.entry("config.storage.topic", "connect-configs"),
                                Map.entry("offset.storage.topic", "connect-offsets"),
                                Map.entry("status.storage.topic", "connect-status"),
                                Map.entry("key.converter", "org.apache.kafka.connect.storage.StringConverter"),
                                Map.entry("value.converter", "org.apache.kafka.connect.json.JsonConverter"),
                                Map.entry("listeners", "http://127.0.0.1:0"),
                                Map.entry("plugin.path", dir.resolve("plugins").toString())),
                        LogEngine.settingNames()),
                "test",
                "test");
    }
}
