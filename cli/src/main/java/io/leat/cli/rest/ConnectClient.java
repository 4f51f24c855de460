package io.leat.cli.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.leat.cli.ExitCode;
import io.leat.cli.Problem;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Calls a worker's REST. The answers are Kafka Connect's JSON, unchanged, so that {@code --json} prints what the worker
 * said. One call at a time, no retries: a person or a script decides about these.
 */
public final class ConnectClient {
    /** Apache's worker itself gives up after 90 seconds. */
    private static final Duration ANSWER = Duration.ofSeconds(95);

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final String url;

    /** {@code url} is for example {@code http://127.0.0.1:8083}; a slash at its end does no harm. */
    public ConnectClient(String url) {
        this.url = checked(url);
    }

    private static String checked(String url) {
        try {
            var uri = URI.create(url);
            if (uri.getHost() != null && List.of("http", "https").contains(uri.getScheme())) {
                return url.replaceAll("/+$", "");
            }
        } catch (IllegalArgumentException e) {
            // It is told below, like every other wrong address.
        }
        throw Problem.wrongInput(
                "'" + url + "' is not the address of a worker.",
                "Write it as http://HOST:PORT, for example http://127.0.0.1:8083.");
    }

    /** The names of all connectors, sorted. */
    public List<String> names() {
        var names = new ArrayList<String>();
        call("GET", "/connectors", "").forEach(name -> names.add(name.asText()));
        names.sort(null);
        return names;
    }

    /** {@code name}, {@code connector}, {@code tasks}, {@code type}. */
    public JsonNode status(String name) {
        return call("GET", "/connectors/" + encoded(name) + "/status", "");
    }

    /**
     * Creates a connector; one of that name must not be there.
     *
     * @param initialState {@code RUNNING}, {@code PAUSED} or {@code STOPPED}
     */
    public JsonNode create(String name, Map<String, String> config, String initialState) {
        return call("POST", "/connectors", text(Map.of("name", name, "config", config, "initial_state", initialState)));
    }

    /** Creates a connector, or gives the one of that name a new configuration. */
    public JsonNode put(String name, Map<String, String> config) {
        return call("PUT", "/connectors/" + encoded(name) + "/config", text(config));
    }

    public void pause(String name) {
        call("PUT", "/connectors/" + encoded(name) + "/pause", "");
    }

    public void resume(String name) {
        call("PUT", "/connectors/" + encoded(name) + "/resume", "");
    }

    public void stop(String name) {
        call("PUT", "/connectors/" + encoded(name) + "/stop", "");
    }

    /** Restarts the connector instance, not its tasks. */
    public void restart(String name) {
        call("POST", "/connectors/" + encoded(name) + "/restart", "");
    }

    public void restartTask(String name, int task) {
        call("POST", "/connectors/" + encoded(name) + "/tasks/" + task + "/restart", "");
    }

    public void delete(String name) {
        call("DELETE", "/connectors/" + encoded(name), "");
    }

    /** Lets the worker look for plugins again: {@code added} and {@code removed}, lists of plugins. Leat's own call. */
    public JsonNode reloadPlugins() {
        return call("POST", "/connector-plugins/reload", "");
    }

    private JsonNode call(String method, String path, String body) {
        var request =
                HttpRequest.newBuilder(URI.create(url + path)).timeout(ANSWER).header("Accept", "application/json");
        if (body.isEmpty()) {
            request.method(method, BodyPublishers.noBody());
        } else {
            request.header("Content-Type", "application/json").method(method, BodyPublishers.ofString(body));
        }
        var response = send(request.build());
        if (response.statusCode() / 100 != 2) {
            throw RestFailure.problem(url, response.statusCode(), parsed(response.body()), response.body());
        }
        return parsed(response.body());
    }

    private HttpResponse<String> send(HttpRequest request) {
        try {
            return http.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new Problem(
                    ExitCode.UNREACHABLE,
                    "No worker answers at " + url + " (" + reason(e) + ").",
                    "Start one with ./leat worker, or say where it is with --url http://HOST:PORT.",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Problem(ExitCode.FAILED, "Interrupted.", "Run the command again.", e);
        }
    }

    private static String reason(IOException e) {
        var message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message;
    }

    private static JsonNode parsed(String body) {
        try {
            var tree = JSON.readTree(body);
            return tree == null ? MissingNode.getInstance() : tree;
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }

    private static String text(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("maps of text are always JSON", e);
        }
    }

    private static String encoded(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
