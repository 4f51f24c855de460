package io.leat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.leat.testing.LeatProcess;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkerIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String RUNNING = "\"state\":\"RUNNING\"";

    @TempDir
    Path folder;

    private Path sink = Path.of("");

    @BeforeEach
    void prepare() throws Exception {
        sink = Files.writeString(folder.resolve("rows.json"), """
                {"name": "rows", "config": {"connector.class": "CsvSink", "topics": "t", "directory": "%s"}}
                """.formatted(folder.resolve("csv")));
    }

    @Test
    void connectorFilesRunAndComeBackAfterAKillWithoutTheFile() {
        try (var worker = worker(sink.toString())) {
            worker.rest().await("/connectors/rows/status", RUNNING, SOON);
            worker.kill9();
        }
        try (var worker = worker()) {
            worker.rest().await("/connectors/rows/status", RUNNING, SOON);
            assertThat(worker.terminate()).isZero();
        }
    }

    @Test
    void theCommandsSteerTheWorker() {
        try (var worker = worker()) {
            var url = worker.restUrl();
            assertThat(Ran.leat("connectors", "create", sink.toString(), "--url", url)
                            .out())
                    .contains("created rows");
            worker.rest().await("/connectors/rows/status", RUNNING, SOON);
            assertThat(Ran.leat("connectors", "list", "--url", url).out()).contains("rows", "sink", "RUNNING");
            assertThat(Ran.leat("connectors", "pause", "rows", "--url", url).exit())
                    .isZero();
            worker.rest().await("/connectors/rows/status", "\"state\":\"PAUSED\"", SOON);
            assertThat(Ran.leat("connectors", "resume", "rows", "--url", url).exit())
                    .isZero();
            worker.rest().await("/connectors/rows/status", RUNNING, SOON);
            assertThat(Ran.leat("connectors", "restart", "rows", "--url", url).exit())
                    .isZero();
            assertThat(Ran.leat("connectors", "stop", "rows", "--url", url).exit())
                    .isZero();
            worker.rest().await("/connectors/rows/status", "\"state\":\"STOPPED\"", SOON);
            assertThat(Ran.leat("connectors", "delete", "rows", "--url", url).exit())
                    .isZero();
            assertThat(worker.rest().get("/connectors/rows").status()).isEqualTo(404);
        }
    }

    @Test
    void aSecondWorkerOnTheSameFolderIsToldSoAndTheFirstGoesOn() {
        try (var first = worker()) {
            first.restUrl();
            try (var second = worker()) {
                assertThat(second.awaitExit(SOON)).isEqualTo(1);
                assertThat(String.join("\n", second.output()))
                        .contains(folder.resolve("data/log").toString())
                        .contains("--dir");
            }
            assertThat(first.rest().get("/").status()).isEqualTo(200);
        }
    }

    @Test
    void aTakenPortIsNamedWithTheWayOut() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var worker = LeatProcess.start(List.of(
                        "worker",
                        "--dir",
                        folder.resolve("data").toString(),
                        "--rest",
                        "127.0.0.1:" + taken.getLocalPort()))) {
            assertThat(worker.awaitExit(SOON)).isEqualTo(1);
            assertThat(String.join("\n", worker.output()))
                    .contains("127.0.0.1:" + taken.getLocalPort())
                    .contains("--rest HOST:PORT");
        }
    }

    @Test
    void aWrongSettingAndAWrongConnectorAreWrongInput() throws Exception {
        try (var worker = worker("--set", "num.partitions=many")) {
            assertThat(worker.awaitExit(SOON)).isEqualTo(2);
            assertThat(String.join("\n", worker.output())).contains("num.partitions", "many", "--set");
        }
        var unknown =
                Files.writeString(folder.resolve("x.json"), "{\"name\": \"x\", \"connector.class\": \"CsvSnik\"}");
        try (var worker = worker(unknown.toString())) {
            assertThat(worker.awaitExit(SOON)).isEqualTo(2);
            assertThat(String.join("\n", worker.output())).contains("CsvSnik", "CsvSinkConnector");
        }
    }

    /** What is said of TLS, of all listeners and of one, reaches the worker's log. */
    @Test
    void aWorkerServesKafkasClientsOverTls() throws Exception {
        Path keys = folder.resolve("keys.p12");
        keytool(
                "-genkeypair",
                "-alias",
                "worker",
                "-keyalg",
                "EC",
                "-dname",
                "CN=worker",
                "-ext",
                "san=ip:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-keystore",
                keys.toString());
        Path client = Files.writeString(
                folder.resolve("client.properties"),
                "security.protocol=SSL\nssl.truststore.type=PKCS12\nssl.truststore.password=store-secret\nssl.truststore.location="
                        + trusting(keys) + "\n");
        try (var worker = worker(
                "--listeners", "INSIDE://127.0.0.1:0",
                "--set", "listener.security.protocol.map=INSIDE:SSL",
                "--set", "listener.name.inside.ssl.keystore.location=" + keys,
                "--set", "ssl.keystore.type=PKCS12",
                "--set", "ssl.keystore.password=store-secret")) {
            String address = worker.awaitLine("INSIDE://(\\S+)").group(1);
            assertThat(Ran.leat(
                            "topics", "--list", "--bootstrap-server", address, "--command-config", client.toString()))
                    .satisfies(it -> assertThat(it.exit()).as(it.err()).isZero())
                    .satisfies(it -> assertThat(it.out()).contains("connect-configs"));
            assertThat(String.join("\n", worker.output())).doesNotContain("store-secret");
        }
    }

    private Path trusting(Path keys) throws Exception {
        Path certificate = folder.resolve("worker.cer");
        keytool("-exportcert", "-alias", "worker", "-keystore", keys.toString(), "-file", certificate.toString());
        Path trust = folder.resolve("trust.p12");
        keytool(
                "-importcert",
                "-noprompt",
                "-alias",
                "worker",
                "-storetype",
                "PKCS12",
                "-keystore",
                trust.toString(),
                "-file",
                certificate.toString());
        return trust;
    }

    private static void keytool(String... arguments) throws Exception {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home", ""), "bin", "keytool").toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("-storepass", "store-secret"));
        Process process = new ProcessBuilder(command).inheritIO().start();
        assertThat(process.waitFor()).as("%s", command).isZero();
    }

    @Test
    void aWorkerWithoutALogOfItsOwnWorksOnTheClusterItIsToldOf() throws Exception {
        Path file = Files.writeString(
                folder.resolve("worker.properties"),
                "config.storage.replication.factor=1\noffset.storage.replication.factor=1\nstatus.storage.replication.factor=1\n");
        try (var log = LeatProcess.start(
                List.of("log", "--dir", folder.resolve("data").toString(), "--listeners", "PLAINTEXT://127.0.0.1:0"))) {
            String address = log.awaitLine("Kafka +PLAINTEXT://(\\S+)").group(1);
            try (var worker = LeatProcess.start(List.of(
                    "worker",
                    "--config",
                    file.toString(),
                    "--rest",
                    "127.0.0.1:0",
                    "--set",
                    "bootstrap.servers=" + address,
                    sink.toString()))) {
                worker.rest().await("/connectors/rows/status", RUNNING, SOON);
                assertThat(worker.output()).contains("log  " + address).noneMatch(line -> line.startsWith("Kafka "));
                assertThat(Ran.leat("topics", "--bootstrap-server", address, "--list")
                                .out())
                        .contains("connect-configs", "connect-offsets", "connect-status");
                assertThat(worker.terminate()).isZero();
            }
        }
    }

    @Test
    void aClusterThatDoesNotAnswerEndsTheStartWithThree() {
        try (var worker = LeatProcess.start(List.of(
                "worker",
                "--rest",
                "127.0.0.1:0",
                "--set",
                "bootstrap.servers=127.0.0.1:1",
                "--set",
                "default.api.timeout.ms=1000",
                "--set",
                "request.timeout.ms=500"))) {
            assertThat(worker.awaitExit(SOON)).isEqualTo(3);
            assertThat(String.join("\n", worker.output())).contains("bootstrap.servers=127.0.0.1:1 does not answer");
        }
    }

    private LeatProcess worker(String... more) {
        var args = new ArrayList<>(
                List.of("worker", "--dir", folder.resolve("data").toString(), "--rest", "127.0.0.1:0"));
        args.addAll(List.of(more));
        return LeatProcess.start(args);
    }
}
