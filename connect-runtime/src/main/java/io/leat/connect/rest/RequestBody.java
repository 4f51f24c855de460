package io.leat.connect.rest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.leat.connect.lifecycle.TargetState;
import io.leat.connect.plugin.NearestNames;
import io.leat.connect.worker.ConnectorOperations.ConnectorOffset;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads request bodies. What is not the expected JSON is refused with 400, line, column and what was expected there.
 * Numbers and booleans are taken as the text they are written as, as Kafka Connect does: settings are texts.
 */
final class RequestBody {
    private static final JsonFactory JSON = new JsonFactory();
    private static final ObjectMapper TREES = new ObjectMapper();

    /** The body of {@code POST /connectors} (KIP-980); what is missing is null. */
    record CreateConnector(@Nullable String name, @Nullable Map<String, String> config, TargetState initialState) {}

    private static final Map<String, TargetState> STATES =
            Map.of("RUNNING", TargetState.STARTED, "PAUSED", TargetState.PAUSED, "STOPPED", TargetState.STOPPED);

    /** Characters of the body that an error repeats. */
    private static final int QUOTED = 200;

    private final int limit;

    /** @param limit the longest body, in bytes */
    RequestBody(int limit) {
        this.limit = limit;
    }

    /** Reads a flat object of settings. A null value is as if the setting was not there. */
    Map<String, String> config(InputStream body) {
        return read(body, parser -> {
            expect(
                    parser,
                    parser.nextToken(),
                    JsonToken.START_OBJECT,
                    "an object of settings, {\"name\": \"value\", …}");
            return settings(parser);
        });
    }

    /** Reads a flat object of settings, a null where one is to be removed. */
    Map<String, @Nullable String> patch(InputStream body) {
        return read(body, parser -> {
            expect(
                    parser,
                    parser.nextToken(),
                    JsonToken.START_OBJECT,
                    "an object of settings, {\"name\": \"value\", …}");
            Map<String, @Nullable String> settings = new LinkedHashMap<>();
            for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                settings.put(
                        name, scalar(parser, parser.nextToken(), "a string or null as the value of \"" + name + "\""));
            }
            return settings;
        });
    }

    /** Reads {@code {"offsets": [{"partition": {…}, "offset": {…}}, …]}} (KIP-875). */
    List<ConnectorOffset> offsets(InputStream body) {
        return read(body, OffsetsBody::read);
    }

    /** Reads any JSON. */
    JsonNode tree(InputStream body) {
        return read(body, parser -> {
            JsonNode tree = TREES.readTree(parser);
            if (tree == null) {
                throw unexpected(parser, "nothing", "an object");
            }
            return tree;
        });
    }

    /** Reads {@code {"name": …, "config": {…}, "initial_state": …}}. */
    CreateConnector create(InputStream body) {
        return read(body, RequestBody::create);
    }

    private static CreateConnector create(JsonParser parser) throws IOException {
        expect(parser, parser.nextToken(), JsonToken.START_OBJECT, "an object, {\"name\": …, \"config\": {…}}");
        String name = null;
        TargetState initialState = TargetState.STARTED;
        Map<String, String> config = null;
        for (String field = parser.nextFieldName(); field != null; field = parser.nextFieldName()) {
            JsonToken value = parser.nextToken();
            switch (field) {
                case "name" -> name = scalar(parser, value, "the connector's name as a string");
                case "initial_state" -> initialState = initialState(parser, value);
                case "config" -> {
                    if (value != JsonToken.VALUE_NULL) {
                        expect(parser, value, JsonToken.START_OBJECT, "an object of settings");
                        config = settings(parser);
                    }
                }
                default ->
                    throw unexpected(
                            parser, "the field \"" + field + "\"", "\"name\", \"config\" or \"initial_state\"");
            }
        }
        return new CreateConnector(name, config, initialState);
    }

    /** RUNNING if absent. */
    private static TargetState initialState(JsonParser parser, JsonToken token) throws IOException {
        String name = scalar(parser, token, "RUNNING, PAUSED or STOPPED");
        if (name == null) {
            return TargetState.STARTED;
        }
        TargetState state = STATES.get(name.toUpperCase(Locale.ROOT));
        if (state == null) {
            throw RestException.badRequest("The initial_state at " + at(parser.currentTokenLocation()) + " is "
                    + shortened(name) + ", which is none of RUNNING, PAUSED and STOPPED. Nearest: "
                    + NearestNames.of(name, STATES.keySet()).get(0) + ".");
        }
        return state;
    }

    private static Map<String, String> settings(JsonParser parser) throws IOException {
        Map<String, String> settings = new LinkedHashMap<>();
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            String value = scalar(parser, parser.nextToken(), "a string as the value of \"" + name + "\"");
            if (value != null) {
                settings.put(name, value);
            }
        }
        return settings;
    }

    private static @Nullable String scalar(JsonParser parser, JsonToken token, String expected) throws IOException {
        if (token == JsonToken.VALUE_NULL) {
            return null;
        }
        if (!token.isScalarValue()) {
            throw unexpected(parser, token == JsonToken.START_ARRAY ? "an array" : "an object", expected);
        }
        return parser.getText();
    }

    static void expect(JsonParser parser, @Nullable JsonToken found, JsonToken wanted, String expected)
            throws IOException {
        if (found != wanted) {
            throw unexpected(parser, found == null ? "the end of the body" : parser.getText(), expected);
        }
    }

    static RestException unexpected(JsonParser parser, String found, String expected) {
        return RestException.badRequest("The body has " + shortened(found) + " at " + at(parser.currentTokenLocation())
                + ", where " + expected + " is expected.");
    }

    /** Jackson says in brackets where something was opened, in a place called REDACTED: the line and column say enough. */
    private static String withoutSource(String message) {
        int source = message.indexOf(" (start marker at");
        return source < 0 ? message : message.substring(0, source);
    }

    /** A body's text comes back to its sender, but not a megabyte of it. */
    private static String shortened(String text) {
        return text.length() <= QUOTED ? text : text.substring(0, QUOTED) + "…";
    }

    private static String at(JsonLocation location) {
        return "line " + location.getLineNr() + ", column " + location.getColumnNr();
    }

    private interface Reading<T> {
        T from(JsonParser parser) throws IOException;
    }

    private <T> T read(InputStream body, Reading<T> reading) {
        try (JsonParser parser = JSON.createParser(limited(body))) {
            T read = reading.from(parser);
            if (parser.nextToken() != null) {
                throw unexpected(parser, parser.getText(), "the end of the body");
            }
            return read;
        } catch (JsonProcessingException e) {
            throw RestException.badRequest("The body is not JSON at " + at(e.getLocation()) + ": "
                    + shortened(withoutSource(e.getOriginalMessage())));
        } catch (IOException e) {
            throw RestException.badRequest("The body cannot be read: " + e.getMessage());
        }
    }

    private byte[] limited(InputStream body) throws IOException {
        byte[] bytes = body.readNBytes(limit + 1);
        if (bytes.length > limit) {
            throw new RestException(413, "The body is longer than " + limit + " bytes; send a smaller configuration.");
        }
        return bytes;
    }
}
