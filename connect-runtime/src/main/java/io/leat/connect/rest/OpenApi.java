package io.leat.connect.rest;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.jetty.http.HttpStatus;
import org.jspecify.annotations.Nullable;

/**
 * The OpenAPI 3.0 document of resource classes, made from their annotations: it cannot name a path, a method or a parameter
 * that is not served. Schemas of bodies are in {@code openapi-schemas.json}.
 *
 * @param version of Leat
 */
record OpenApi(Collection<Class<?>> resources, String version) implements JsonBody {
    private static final String JSON = "application/json";
    private static final String SCHEMAS = "openapi-schemas.json";

    /** A request that is served: {@code GET}, and the method that answers it. */
    private record Route(String verb, Method method) {}

    @Override
    public void write(JsonGenerator out) throws IOException {
        out.writeStartObject();
        out.writeStringField("openapi", "3.0.3");
        out.writeObjectFieldStart("info");
        out.writeStringField("title", "Leat");
        out.writeStringField("description", "Kafka Connect's REST interface, and what Leat adds to it.");
        out.writeStringField("version", version);
        out.writeEndObject();
        out.writeObjectFieldStart("paths");
        for (Map.Entry<String, List<Route>> path : paths().entrySet()) {
            out.writeObjectFieldStart(path.getKey());
            for (Route route : path.getValue()) {
                out.writeFieldName(route.verb().toLowerCase(Locale.ROOT));
                writeOperation(out, route.method());
            }
            out.writeEndObject();
        }
        out.writeEndObject();
        out.writeObjectFieldStart("components");
        out.writeFieldName("schemas");
        out.writeRawValue(schemas().toString());
        out.writeEndObject();
        out.writeEndObject();
    }

    private Map<String, List<Route>> paths() {
        Map<String, List<Route>> paths = new TreeMap<>();
        for (Class<?> resource : resources) {
            for (Method method : resource.getMethods()) {
                String verb = verb(method);
                if (verb != null) {
                    paths.computeIfAbsent(path(resource, method), k -> new ArrayList<>())
                            .add(new Route(verb, method));
                }
            }
        }
        paths.values().forEach(routes -> routes.sort(Comparator.comparing(Route::verb)));
        return paths;
    }

    private static @Nullable String verb(Method method) {
        for (Annotation annotation : method.getAnnotations()) {
            HttpMethod verb = annotation.annotationType().getAnnotation(HttpMethod.class);
            if (verb != null) {
                return verb.value();
            }
        }
        return null;
    }

    private static String path(Class<?> resource, Method method) {
        Path ofMethod = method.getAnnotation(Path.class);
        String path =
                "/" + resource.getAnnotation(Path.class).value() + "/" + (ofMethod == null ? "" : ofMethod.value());
        String single = path.replaceAll("/+", "/");
        return single.length() > 1 && single.endsWith("/") ? single.substring(0, single.length() - 1) : single;
    }

    private static void writeOperation(JsonGenerator out, Method method) throws IOException {
        Documented said = method.getAnnotation(Documented.class);
        String tag = method.getDeclaringClass().getSimpleName().replace("Resource", "");
        out.writeStartObject();
        out.writeArrayFieldStart("tags");
        out.writeString(tag);
        out.writeEndArray();
        out.writeStringField("operationId", tag.toLowerCase(Locale.ROOT) + "_" + method.getName());
        out.writeStringField("summary", said == null ? method.getName() : said.value());
        writeParameters(out, method);
        writeBody(out, method, said == null ? "" : said.body());
        writeReplies(out, said);
        out.writeEndObject();
    }

    private static void writeParameters(JsonGenerator out, Method method) throws IOException {
        out.writeArrayFieldStart("parameters");
        for (Parameter parameter : method.getParameters()) {
            PathParam path = parameter.getAnnotation(PathParam.class);
            QueryParam query = parameter.getAnnotation(QueryParam.class);
            if (path != null || query != null) {
                out.writeStartObject();
                out.writeStringField("name", path != null ? path.value() : query.value());
                out.writeStringField("in", path != null ? "path" : "query");
                out.writeBooleanField("required", path != null);
                writeType(out, parameter);
                out.writeEndObject();
            }
        }
        out.writeEndArray();
    }

    private static void writeType(JsonGenerator out, Parameter parameter) throws IOException {
        Class<?> type = parameter.getType();
        DefaultValue assumed = parameter.getAnnotation(DefaultValue.class);
        out.writeObjectFieldStart("schema");
        if (Collection.class.isAssignableFrom(type)) {
            out.writeStringField("type", "array");
            out.writeObjectFieldStart("items");
            out.writeStringField("type", "string");
            out.writeEndObject();
        } else if (type == boolean.class) {
            out.writeStringField("type", "boolean");
            if (assumed != null) {
                out.writeBooleanField("default", Boolean.parseBoolean(assumed.value()));
            }
        } else {
            out.writeStringField("type", type == int.class || type == long.class ? "integer" : "string");
            if (assumed != null) {
                out.writeStringField("default", assumed.value());
            }
        }
        out.writeEndObject();
    }

    private static void writeBody(JsonGenerator out, Method method, String schema) throws IOException {
        boolean takesBody = List.of(method.getParameterTypes()).stream().anyMatch(InputStream.class::isAssignableFrom);
        if (takesBody) {
            out.writeObjectFieldStart("requestBody");
            out.writeBooleanField("required", true);
            writeContent(out, schema);
            out.writeEndObject();
        }
    }

    private static void writeReplies(JsonGenerator out, @Nullable Documented said) throws IOException {
        out.writeObjectFieldStart("responses");
        if (said == null) {
            writeReply(out, HttpStatus.OK_200, "");
        } else {
            for (int code : said.success()) {
                writeReply(out, code, code == HttpStatus.NO_CONTENT_204 ? "" : said.reply());
            }
            for (int code : said.errors()) {
                writeReply(out, code, "Error");
            }
        }
        out.writeObjectFieldStart("default");
        out.writeStringField("description", "An error");
        writeContent(out, "Error");
        out.writeEndObject();
        out.writeEndObject();
    }

    private static void writeReply(JsonGenerator out, int code, String schema) throws IOException {
        out.writeObjectFieldStart(Integer.toString(code));
        out.writeStringField("description", HttpStatus.getMessage(code));
        if (!schema.isEmpty()) {
            writeContent(out, schema);
        }
        out.writeEndObject();
    }

    private static void writeContent(JsonGenerator out, String schema) throws IOException {
        out.writeObjectFieldStart("content");
        out.writeObjectFieldStart(JSON);
        out.writeObjectFieldStart("schema");
        if (schema.isEmpty()) {
            out.writeStringField("type", "object");
        } else {
            out.writeStringField("$ref", "#/components/schemas/" + schema);
        }
        out.writeEndObject();
        out.writeEndObject();
        out.writeEndObject();
    }

    private static JsonNode schemas() {
        try (InputStream file = OpenApi.class.getResourceAsStream(SCHEMAS)) {
            return new ObjectMapper().readTree(file);
        } catch (IOException e) {
            throw new UncheckedIOException(SCHEMAS + " cannot be read", e);
        }
    }
}
