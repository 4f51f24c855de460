package io.leat.testing;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** A worker's REST, called with text and answered with text: for tests that look at exact bodies and codes. */
public final class Rest {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    private final String url;

    /** {@code url} without a slash at the end, for example {@code http://127.0.0.1:8083}. */
    public Rest(String url) {
        this.url = url;
    }

    /** The HTTP status and the body; the body is empty when there is none. */
    public record Response(int status, String body) {}

    public String url() {
        return url;
    }

    public Response get(String path) {
        return send("GET", path, BodyPublishers.noBody());
    }

    public Response post(String path, String json) {
        return send("POST", path, BodyPublishers.ofString(json));
    }

    public Response put(String path, String json) {
        return send("PUT", path, BodyPublishers.ofString(json));
    }

    public Response delete(String path) {
        return send("DELETE", path, BodyPublishers.noBody());
    }

    /** Waits until {@code GET path} answers 200 with a body in which {@code text} stands. */
    public String await(String path, String text, Duration deadline) {
        var last = new StringBuilder();
        return Waiting.until(
                "'" + text + "' in GET " + url + path,
                deadline,
                () -> {
                    var response = get(path);
                    last.replace(0, last.length(), response.toString());
                    return response.status() == 200 && response.body().contains(text) ? response.body() : null;
                },
                () -> "    last answer: " + last);
    }

    private Response send(String method, String path, BodyPublisher body) {
        var request = HttpRequest.newBuilder(URI.create(url + path))
                .timeout(Duration.ofSeconds(60))
                .header("Content-Type", "application/json")
                .method(method, body)
                .build();
        try {
            var response = HTTP.send(request, BodyHandlers.ofString());
            return new Response(response.statusCode(), response.body());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(method + " " + url + path + ": " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted in " + method + " " + path, e);
        }
    }
}
