package io.leat.connect.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.leat.connect.plugin.Plugins;
import io.leat.connect.rest.RestServer.Served;
import io.leat.connect.rest.WorkerInfo.Health;
import io.leat.connect.worker.Loggers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The REST layer alone, before a worker that is a map. */
class RestServerTest {
    private static final String SOURCE =
            "{\"name\": \"a\", \"config\": {\"connector.class\": \"FileStreamSource\", \"tasks.max\": 1}}";

    private final ConnectorsInMemory connectors = new ConnectorsInMemory();
    private final Plugins plugins = Plugins.of(null);
    private final LevelsInMemory levels = new LevelsInMemory();
    private final HttpClient client = HttpClient.newHttpClient();
    private volatile Health health = new Health.Healthy();
    private RestServer server = startServer();

    private RestServer startServer() {
        return RestServer.start(
                RestSettings.of("http://127.0.0.1:0"),
                new Served(
                        connectors,
                        plugins,
                        new WorkerInfo("0.1.0", "abc", "cluster-1", () -> health),
                        Loggers.alone(levels, InstantSource.system())));
    }

    @BeforeEach
    void create() throws Exception {
        assertThat(send("POST", "/connectors", SOURCE).statusCode()).isEqualTo(201);
    }

    @AfterEach
    void close() {
        server.close();
        plugins.close();
    }

    @Test
    void theRootSaysVersionCommitAndCluster() throws Exception {
        assertThat(json(send("GET", "/", null)))
                .isEqualTo(tree("{'version':'0.1.0','commit':'abc','kafka_cluster_id':'cluster-1'}"));
    }

    @Test
    void healthIs200WhenHealthy503WhenStarting500WhenNot() throws Exception {
        assertThat(send("GET", "/health", null).statusCode()).isEqualTo(200);
        health = new Health.Starting("reading the config topic");
        HttpResponse<String> starting = send("GET", "/health", null);
        assertThat(starting.statusCode()).isEqualTo(503);
        assertThat(json(starting).get("status").asText()).isEqualTo("starting");
        assertThat(json(starting).get("message").asText()).contains("reading the config topic");
        health = new Health.Unhealthy("the disk is full");
        HttpResponse<String> unhealthy = send("GET", "/health", null);
        assertThat(unhealthy.statusCode()).isEqualTo(500);
        assertThat(json(unhealthy)).isEqualTo(tree("{'status':'unhealthy','message':'the disk is full'}"));
    }

    @Test
    void aCreatedConnectorHasAnAbsoluteLocationAndNoTasksYet() throws Exception {
        HttpResponse<String> created = send("POST", "/connectors", SOURCE.replace("\"a\"", "\"b c\""));
        assertThat(created.statusCode()).isEqualTo(201);
        assertThat(created.headers().firstValue("Location")).hasValue(server.uri() + "/connectors/b%20c");
        assertThat(json(created))
                .isEqualTo(tree("{'name':'b c','config':{'name':'b c','connector.class':'FileStreamSource',"
                        + "'tasks.max':'1'},'tasks':[],'type':'source'}"));
        assertThat(json(send("GET", "/connectors", null))).isEqualTo(tree("['a','b c']"));
        assertThat(json(send("GET", "/connectors/b%20c", null)).get("tasks"))
                .isEqualTo(tree("[{'connector':'b c','task':0}]"));
    }

    @Test
    void expandGivesStatusAndInfoOfEach() throws Exception {
        JsonNode expanded = json(send("GET", "/connectors?expand=status&expand=info&expand=other", null));
        assertThat(expanded.at("/a/status/connector"))
                .isEqualTo(tree("{'state':'RUNNING','worker_id':'127.0.0.1:8083','version':'1.0'}"));
        assertThat(expanded.at("/a/status/tasks"))
                .isEqualTo(tree("[{'id':0,'state':'RUNNING','worker_id':'127.0.0.1:8083'}]"));
        assertThat(expanded.at("/a/info/config/name").asText()).isEqualTo("a");
        assertThat(json(send("GET", "/connectors?expand=info", null))
                        .at("/a/status")
                        .isMissingNode())
                .isTrue();
    }

    @Test
    void changesHaveKafkaConnectsCodes() throws Exception {
        assertThat(send("PUT", "/connectors/a/pause", null).statusCode()).isEqualTo(202);
        assertThat(json(send("GET", "/connectors/a/status", null))
                        .at("/connector/state")
                        .asText())
                .isEqualTo("PAUSED");
        assertThat(send("PUT", "/connectors/a/resume", null).statusCode()).isEqualTo(202);
        assertThat(send("PUT", "/connectors/a/stop", null).statusCode()).isEqualTo(204);
        assertThat(send("POST", "/connectors/a/restart", null).statusCode()).isEqualTo(204);
        HttpResponse<String> whole = send("POST", "/connectors/a/restart?includeTasks=true", null);
        assertThat(whole.statusCode()).isEqualTo(202);
        assertThat(json(whole).get("name").asText()).isEqualTo("a");
        assertThat(send("POST", "/connectors/a/tasks/0/restart", null).statusCode())
                .isEqualTo(204);
        assertThat(json(send("GET", "/connectors/a/tasks/0/status", null))
                        .get("id")
                        .asInt())
                .isZero();
        assertThat(send("DELETE", "/connectors/a", null).statusCode()).isEqualTo(204);
        assertThat(send("GET", "/connectors/a", null).statusCode()).isEqualTo(404);
    }

    @Test
    void puttingAConfigurationCreatesOrReplaces() throws Exception {
        String config = "{\"connector.class\": \"FileStreamSource\"}";
        HttpResponse<String> created = send("PUT", "/connectors/n/config", config);
        assertThat(created.statusCode()).isEqualTo(201);
        assertThat(created.headers().firstValue("Location")).hasValue(server.uri() + "/connectors/n");
        assertThat(send("PUT", "/connectors/n/config", config).statusCode()).isEqualTo(200);
        assertThat(json(send("GET", "/connectors/n/config", null)))
                .isEqualTo(tree("{'name':'n','connector.class':'FileStreamSource'}"));
    }

    @Test
    void anInitialStateIsTakenOrRefused() throws Exception {
        String paused = SOURCE.replace("\"a\",", "\"p\", \"initial_state\": \"paused\",");
        assertThat(send("POST", "/connectors", paused).statusCode()).isEqualTo(201);
        assertThat(json(send("GET", "/connectors/p/status", null))
                        .at("/connector/state")
                        .asText())
                .isEqualTo("PAUSED");
        assertRefused(
                400,
                "at line 1, column 32 is pause, which is none of RUNNING, PAUSED and STOPPED. Nearest: PAUSED.",
                "POST",
                "/connectors",
                paused.replace("paused", "pause"));
    }

    @Test
    void aPatchChangesSingleSettingsAndANullRemovesOne() throws Exception {
        assertThat(json(send("PATCH", "/connectors/a/config", "{\"tasks.max\": null, \"topic\": \"t\", \"x\": 1}"))
                        .get("config"))
                .isEqualTo(tree("{'name':'a','connector.class':'FileStreamSource','topic':'t','x':'1'}"));
        assertRefused(404, "not found", "PATCH", "/connectors/z/config", "{}");
        assertRefused(400, "a string or null as the value", "PATCH", "/connectors/a/config", "{\"x\":[]}");
    }

    @Test
    void aSecretThatAPatchHasHiddenStaysAsItIs() throws Exception {
        String config = "{\"connector.class\": \"X\", \"db.password\": \"hunter2\"}";
        assertThat(send("PUT", "/connectors/s/config", config).statusCode()).isEqualTo(201);
        HttpResponse<String> patched =
                send("PATCH", "/connectors/s/config", "{\"db.password\": \"[hidden]\", \"x\": \"1\"}");
        assertThat(patched.body()).contains("[hidden]").doesNotContain("hunter2");
        assertThat(connectors.config("s"))
                .containsEntry("db.password", "hunter2")
                .containsEntry("x", "1");
    }

    @Test
    void offsetsKeepTheirShapeOverRest() throws Exception {
        String path = "/connectors/a/offsets";
        String nested = "{'offsets':[{'partition':{'a':1,'b':[true,null,{'c':1.5}]},'offset':{'at':9007199254740993}},"
                + "{'partition':{'a':2},'offset':null}]}";
        assertRefused(400, "not STOPPED", "PATCH", path, nested.replace('\'', '"'));
        assertThat(send("PUT", "/connectors/a/stop", null).statusCode()).isEqualTo(204);
        assertThat(json(send("PATCH", path, nested.replace('\'', '"')))).isEqualTo(tree("{'message':'altered'}"));
        assertThat(json(send("GET", path, null))).isEqualTo(tree(nested));
        assertRefused(400, "no offsets to set", "PATCH", path, "{\"offsets\":[]}");
        assertRefused(400, "no offsets to set", "PATCH", path, "{}");
        assertRefused(400, "the field \"offset\"", "PATCH", path, "{\"offset\":[]}");
        assertRefused(400, "no \"partition\"", "PATCH", path, "{\"offsets\":[{\"offset\":{}}]}");
        assertRefused(400, "line 1, column 26", "PATCH", path, "{\"offsets\":[{\"partition\":1}]}");
        assertRefused(400, "not JSON", "PATCH", path, "{\"offsets\":[{\"partition\":{\"a\":[1,");
    }

    @Test
    void aConflictSaysToProgramsWhatItIs() throws Exception {
        HttpResponse<String> exists = send("POST", "/connectors", SOURCE);
        assertThat(exists.statusCode()).isEqualTo(409);
        assertThat(json(exists).get("reason").asText()).isEqualTo("connector_exists");
        HttpResponse<String> running = send("DELETE", "/connectors/a/offsets", null);
        assertThat(running.statusCode()).isEqualTo(409);
        assertThat(json(running).get("reason").asText()).isEqualTo("tasks_running");
        assertThat(json(send("GET", "/connectors/z", null)).has("reason")).isFalse();
    }

    @Test
    void whatTheSettingsForbidIs403() throws Exception {
        assertRefused(403, "Topic tracking is disabled", "GET", "/connectors/a/topics", null);
    }

    @Test
    void loggersAreShownAndChangedWithAllBelowThem() throws Exception {
        levels.set("org.example", "INFO");
        levels.set("org.example.Part", "INFO");
        levels.set("org.examples", "INFO");
        assertThat(json(send("GET", "/admin/loggers/org.example", null)))
                .isEqualTo(tree("{'level':'INFO','last_modified':null}"));
        assertThat(json(send("PUT", "/admin/loggers/org.example", "{\"level\":\"debug\"}")))
                .isEqualTo(tree("['org.example','org.example.Part']"));
        JsonNode all = json(send("GET", "/admin/loggers", null));
        assertThat(all.at("/org.example.Part/level").asText()).isEqualTo("DEBUG");
        assertThat(all.at("/org.example/last_modified").asLong()).isPositive();
        assertThat(all.at("/org.examples/level").asText()).isEqualTo("INFO");
        assertThat(json(send("PUT", "/admin/loggers/root?scope=worker", "{\"level\":\"TRACE\"}")))
                .isEqualTo(tree("['org.example','org.example.Part','org.examples','root']"));
        HttpResponse<String> everywhere =
                send("PUT", "/admin/loggers/org.example?scope=cluster", "{\"level\":\"OFF\"}");
        assertThat(everywhere.statusCode()).isEqualTo(204);
        assertThat(json(send("GET", "/admin/loggers", null)).has("org.example")).isFalse();
        assertRefused(404, "Nearest: org.example, ", "GET", "/admin/loggers/org.exampel", null);
        assertRefused(404, "invalid log level 'LOUD'", "PUT", "/admin/loggers/root", "{\"level\":\"LOUD\"}");
        assertRefused(400, "'level' parameter was not specified", "PUT", "/admin/loggers/root", "{}");
    }

    @Test
    void thePluginsSettingsAreShown() throws Exception {
        JsonNode settings = json(send("GET", "/connector-plugins/RegexRouter/config", null));
        assertThat(settings).extracting(setting -> setting.get("name").asText()).contains("regex", "replacement");
        assertThat(send("GET", "/connector-plugins/RegexRouter/config?version=4.3.1", null)
                        .statusCode())
                .isEqualTo(200);
        assertRefused(404, "Nearest: ", "GET", "/connector-plugins/RegexRooter/config", null);
        assertRefused(
                400,
                "There is no version 1 of RegexRouter",
                "GET",
                "/connector-plugins/RegexRouter/config?version=1",
                null);
    }

    @Test
    void malformedBodiesAreRefusedWithLineAndColumn() throws Exception {
        assertRefused(400, "line 2, column 8: Unexpected character", "POST", "/connectors", "{\n\"name\" \"a\"}");
        assertRefused(400, "expected close marker for Object", "POST", "/connectors", "{\"config\": {");
        assertRefused(400, "where an object", "POST", "/connectors", "[1]");
        assertRefused(400, "where an object of settings", "PUT", "/connectors/a/config", "");
        assertRefused(400, "line 1, column 11", "POST", "/connectors", "{\"config\":[]}");
        assertRefused(400, "as the value of \"x\"", "PUT", "/connectors/a/config", "{\"x\":{}}");
        assertRefused(400, "the field \"nome\"", "POST", "/connectors", "{\"nome\":\"a\"}");
        assertRefused(400, "the end of the body is expected", "PUT", "/connectors/a/config", "{} {}");
        assertRefused(400, "has no name", "POST", "/connectors", "{\"config\":{}}");
        assertRefused(400, "has no \"config\"", "POST", "/connectors", "{\"name\":\"z\"}");
    }

    @Test
    void aNameThatIsNotThePathsIsRefused() throws Exception {
        assertRefused(400, "doesn't match", "PUT", "/connectors/a/config", "{\"name\":\"b\"}");
        assertRefused(400, "doesn't match", "POST", "/connectors", SOURCE.replace("\"tasks.max\"", "\"name\""));
    }

    @Test
    void failuresOfTheWorkerHaveTheirCodes() throws Exception {
        assertRefused(409, "already exists", "POST", "/connectors", SOURCE);
        assertRefused(404, "Connector z not found", "PUT", "/connectors/z/pause", null);
        assertRefused(404, "Unknown task: a-7", "POST", "/connectors/a/tasks/7/restart", null);
        assertRefused(404, "numbered from 0", "POST", "/connectors/a/tasks/x/restart", null);
        assertRefused(400, "connector.class is missing", "PUT", "/connectors/a/config", "{}");
        connectors.failure = new ConnectException("the topic cannot be written");
        assertRefused(500, "the topic cannot be written", "PUT", "/connectors/a/config", "{}");
    }

    @Test
    void whatIsNotServedIsRefusedAsJson() throws Exception {
        assertRefused(404, "", "GET", "/nothing/here", null);
        assertRefused(405, "", "PATCH", "/connectors/a/status", "{}");
        HttpRequest text = HttpRequest.newBuilder(server.uri().resolve("/connectors"))
                .header("Content-Type", "text/plain")
                .POST(BodyPublishers.ofString(SOURCE))
                .build();
        assertError(415, "", client.send(text, BodyHandlers.ofString()));
    }

    @Test
    void aBodyBeyondTheLimitIsRefused() throws Exception {
        String config = "{\"x\":\"" + "y".repeat(RestSettings.DEFAULT_MAX_BODY_BYTES) + "\"}";
        assertRefused(413, "longer than 1048576 bytes", "PUT", "/connectors/a/config", config);
    }

    @Test
    void aHeaderBeyondTheLimitIsRefusedAsJson() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(server.uri())
                .header("X-Long", "y".repeat(20_000))
                .build();
        assertError(431, "", client.send(request, BodyHandlers.ofString()));
    }

    @Test
    void pagesOfOtherSitesAreKeptOut() throws Exception {
        assertThat(raw("POST /connectors/a/restart HTTP/1.1\r\nHost: localhost\r\nOrigin: http://evil.example\r\n"))
                .startsWith("HTTP/1.1 403");
        assertThat(raw("GET /connectors HTTP/1.1\r\nHost: evil.example\r\n")).startsWith("HTTP/1.1 403");
        assertThat(raw("GET /connectors HTTP/1.1\r\nHost: LOCALHOST:1\r\nOrigin: http://LOCALHOST:1\r\n"))
                .startsWith("HTTP/1.1 200")
                .doesNotContain("Server:");
    }

    @Test
    void tasksAreShownWithWhatTheyWereToldButNoSecretUnderAnyName() throws Exception {
        String config = "{\"connector.class\": \"X\", \"password\": \"hunter2\"}";
        assertThat(send("PUT", "/connectors/s/config", config).statusCode()).isEqualTo(201);
        assertThat(json(send("GET", "/connectors/s/tasks", null)))
                .isEqualTo(tree("[{'id':{'connector':'s','task':0},'config':{'connector.class':'X','name':'s',"
                        + "'password':'[hidden]','handed.on':'[hidden]'}}]"));
        assertThat(send("GET", "/connectors/none/tasks", null).statusCode()).isEqualTo(404);
    }

    @Test
    void secretsAreHiddenAndKeptWhenTheyComeBackHidden() throws Exception {
        String config = "{\"connector.class\": \"X\", \"db.password\": \"hunter2\"}";
        HttpResponse<String> created = send("PUT", "/connectors/s/config", config);
        assertThat(created.body()).contains("[hidden]").doesNotContain("hunter2");
        JsonNode shown = json(send("GET", "/connectors/s/config", null));
        assertThat(shown.get("db.password").asText()).isEqualTo("[hidden]");
        assertThat(send("GET", "/connectors?expand=info", null).body()).doesNotContain("hunter2");
        assertThat(send("PUT", "/connectors/s/config", shown.toString()).statusCode())
                .isEqualTo(200);
        assertThat(connectors.config("s")).containsEntry("db.password", "hunter2");
        assertRefused(
                400,
                "in place of a secret",
                "PUT",
                "/connectors/t/config",
                shown.toString().replace("\"s\"", "\"t\""));
    }

    @Test
    void pluginsAreListedByKind() throws Exception {
        JsonNode all = json(send("GET", "/connector-plugins?connectorsOnly=false", null));
        assertThat(all)
                .contains(
                        tree(
                                "{'class':'org.apache.kafka.connect.json.JsonConverter','type':'converter','version':'4.3.1'}"));
    }

    @Test
    void anUnknownClassIsRefusedWithTheNearestNames() throws Exception {
        assertRefused(
                400,
                "no sink or source plugin of the name Nothing",
                "PUT",
                "/connector-plugins/Nothing/config/validate",
                "{\"connector.class\":\"Nothing\"}");
        assertRefused(400, "has no connector.class", "PUT", "/connector-plugins/Nothing/config/validate", "{}");
    }

    @Test
    void aTakenPortIsNamed() {
        assertThatThrownBy(() -> RestServer.start(
                        RestSettings.of(server.uri().toString()),
                        connectors,
                        plugins,
                        new WorkerInfo("", "", "", Health.Healthy::new)))
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining(String.valueOf(server.uri().getPort()));
    }

    private void assertRefused(int code, String message, String method, String path, @Nullable String body)
            throws Exception {
        assertError(code, message, send(method, path, body));
    }

    private static void assertError(int code, String message, HttpResponse<String> reply) throws IOException {
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(code);
        assertThat(reply.headers().firstValue("Content-Type").orElse("")).startsWith("application/json");
        JsonNode error = json(reply);
        assertThat(error.get("error_code").asInt()).isEqualTo(code);
        assertThat(error.get("message").asText()).contains(message).doesNotContain("REDACTED");
    }

    private HttpResponse<String> send(String method, String path, @Nullable String body) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server.uri() + path));
        if (body == null) {
            request.method(method, BodyPublishers.noBody());
        } else {
            request.header("Content-Type", "application/json").method(method, BodyPublishers.ofString(body));
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    /** Sends what a client library would not. */
    private String raw(String head) throws IOException {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), server.uri().getPort())) {
            String request = head + "Content-Length: 0\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static JsonNode json(HttpResponse<String> reply) throws IOException {
        return new ObjectMapper().readTree(reply.body());
    }

    private static JsonNode tree(String json) throws IOException {
        return new ObjectMapper().readTree(json.replace('\'', '"'));
    }
}
