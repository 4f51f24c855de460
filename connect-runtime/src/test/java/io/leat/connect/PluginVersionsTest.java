package io.leat.connect;

import static org.assertj.core.api.Assertions.assertThat;

import io.leat.connect.port.EmbeddedLog;
import io.leat.connect.worker.WorkerSettings;
import io.leat.log.LogEngine;
import io.leat.testing.CompiledJar;
import io.leat.testing.Rest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several versions of one plugin side by side (KIP-891): each connector runs in the one it asks for. */
class PluginVersionsTest {
    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir
    Path dir;

    @Test
    void twoVersionsOfAConnectorAndItsTransformRunSideBySide() {
        plugin("older", "1.4");
        plugin("newer", "2.0");
        try (ConnectWorker worker = worker()) {
            Rest rest = new Rest(worker.restUri().toString());
            create(rest, "old", "'connector.plugin.version':'[1.0,2.0)'");
            create(rest, "new", "'connector.plugin.version':'2.0'");
            create(rest, "mixed", "'connector.plugin.version':'2.0','transforms.mark.plugin.version':'1.4'");
            create(rest, "any", "'tasks.max':'1'");

            rest.await("/connectors/old/status", status("1.4"), SOON);
            rest.await("/connectors/new/status", status("2.0"), SOON);
            assertThat(rest.get("/connectors/old/status").body()).contains("\"connector\":{\"state\":\"RUNNING\"");
            assertThat(first(worker, "old")).isEqualTo("1.4 marked 1.4");
            assertThat(first(worker, "new")).isEqualTo("2.0 marked 2.0");
            assertThat(first(worker, "mixed")).isEqualTo("2.0 marked 1.4");
            assertThat(first(worker, "any")).isEqualTo("2.0 marked 2.0");
        }
    }

    @Test
    void aVersionThatIsNotThereIsAnErrorOfItsSettingAndShowsThoseThatAre() {
        plugin("older", "1.4");
        plugin("newer", "2.0");
        try (ConnectWorker worker = worker()) {
            Rest rest = new Rest(worker.restUri().toString());
            Rest.Response refused = rest.post("/connectors", body("c", "'connector.plugin.version':'[3,)'"));
            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.body()).contains("no version [3,) of v.Teller", "1.4", "2.0");

            Rest.Response verdict = rest.put(
                    "/connector-plugins/Teller/config/validate",
                    settings("c", "'transforms.mark.plugin.version':'one'"));
            assertThat(rest.get("/connector-plugins/Teller/config?version=1.4").status())
                    .isEqualTo(200);
            assertThat(rest.get("/connector-plugins/Teller/config?version=%5B3,)")
                            .status())
                    .isIn(400, 404);
            assertThat(verdict.body())
                    .contains("\"error_count\":1")
                    .contains("no version one of v.Mark")
                    .contains("\"recommended_values\":[\"2.0\",\"1.4\"]");
        }
    }

    @Test
    void aPluginThatComesWhileTheWorkerRunsIsUsedAfterAReload() {
        plugin("older", "1.4");
        try (ConnectWorker worker = worker()) {
            Rest rest = new Rest(worker.restUri().toString());
            create(rest, "old", "'tasks.max':'1'");
            rest.await("/connectors/old/status", status("1.4"), SOON);
            plugin("newer", "2.0");
            assertThat(rest.get("/connector-plugins").body()).doesNotContain("2.0");

            Rest.Response reloaded = rest.post("/connector-plugins/reload", "");

            assertThat(reloaded.status()).isEqualTo(200);
            assertThat(reloaded.body())
                    .contains("\"added\":[{\"class\":\"v.Teller\",\"type\":\"source\",\"version\":\"2.0\"}")
                    .contains("\"removed\":[]");
            create(rest, "new", "'connector.plugin.version':'2.0'");
            rest.await("/connectors/new/status", status("2.0"), SOON);
            assertThat(first(worker, "new")).isEqualTo("2.0 marked 2.0");
            rest.await("/connectors/old/status", status("1.4"), SOON);
        }
    }

    private static String status(String version) {
        return "\"tasks\":[{\"id\":0,\"state\":\"RUNNING\",\"worker_id\":\"127.0.0.1:8083\",\"version\":\"" + version;
    }

    private static void create(Rest rest, String name, String settings) {
        Rest.Response created = rest.post("/connectors", body(name, settings));
        assertThat(created.status()).as(created.body()).isEqualTo(201);
    }

    private static String body(String name, String settings) {
        return "{\"name\":\"" + name + "\",\"config\":" + settings(name, settings) + "}";
    }

    private static String settings(String name, String settings) {
        return ("{'name':'" + name + "','connector.class':'v.Teller','topic':'" + name
                        + "','transforms':'mark','transforms.mark.type':'v.Mark','value.converter':'StringConverter',"
                        + settings + "}")
                .replace('\'', '"');
    }

    private static String first(ConnectWorker worker, String topic) {
        List<ConsumerRecord<byte[], byte[]>> read = new ArrayList<>();
        try (var consumer = new EmbeddedLog(worker.log().orElseThrow())
                .consumer(Map.of("group.id", "reads-" + topic, "auto.offset.reset", "earliest"))) {
            consumer.subscribe(List.of(topic));
            org.awaitility.Awaitility.await().atMost(SOON).until(() -> {
                consumer.poll(Duration.ofMillis(100)).forEach(read::add);
                return !read.isEmpty();
            });
        }
        return new String(read.get(0).value(), StandardCharsets.UTF_8);
    }

    private ConnectWorker worker() {
        return ConnectWorker.start(
                WorkerSettings.parse(
                        Map.of(
                                "listeners",
                                "http://127.0.0.1:0",
                                "rest.advertised.port",
                                "8083",
                                "plugin.path",
                                dir.resolve("plugins").toString(),
                                "log.dirs",
                                dir.resolve("log").toString()),
                        LogEngine.settingNames()),
                "test",
                "unknown");
    }

    /** A source that tells its version in one record, and a transform that adds its own. */
    private void plugin(String folder, String version) {
        String connector = """
                package v;
                import java.util.*;
                import org.apache.kafka.common.config.*;
                import org.apache.kafka.connect.connector.Task;
                import org.apache.kafka.connect.source.*;
                public class Teller extends SourceConnector {
                    private Map<String, String> settings;
                    public String version() { return "VERSION"; }
                    public void start(Map<String, String> settings) { this.settings = settings; }
                    public Class<? extends Task> taskClass() { return Telling.class; }
                    public List<Map<String, String>> taskConfigs(int max) { return List.of(settings); }
                    public void stop() {}
                    public ConfigDef config() {
                        return new ConfigDef().define("topic", ConfigDef.Type.STRING, ConfigDef.Importance.HIGH, "t");
                    }
                }
                """;
        String task = """
                package v;
                import java.util.*;
                import org.apache.kafka.connect.source.*;
                public class Telling extends SourceTask {
                    private String topic;
                    public String version() { return "VERSION"; }
                    public void start(Map<String, String> settings) { topic = settings.get("topic"); }
                    public List<SourceRecord> poll() throws InterruptedException {
                        if (topic == null) { Thread.sleep(50); return null; }
                        var record = new SourceRecord(Map.of("a", "b"), Map.of("n", 1L), topic,
                            org.apache.kafka.connect.data.Schema.STRING_SCHEMA, "VERSION");
                        topic = null;
                        return List.of(record);
                    }
                    public void stop() {}
                }
                """;
        String transform = """
                package v;
                import java.util.Map;
                import org.apache.kafka.common.config.ConfigDef;
                import org.apache.kafka.connect.connector.ConnectRecord;
                public class Mark<R extends ConnectRecord<R>>
                        implements org.apache.kafka.connect.transforms.Transformation<R> {
                    public R apply(R r) {
                        return r.newRecord(r.topic(), r.kafkaPartition(), r.keySchema(), r.key(), r.valueSchema(),
                            r.value() + " marked VERSION", r.timestamp());
                    }
                    public ConfigDef config() { return new ConfigDef(); }
                    public void configure(Map<String, ?> settings) {
                        if (settings.containsKey("plugin.version")) { throw new IllegalArgumentException("not mine"); }
                    }
                    public String version() { return "VERSION"; }
                    public void close() {}
                }
                """;
        CompiledJar.write(
                dir.resolve("plugins").resolve(folder).resolve("plugin.jar"),
                Map.of(
                        "v.Teller", connector.replace("VERSION", version),
                        "v.Telling", task.replace("VERSION", version),
                        "v.Mark", transform.replace("VERSION", version)),
                List.of());
    }
}
