package io.leat.connect.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.leat.connect.plugin.Plugins;
import io.leat.connect.rest.RestServer.Served;
import io.leat.connect.rest.WorkerInfo.Health;
import io.leat.connect.worker.Loggers;
import jakarta.ws.rs.Path;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.glassfish.jersey.server.model.Resource;
import org.glassfish.jersey.server.model.ResourceMethod;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code /openapi.json} against what is served. */
class OpenApiTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Plugins plugins = Plugins.of(null);
    private final HttpClient client = HttpClient.newHttpClient();
    private final RestServer server = RestServer.start(
            RestSettings.of("http://127.0.0.1:0"),
            new Served(
                    new ConnectorsInMemory(),
                    plugins,
                    new WorkerInfo("0.1.0", "abc", "cluster-1", Health.Healthy::new),
                    Loggers.alone(new LevelsInMemory(), InstantSource.system())));
    private JsonNode document = JSON.createObjectNode();

    @BeforeEach
    void fetch() throws Exception {
        document = JSON.readTree(send("GET", "/openapi.json", null).body());
    }

    @AfterEach
    void close() {
        server.close();
        plugins.close();
    }

    @Test
    void theDocumentHasWhatJerseyServesAndNothingElse() throws Exception {
        List<String> served = new ArrayList<>();
        for (Class<?> resource : resources()) {
            addMethods(served, "", Resource.from(resource));
        }
        assertThat(documented()).isEqualTo(new TreeSet<>(served)).hasSizeGreaterThan(25);
    }

    /** Every class of the package that has a path, registered or not. */
    private static List<Class<?>> resources() throws Exception {
        java.nio.file.Path classes = java.nio.file.Path.of(RestServer.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI())
                .resolve(RestServer.class.getPackageName().replace('.', '/'));
        List<Class<?>> resources = new ArrayList<>();
        try (Stream<java.nio.file.Path> files = Files.list(classes)) {
            for (java.nio.file.Path file : (Iterable<java.nio.file.Path>) files::iterator) {
                String name = String.valueOf(file.getFileName());
                if (name.endsWith(".class")) {
                    Class<?> type = Class.forName(
                            RestServer.class.getPackageName() + "." + name.substring(0, name.length() - 6));
                    if (type.isAnnotationPresent(Path.class)) {
                        resources.add(type);
                    }
                }
            }
        }
        return resources;
    }

    private static void addMethods(List<String> served, String above, Resource resource) {
        String path = (above + "/" + resource.getPath()).replaceAll("/+", "/");
        String single = path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        for (ResourceMethod method : resource.getResourceMethods()) {
            served.add(method.getHttpMethod() + " " + single);
        }
        for (Resource child : resource.getChildResources()) {
            addMethods(served, single, child);
        }
    }

    private SortedSet<String> documented() {
        SortedSet<String> all = new TreeSet<>();
        document.path("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .fieldNames()
                        .forEachRemaining(verb -> all.add(verb.toUpperCase(Locale.ROOT) + " " + path.getKey())));
        return all;
    }

    @Test
    void everyDocumentedRequestIsAnsweredByAResource() throws Exception {
        for (String route : documented()) {
            String[] parts = route.split(" ", 2);
            String path = parts[1].replace("{task}", "0").replaceAll("\\{[a-z]+}", "none");
            HttpResponse<String> reply = send(parts[0], path, parts[0].equals("GET") ? null : "{}");
            assertThat(reply.statusCode()).as(route).isNotIn(405, 415, 500);
            assertThat(reply.body()).as(route).doesNotContain("HTTP 404 Not Found");
        }
    }

    @Test
    void everyRequestIsDescribedAndEverySchemaIsThere() {
        List<String> missing = new ArrayList<>();
        document.findParents("operationId").forEach(operation -> {
            if (operation.path("summary").asText().length() < 8) {
                missing.add(operation.path("operationId").asText() + " has no summary");
            }
        });
        document.findValuesAsText("$ref").forEach(ref -> {
            if (document.at(ref.substring(1)).isMissingNode()) {
                missing.add(ref + " is not there");
            }
        });
        assertThat(missing).isEmpty();
        assertThat(document.findValuesAsText("operationId")).doesNotHaveDuplicates();
    }

    @Test
    void repliesAreOfTheirSchemas() throws Exception {
        send("PUT", "/connectors/a/config", "{\"connector.class\":\"X\"}");
        List<String> wrong = new ArrayList<>();
        for (String route : documented()) {
            String path = route.substring(4)
                    .replace("{connector}", "a")
                    .replace("{task}", "0")
                    .replace("{logger}", "root")
                    .replace("{plugin}", "RegexRouter");
            if (route.startsWith("GET ")) {
                HttpResponse<String> reply = send("GET", path, null);
                JsonNode replies =
                        document.path("paths").path(route.substring(4)).at("/get/responses");
                JsonNode schema = replies.path(
                                replies.has(reply.statusCode() + "") ? reply.statusCode() + "" : "default")
                        .path("content")
                        .path("application/json")
                        .path("schema");
                check(route, schema, JSON.readTree(reply.body()), wrong);
            }
        }
        JsonNode conflict =
                JSON.readTree(send("DELETE", "/connectors/a/offsets", null).body());
        check("DELETE offsets", document.at("/components/schemas/Error"), conflict, wrong);
        assertThat(wrong).isEmpty();
    }

    /** The part of JSON Schema that the document uses. */
    private void check(String where, JsonNode schema, JsonNode value, List<String> wrong) {
        if (schema.has("$ref")) {
            check(where, document.at(schema.path("$ref").asText().substring(1)), value, wrong);
            return;
        }
        if (schema.has("oneOf")) {
            List<String> least = new ArrayList<>(List.of(where + " fits none of oneOf"));
            for (JsonNode one : schema.path("oneOf")) {
                List<String> found = new ArrayList<>();
                check(where, one, value, found);
                least = found.isEmpty() ? found : least;
            }
            wrong.addAll(least);
            return;
        }
        if (value.isNull() && schema.path("nullable").asBoolean()) {
            return;
        }
        String type = schema.path("type").asText();
        boolean fits = switch (type) {
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "integer" -> value.isIntegralNumber();
            case "boolean" -> value.isBoolean();
            case "string" -> value.isTextual();
            default -> false;
        };
        if (!fits) {
            wrong.add(where + " is no " + type + ": " + value);
            return;
        }
        schema.path("required").forEach(name -> {
            if (!value.has(name.asText())) {
                wrong.add(where + " has no " + name.asText());
            }
        });
        value.properties().forEach(field -> {
            JsonNode properties = schema.path("properties");
            if (properties.has(field.getKey())) {
                check(where + "/" + field.getKey(), properties.path(field.getKey()), field.getValue(), wrong);
            } else if (schema.has("additionalProperties")) {
                check(where + "/" + field.getKey(), schema.path("additionalProperties"), field.getValue(), wrong);
            } else if (schema.has("properties")) {
                wrong.add(where + " has the unknown field " + field.getKey());
            }
        });
        for (int i = 0; value.isArray() && i < value.size(); i++) {
            check(where + "/" + i, schema.path("items"), value.get(i), wrong);
        }
    }

    private HttpResponse<String> send(String method, String path, @Nullable String body)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server.uri() + path));
        if (body == null) {
            request.method(method, BodyPublishers.noBody());
        } else {
            request.header("Content-Type", "application/json").method(method, BodyPublishers.ofString(body));
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }
}
