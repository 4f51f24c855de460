package io.leat.connect.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.leat.connect.plugin.Plugins;
import io.leat.connect.port.ClusterLogs;
import io.leat.connect.rest.RestServer.Served;
import io.leat.connect.rest.WorkerInfo.Health;
import io.leat.connect.worker.Worker;
import io.leat.connect.worker.WorkerSettings;
import io.leat.testing.ApacheConnect;
import io.leat.testing.KafkaCluster;
import io.leat.testing.PeerJars;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Sends one script of requests to Apache's worker 4.3.1 and to ours, both on one broker and both with Apache's file
 * connectors, ours by {@code plugin.path}. Codes and bodies must be the same, except for what
 * {@code docs/compatibility.md} lists; the script says so where it is.
 */
class RestComparisonTest {
    private static final Duration SOON = Duration.ofSeconds(60);

    /** The reply to a step; the body is missing if there was none. */
    private record Reply(int code, boolean located, JsonNode body) {}

    /**
     * A request, or a wait.
     *
     * @param awaited the state that the connector and its tasks must show first, or what the body must hold, or empty
     * @param ours our code where it is meant to differ, or 0
     * @param headers names and values, beside the content type
     */
    private record Step(
            String method, String path, String body, String type, String awaited, int ours, List<String> headers) {
        static Step of(String method, String path, String body) {
            return new Step(method, path, body.replace('\'', '"'), "application/json", "", 0, List.of());
        }

        static Step get(String path) {
            return of("GET", path, "");
        }

        Step once(String state) {
            return new Step(method, path, body, type, state, ours, headers);
        }

        Step oursIs(int code) {
            return new Step(method, path, body, type, awaited, code, headers);
        }

        Step as(String contentType) {
            return new Step(method, path, body, contentType, awaited, ours, headers);
        }

        Step signed(String algorithm, String signature) {
            List<String> with =
                    List.of("X-Connect-Authorization", signature, "X-Connect-Request-Signature-Algorithm", algorithm);
            return new Step(method, path, body, type, awaited, ours, with);
        }
    }

    @TempDir
    Path dir;

    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    void everyReplyHasTheCodeAndTheShapeOfApachesWorker() throws Exception {
        Files.writeString(dir.resolve("in.txt"), "a\nb\n");
        List<Step> script = script(dir.resolve("in.txt"), dir.resolve("out.txt"));
        List<String> found = new ArrayList<>();
        try (KafkaCluster cluster = KafkaCluster.start(1);
                ApacheConnect apache = ApacheConnect.startDistributed(cluster, Map.of(), List.of());
                Plugins plugins = Plugins.of(pluginPath().toString());
                Worker worker = worker(cluster, plugins);
                RestServer rest = RestServer.start(
                        RestSettings.of("http://127.0.0.1:0"),
                        new Served(
                                worker.operations(),
                                plugins,
                                new WorkerInfo("0", "0", cluster.id(), Health.Healthy::new),
                                worker.loggers()))) {
            worker.open();
            worker.start("127.0.0.1:" + rest.uri().getPort());
            for (Step step : script) {
                differences(step, apache.restUrl(), rest.uri().toString())
                        .forEach(line -> found.add(step.method + " " + step.path + " " + step.body + ": " + line));
            }
        }
        assertThat(script).hasSizeGreaterThanOrEqualTo(160);
        assertThat(found).as("differences, Kafka Connect's first").isEmpty();
    }

    private List<String> differences(Step step, String apache, String leat) {
        try {
            Reply theirs = send(apache, step);
            return differences(step, theirs, send(leat, step));
        } catch (ConditionTimeoutException e) {
            return List.of(String.valueOf(e.getMessage()));
        }
    }

    private static List<String> differences(Step step, Reply theirs, Reply ours) {
        if (step.ours != 0) {
            return ours.code == step.ours && theirs.code != step.ours
                    ? List.of()
                    : List.of("meant to differ: code " + theirs.code + " and " + ours.code + ", not " + step.ours);
        }
        if (theirs.code != ours.code) {
            return List.of("code " + theirs.code + " and " + ours.code + ": " + theirs.body + " and " + ours.body);
        }
        if (ours.code == 409 && ours.body instanceof ObjectNode body) {
            assertThat(body.remove("reason").asText())
                    .as("the reason, which Kafka Connect has not")
                    .isNotBlank();
        }
        List<String> found = new ArrayList<>(Difference.between(theirs.body, ours.body));
        // Ours is not asked for it: no code of a stopped connector runs.
        found.removeIf(line -> step.awaited.equals("STOPPED") && line.startsWith("/connector/version"));
        if (theirs.located != ours.located) {
            found.add("Location: " + theirs.located + " and " + ours.located);
        }
        return found;
    }

    private static List<Step> script(Path in, Path out) {
        String file = "'connector.class':'FileStreamSource','file':'" + in + "','topic':'lines'";
        String sink = "'connector.class':'FileStreamSink','file':'" + out + "','tasks.max':'1'";
        return List.of(
                Step.get("/"),
                Step.get("/health"),
                Step.get("/connectors"),
                // Nobody there.
                Step.get("/connectors/none"),
                Step.get("/connectors/none/config"),
                Step.get("/connectors/none/status"),
                Step.get("/connectors/none/tasks"),
                Step.get("/connectors/none/tasks/0/status"),
                Step.of("DELETE", "/connectors/none", ""),
                Step.of("PUT", "/connectors/none/pause", ""),
                Step.of("PUT", "/connectors/none/resume", ""),
                Step.of("PUT", "/connectors/none/stop", ""),
                Step.of("POST", "/connectors/none/restart", ""),
                Step.of("POST", "/connectors/none/restart?includeTasks=true", ""),
                Step.of("POST", "/connectors/none/tasks/0/restart", ""),
                Step.of("PATCH", "/connectors/none/config", "{'file':'x'}"),
                Step.get("/connectors/none/offsets"),
                Step.of("PATCH", "/connectors/none/offsets", NO_FILE),
                Step.of("DELETE", "/connectors/none/offsets", ""),
                Step.get("/connectors/none/topics"),
                Step.of("PUT", "/connectors/none/topics/reset", ""),
                Step.get("/connectors/none/tasks-config"),
                Step.get("/connectors?expand=else"),
                Step.get("/connectors?forward=false"),
                // What is refused.
                Step.of("POST", "/connectors", "{'name'").oursIs(400),
                Step.of("POST", "/connectors", "[]").oursIs(400),
                Step.of("POST", "/connectors", "{'name':'n','config':{" + file + "},'initial_state':'ODD'}")
                        .oursIs(400),
                Step.of("POST", "/connectors", "{'name':'n','config':{'file':'x'}}"),
                Step.of("POST", "/connectors", "{'name':'n','config':{'connector.class':'NoSuchSource'}}"),
                Step.of("POST", "/connectors", "{'name':'n','config':{'tasks.max':'0'," + file + "}}"),
                Step.of("POST", "/connectors", "{'name':'n','config':{'name':'m'," + file + "}}"),
                Step.of("POST", "/connectors", "{'name':'n','config':{" + sink + "}}"),
                Step.of("POST", "/connectors", "{'name':'n','config':{" + file + "}}")
                        .as("text/plain"),
                Step.of("PUT", "/connectors/n/config", "{'name':'m'," + file + "}"),
                Step.of("PATCH", "/connectors/n/status", "{}"),
                Step.get("/nothing/here"),
                // A source and its life.
                Step.of("POST", "/connectors", "{'name':'n','config':{" + file + ",'tasks.max':1}}"),
                Step.of("POST", "/connectors", "{'name':'n','config':{" + file + "}}"),
                Step.of("POST", "/connectors?forward=true", "{'name':'n','config':{" + file + "}}"),
                Step.get("/connectors"),
                Step.get("/connectors?expand=else"),
                Step.get("/connectors/n/status").once("RUNNING"),
                Step.get("/connectors/n"),
                Step.get("/connectors/n/config"),
                Step.get("/connectors?expand=status&expand=info&expand=else"),
                Step.get("/connectors/n/tasks"),
                Step.get("/connectors/n/tasks/0/status"),
                Step.get("/connectors/n/tasks/9/status"),
                Step.of("PUT", "/connectors/n/pause", ""),
                Step.get("/connectors/n/status").once("PAUSED"),
                Step.of("PUT", "/connectors/n/resume", ""),
                Step.get("/connectors/n/status").once("RUNNING"),
                Step.of("POST", "/connectors/n/restart", ""),
                Step.get("/connectors/n/status").once("RUNNING"),
                Step.of("POST", "/connectors/n/restart?onlyFailed=true", ""),
                Step.of("POST", "/connectors/n/restart?includeTasks=true", ""),
                Step.get("/connectors/n/status").once("RUNNING"),
                Step.of("POST", "/connectors/n/tasks/0/restart", ""),
                Step.of("POST", "/connectors/n/tasks/9/restart", ""),
                Step.of("PUT", "/connectors/n/config", "{'batch.size':'7'," + file + "}"),
                Step.get("/connectors/n/config"),
                Step.get("/connectors/n/status").once("RUNNING"),
                Step.get("/connectors/n/topics").once("lines"),
                Step.of("PUT", "/connectors/n/topics/reset", ""),
                Step.get("/connectors/n/topics").once("[]"),
                Step.of("PATCH", "/connectors/n/config", "{'batch.size':'8','tasks.max':1}"),
                Step.get("/connectors/n/config"),
                Step.of("PATCH", "/connectors/n/config", "{'batch.size':null}"),
                Step.get("/connectors/n/config"),
                Step.of("PATCH", "/connectors/n/config", "{'batch.size':'many'}"),
                Step.of("PATCH", "/connectors/n/config", "{'name':'m'}").oursIs(400),
                Step.of("PATCH", "/connectors/n/config", "[]").oursIs(400),
                Step.get("/connectors/n/status").once("RUNNING"),
                // What only workers of a group may ask.
                Step.of("POST", "/connectors/n/tasks", "[{'file':'x'}]"),
                Step.of("POST", "/connectors/n/tasks", "[{'file':'x'}]").signed("HmacSHA256", "bm9ib2R5"),
                Step.of("POST", "/connectors/n/tasks", "[{'file':'x'}]").signed("HmacSHA256", "?"),
                Step.of("POST", "/connectors/n/tasks", "[{'file':'x'}]").signed("NoSuch", "bm9ib2R5"),
                Step.of("PUT", "/connectors/n/fence", ""),
                Step.of("PUT", "/connectors/n/fence", "").signed("HmacSHA256", "bm9ib2R5"),
                // Offsets of a source: only when it is stopped.
                Step.get("/connectors/n/offsets").once("position"),
                Step.of("PATCH", "/connectors/n/offsets", at(in, "2")),
                Step.of("DELETE", "/connectors/n/offsets", ""),
                Step.of("PUT", "/connectors/n/stop", ""),
                Step.get("/connectors/n/status").once("STOPPED"),
                Step.get("/connectors/n/tasks"),
                Step.get("/connectors/n/offsets"),
                Step.of("PATCH", "/connectors/n/offsets", at(in, "2")),
                Step.get("/connectors/n/offsets"),
                Step.of("PATCH", "/connectors/n/offsets", at(in, "'x'")),
                Step.of("PATCH", "/connectors/n/offsets", NO_FILE),
                Step.of("PATCH", "/connectors/n/offsets", "{'offsets':[]}"),
                Step.of("PATCH", "/connectors/n/offsets", "{}"),
                Step.of("PATCH", "/connectors/n/offsets", "{'offsets'").oursIs(400),
                Step.get("/connectors/n/offsets"),
                Step.of(
                        "PATCH",
                        "/connectors/n/offsets",
                        "{'offsets':[{'partition':{'filename':'" + in + "'},'offset':null}]}"),
                Step.get("/connectors/n/offsets"),
                Step.of("DELETE", "/connectors/n/offsets", ""),
                Step.get("/connectors/n/offsets"),
                Step.get("/connectors/n/topics"),
                // A sink, by PUT and by POST.
                Step.of("PUT", "/connectors/s/config", "{'topics':'lines'," + sink + "}"),
                Step.get("/connectors/s/status").once("RUNNING"),
                Step.get("/connectors/s"),
                Step.get("/connectors/s/tasks"),
                Step.of(
                        "POST",
                        "/connectors",
                        "{'name':'p','initial_state':'PAUSED','config':{'topics':'lines'," + sink + "}}"),
                Step.get("/connectors/p/status").once("PAUSED"),
                // Offsets of a sink: those of its consumer group, which the two workers share here.
                Step.of("PUT", "/connectors/s/stop", ""),
                Step.get("/connectors/s/status").once("STOPPED"),
                Step.of("PATCH", "/connectors/s/offsets", of("lines", "0", "'1'")),
                Step.get("/connectors/s/offsets"),
                Step.of("PATCH", "/connectors/s/offsets", of("lines", "'0'", "2")),
                Step.get("/connectors/s/offsets"),
                Step.of("PATCH", "/connectors/s/offsets", of("lines", "'x'", "2")),
                Step.of("PATCH", "/connectors/s/offsets", of("lines", "0", "'x'")),
                Step.of("PATCH", "/connectors/s/offsets", of("lines", "0", "-1"))
                        .oursIs(400),
                Step.of("PATCH", "/connectors/s/offsets", of("lines", "7", "1")).oursIs(400),
                Step.of("PATCH", "/connectors/s/offsets", NO_FILE),
                Step.of(
                        "PATCH",
                        "/connectors/s/offsets",
                        "{'offsets':[{'partition':{'kafka_topic':'lines','kafka_partition':0},'offset':null}]}"),
                Step.get("/connectors/s/offsets"),
                Step.of("PATCH", "/connectors/s/offsets", of("lines", "0", "1")),
                Step.of("DELETE", "/connectors/s/offsets", ""),
                Step.get("/connectors/s/offsets"),
                // Plugins.
                Step.get("/connector-plugins"),
                Step.get("/connector-plugins?connectorsOnly=false"),
                Step.get("/connector-plugins?connectorsOnly=true"),
                Step.get("/connector-plugins/FileStreamSource/config"),
                Step.get("/connector-plugins/org.apache.kafka.connect.file.FileStreamSinkConnector/config"),
                Step.get("/connector-plugins/RegexRouter/config"),
                Step.get("/connector-plugins/HasHeaderKey/config"),
                Step.get("/connector-plugins/org.apache.kafka.connect.json.JsonConverter/config"),
                Step.get("/connector-plugins/org.apache.kafka.connect.storage.SimpleHeaderConverter/config"),
                Step.get("/connector-plugins/FileStreamSource/config?version=4.3.1"),
                Step.get("/connector-plugins/NoSuch/config"),
                Step.get("/connector-plugins/FileStreamSource/config?version=0.0.1"),
                Step.get("/connector-plugins/FileStreamSource/config?version=%5Bodd"),
                // Loggers.
                Step.get("/admin/loggers/no.such.logger"),
                Step.of("PUT", "/admin/loggers/leat.compared", "{'level':'DEBUG'}"),
                Step.get("/admin/loggers/leat.compared"),
                Step.of("PUT", "/admin/loggers/leat.compared", "{'level':'debug'}"),
                Step.of("PUT", "/admin/loggers/leat.compared?scope=worker", "{'level':'ERROR'}"),
                Step.of("PUT", "/admin/loggers/leat.compared?scope=odd", "{'level':'WARN'}"),
                Step.of("PUT", "/admin/loggers/leat.compared?scope=cluster", "{'level':'INFO'}"),
                Step.get("/admin/loggers/leat.compared").once("INFO"),
                Step.of("PUT", "/admin/loggers/leat.compared?scope=cluster", "{'level':'LOUD'}"),
                Step.of("PUT", "/admin/loggers/leat.compared", "{'level':'LOUD'}"),
                Step.of("PUT", "/admin/loggers/leat.compared", "{}"),
                Step.get("/admin/loggers/root"),
                Step.get("/admin/loggers/ROOT"),
                Step.get("/admin/loggers"),
                // Validation.
                validate("FileStreamSource", "'name':'v'," + file),
                validate(
                        "FileStreamSource",
                        "'name':'v','batch.size':'x','errors.tolerance':'x','tasks.max':'x'," + file),
                validate("FileStreamSource", file),
                validate("FileStreamSink", "'name':'v','topics':'a','topics.regex':'a'," + sink),
                validate("FileStreamSink", "'name':'v'," + sink),
                validate(
                        "FileStreamSink",
                        "'name':'v','topics':'a'," + sink
                                + ",'transforms':'t','transforms.t.type':'org.apache.kafka.connect.transforms.RegexRouter',"
                                + "'transforms.t.regex':'a','transforms.t.replacement':'b','transforms.t.predicate':'q',"
                                + "'predicates':'q','predicates.q.type':"
                                + "'org.apache.kafka.connect.transforms.predicates.RecordIsTombstone'"),
                validate(
                        "FileStreamSink",
                        "'name':'v','topics':'a'," + sink
                                + ",'value.converter':'org.apache.kafka.connect.json.JsonConverter',"
                                + "'value.converter.schemas.enable':'maybe'"),
                validate("FileStreamSink", "'topics':'a'").oursIs(400),
                validate("FileStreamSink", file),
                Step.of("PUT", "/connector-plugins/NoSuch/config/validate", "{'connector.class':'NoSuch'}")
                        .oursIs(400),
                // The end of them.
                Step.of("DELETE", "/connectors/n", ""),
                Step.of("DELETE", "/connectors/s", ""),
                Step.of("DELETE", "/connectors/p", ""),
                Step.get("/connectors"));
    }

    private static final String NO_FILE = "{'offsets':[{'partition':{'shelf':'a'},'offset':{'book':1}}]}";

    private static String at(Path file, String position) {
        return "{'offsets':[{'partition':{'filename':'" + file + "'},'offset':{'position':" + position + "}}]}";
    }

    private static String of(String topic, String partition, String offset) {
        return "{'offsets':[{'partition':{'kafka_topic':'" + topic + "','kafka_partition':" + partition
                + "},'offset':{'kafka_offset':" + offset + "}}]}";
    }

    private static Step validate(String plugin, String config) {
        return Step.of("PUT", "/connector-plugins/" + plugin + "/config/validate", "{" + config + "}");
    }

    /**
     * The reply, once the state that the step waits for is there. Apache's workers refuse much with 409 while their group
     * settles; that is not what is compared here.
     */
    private Reply send(String url, Step step) {
        return await(step + " to " + url)
                .atMost(SOON)
                .until(
                        () -> sendNow(url + step.path, step),
                        reply -> isSettled(reply) && hasWhatIsAwaited(step, reply));
    }

    private static boolean isSettled(Reply reply) {
        return reply.code != 409 || reply.body.path("message").asText().contains("already exists");
    }

    private static boolean hasWhatIsAwaited(Step step, Reply reply) {
        return step.awaited.isEmpty()
                || (step.path.endsWith("/status")
                        ? isAll(reply.body, step.awaited)
                        : reply.body.toString().contains(step.awaited));
    }

    private static boolean isAll(JsonNode status, String state) {
        if (!status.at("/connector/state").asText().equals(state)) {
            return false;
        }
        int tasks = status.path("tasks").size();
        if (state.equals("STOPPED") ? tasks > 0 : state.equals("RUNNING") && tasks == 0) {
            return false;
        }
        for (JsonNode task : status.path("tasks")) {
            if (!task.path("state").asText().equals(state)) {
                return false;
            }
        }
        return true;
    }

    private Reply sendNow(String uri, Step step) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(uri))
                .headers(Stream.concat(Stream.of("Content-Type", step.type), step.headers.stream())
                        .toArray(String[]::new))
                .method(step.method, BodyPublishers.ofString(step.body));
        try {
            HttpResponse<String> reply = client.send(request.build(), BodyHandlers.ofString());
            boolean located = reply.headers()
                    .firstValue("Location")
                    .map(location -> location.startsWith("http://127.0.0.1:"))
                    .orElse(false);
            return new Reply(
                    reply.statusCode(),
                    located,
                    reply.body().isEmpty() ? MissingNode.getInstance() : new ObjectMapper().readTree(reply.body()));
        } catch (IOException e) {
            throw new IllegalStateException(step + ": " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static Worker worker(KafkaCluster cluster, Plugins plugins) {
        return new Worker(
                WorkerSettings.parse(
                        Map.of(
                                "group.id", "leat",
                                "config.storage.topic", "leat-configs",
                                "offset.storage.topic", "leat-offsets",
                                "offset.storage.partitions", "1",
                                "status.storage.topic", "leat-status",
                                "status.storage.partitions", "1"),
                        Set.of()),
                ClusterLogs.of(cluster),
                plugins,
                InstantSource.system(),
                new LevelsInMemory());
    }

    /** A {@code plugin.path} with Apache's file connectors, as a user would install them. */
    private Path pluginPath() throws IOException {
        Path plugin = Files.createDirectories(dir.resolve("plugins/file"));
        Files.copy(PeerJars.of("connect-file"), plugin.resolve("connect-file.jar"));
        return dir.resolve("plugins");
    }
}
