package io.leat.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApacheConnectTest {
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    @Test
    void aFileGoesThroughATopicToAnotherFileAndADistributedWorkerRemembersItsConnectors() throws Exception {
        var in = Files.writeString(folder.resolve("in"), "one\ntwo\n");
        var out = folder.resolve("out");
        try (var cluster = KafkaCluster.start(1);
                var worker = ApacheConnect.startDistributed(cluster, Map.of(), List.of())) {
            assertThat(put(worker, "source", "FileStreamSource", "\"topic\":\"lines\",\"file\":\"" + in + "\""))
                    .isEqualTo(201);
            assertThat(put(worker, "sink", "FileStreamSink", "\"topics\":\"lines\",\"file\":\"" + out + "\""))
                    .isEqualTo(201);
            Waiting.until(
                    "two lines",
                    SOON,
                    () -> Files.readAllLines(out).size() == 2,
                    () -> worker.process().tail());
            assertThat(out).hasContent("one\ntwo");

            worker.restart();

            assertThat(worker.rest().await("/connectors", "sink", SOON)).contains("source");
        }
    }

    @Test
    void aStandaloneWorkerAnswersWithTheVersionOfTheKafkaSet() {
        try (var cluster = KafkaCluster.start(1);
                var worker = ApacheConnect.startStandalone(cluster, Map.of(), List.of())) {
            assertThat(worker.rest().get("/").body()).contains("\"version\":\"4.3.1\"");
        }
    }

    private static int put(ApacheConnect worker, String name, String type, String settings) {
        return worker.rest()
                .put("/connectors/" + name + "/config", "{\"connector.class\":\"" + type + "\"," + settings + "}")
                .status();
    }
}
