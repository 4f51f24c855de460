package io.leat.connect.rest;

import com.fasterxml.jackson.databind.JsonNode;
import io.leat.connect.worker.GivenRecord;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The body of {@code POST /transforms/preview}. */
record PreviewBody(Map<String, String> config, GivenRecord record, boolean sink) {
    private static final Set<String> FIELDS = Set.of("config", "record", "type");
    private static final Set<String> OF_RECORD = Set.of("topic", "partition", "timestamp", "key", "value", "headers");

    /** @throws RestException 400 if the body is something else */
    static PreviewBody read(JsonNode body) {
        only("The body", body, FIELDS);
        only("\"config\"", body.path("config"), null);
        only("\"record\"", body.path("record"), OF_RECORD);
        Map<String, String> config = new LinkedHashMap<>();
        body.path("config")
                .properties()
                .forEach(entry -> config.put(entry.getKey(), entry.getValue().asText()));
        String type = body.path("type").asText("source");
        if (!type.equals("source") && !type.equals("sink")) {
            throw RestException.badRequest("\"type\" is " + type + "; write \"source\" or \"sink\".");
        }
        return new PreviewBody(config, record(body.path("record")), type.equals("sink"));
    }

    private static GivenRecord record(JsonNode record) {
        Map<String, String> headers = new LinkedHashMap<>();
        record.path("headers")
                .properties()
                .forEach(entry -> headers.put(entry.getKey(), entry.getValue().toString()));
        return new GivenRecord(
                record.path("topic").asText("topic"),
                record.hasNonNull("partition") ? record.path("partition").asInt() : null,
                record.hasNonNull("timestamp") ? record.path("timestamp").asLong() : null,
                json(record, "key"),
                json(record, "value"),
                headers);
    }

    private static String json(JsonNode record, String name) {
        return record.has(name) ? record.path(name).toString() : "null";
    }

    private static void only(String what, JsonNode node, @Nullable Set<String> fields) {
        if (!node.isObject()) {
            throw RestException.badRequest(
                    what + " is no object: write {\"config\": {\"transforms\": …}, \"record\": {\"value\": …}}.");
        }
        node.fieldNames().forEachRemaining(name -> {
            if (fields != null && !fields.contains(name)) {
                throw RestException.badRequest(
                        what + " has the unknown field \"" + name + "\"; there are " + fields + ".");
            }
        });
    }
}
