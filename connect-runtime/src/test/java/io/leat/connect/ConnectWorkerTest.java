package io.leat.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leat.connect.port.ClusterLog;
import io.leat.connect.worker.NumberingSource;
import io.leat.connect.worker.WorkerSettings;
import io.leat.log.LogEngine;
import io.leat.testing.Rest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConnectWorkerTest {
    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    @Test
    void aConnectorSubmittedOverRestRunsAndIsBackAfterARestart() {
        try (ConnectWorker worker = start("http://127.0.0.1:0")) {
            Rest rest = new Rest(worker.restUri().toString());
            assertThat(rest.get("/").body()).contains(worker.log().orElseThrow().clusterId());
            assertThat(rest.post(
                                    "/connectors",
                                    "{\"name\":\"numbers\",\"config\":{\"connector.class\":\"NumberingSource\","
                                            + "\"topic\":\"numbers\",\"limit\":\"10\"}}")
                            .status())
                    .isEqualTo(400); // on the test class path no manifest names it, so only its full name is known
            assertThat(rest.put(
                                    "/connectors/numbers/config",
                                    "{\"connector.class\":\"" + NumberingSource.class.getName()
                                            + "\",\"topic\":\"numbers\",\"limit\":\"10\"}")
                            .status())
                    .isEqualTo(201);
            rest.await("/connectors/numbers/status", "\"tasks\":[{\"id\":0,\"state\":\"RUNNING\"", SOON);
            assertThat(rest.get("/health").status()).isEqualTo(200);
        }
        try (ConnectWorker again = start("http://127.0.0.1:0")) {
            Rest rest = new Rest(again.restUri().toString());
            rest.await(
                    "/connectors/numbers/status",
                    "\"tasks\":[{\"id\":0,\"state\":\"RUNNING\",\"worker_id\":\"127.0.0.1:"
                            + again.restUri().getPort(),
                    SOON);
        }
    }

    @Test
    void aStartThatFailsLeavesNothingOpen() {
        try (ConnectWorker worker = start("http://127.0.0.1:0")) {
            String taken = "http://127.0.0.1:" + worker.restUri().getPort();
            assertThatThrownBy(() -> start(taken, folder.resolve("other"))).isInstanceOf(ConnectException.class);
            start("http://127.0.0.1:0", folder.resolve("other")).close();
        }
    }

    @Test
    void aClusterThatDoesNotAnswerIsNamedWithWhatToLookAt() {
        WorkerSettings settings = WorkerSettings.parse(
                Map.of(
                        "bootstrap.servers", "127.0.0.1:1",
                        "request.timeout.ms", "500",
                        "default.api.timeout.ms", "1000",
                        "listeners", "http://127.0.0.1:0"),
                LogEngine.settingNames());

        assertThat(settings.warnings()).isEmpty();
        assertThatThrownBy(() -> ConnectWorker.start(settings, "test", "test"))
                .isInstanceOf(ClusterLog.UnreachableException.class)
                .hasMessageContaining("bootstrap.servers=127.0.0.1:1 does not answer")
                .hasMessageContaining("Check the addresses");
    }

    private ConnectWorker start(String listeners) {
        return start(listeners, folder.resolve("log"));
    }

    private static ConnectWorker start(String listeners, Path log) {
        return ConnectWorker.start(
                WorkerSettings.parse(
                        Map.of("listeners", listeners, "log.dirs", log.toString()), LogEngine.settingNames()),
                "test",
                "unknown");
    }
}
