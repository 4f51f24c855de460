package io.leat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.leat.testing.ApacheConnect;
import io.leat.testing.KafkaCluster;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The commands speak to Apache's own worker as to ours: same paths, bodies and codes. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConnectorsIT {
    private final KafkaCluster cluster = KafkaCluster.start(1);
    private final ApacheConnect worker = ApacheConnect.startStandalone(cluster, Map.of(), List.of());

    @TempDir
    Path folder;

    private Path in = Path.of("");

    @BeforeEach
    void prepare() throws Exception {
        in = Files.writeString(folder.resolve("in"), "one\n");
    }

    @AfterAll
    void stop() {
        worker.close();
        cluster.close();
    }

    @Test
    void aConnectorIsCreatedListedPausedResumedRestartedAndDeleted() throws Exception {
        var file = Files.writeString(folder.resolve("lines.json"), """
                {"name": "lines", "config": {"connector.class": "FileStreamSource", "topic": "t", "file": "%s", "tasks.max": 1}}
                """.formatted(in));
        assertThat(leat("create", file.toString()).out()).contains("created lines");
        awaitState("RUNNING");
        assertThat(leat("list").out()).contains("NAME", "lines", "source", "RUNNING", "1/1 running");

        leat("pause", "lines");
        awaitState("PAUSED");
        leat("resume", "lines");
        awaitState("RUNNING");
        assertThat(leat("restart", "lines").out()).contains("restarted lines");
        assertThat(leat("restart", "lines", "--task", "0").out()).contains("restarted lines");
        leat("stop", "lines");
        awaitState("STOPPED");
        assertThat(leat("create", "--update", file.toString()).out()).contains("updated lines");
        assertThat(leat("delete", "lines").out()).contains("deleted lines");
        assertThat(leat("list").out()).doesNotContain("lines ");
    }

    @Test
    void aNameThatIsTakenFailsAndSaysHowToUpdate() throws Exception {
        var file = Files.writeString(
                folder.resolve("twice.properties"),
                "name=twice\nconnector.class=FileStreamSource\ntopic=t\nfile=" + in);
        leat("create", file.toString());

        var ran = Ran.leat("connectors", "create", "--url", worker.restUrl(), file.toString());

        assertThat(ran.exit()).isEqualTo(1);
        assertThat(ran.err()).contains("twice").contains("--update");
    }

    @Test
    void anUnknownNameIsWrongInputAndAnInvalidConfigurationToo() throws Exception {
        var unknown = Ran.leat("connectors", "status", "nobody", "--url", worker.restUrl());
        assertThat(unknown.exit()).isEqualTo(2);
        assertThat(unknown.err()).contains("nobody").contains("connectors list");

        var file = Files.writeString(
                folder.resolve("wrong.json"), "{\"name\": \"wrong\", \"connector.class\": \"NoSuchThing\"}");
        var invalid = Ran.leat("connectors", "create", "--url", worker.restUrl(), file.toString());
        assertThat(invalid.exit()).isEqualTo(2);
        assertThat(invalid.err()).contains("NoSuchThing");
    }

    private Ran leat(String... args) {
        var all = new java.util.ArrayList<>(List.of("connectors"));
        all.addAll(List.of(args));
        all.addAll(List.of("--url", worker.restUrl()));
        var ran = Ran.leat(all.toArray(String[]::new));
        assertThat(ran.exit()).as("%s", ran).isZero();
        return ran;
    }

    private void awaitState(String state) {
        Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            var status = new ObjectMapper()
                    .readTree(leat("status", "lines", "--json").out());
            assertThat(status.at("/0/connector/state").asText()).isEqualTo(state);
        });
    }
}
