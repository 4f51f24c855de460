package io.leat.cli.worker;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.leat.cli.Problem;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;

/**
 * A connector as it stands in a file, in the three forms that Kafka's standalone worker takes: {@code {"name", "config"}},
 * one flat JSON object with {@code name} in it, or a {@code .properties} file.
 *
 * @param config has the name in it too, as Kafka Connect keeps it
 * @param initialState {@code RUNNING}, {@code PAUSED} or {@code STOPPED} for a connector that is not there yet (KIP-980);
 *     {@code RUNNING} if the file does not say
 */
public record ConnectorFile(String name, Map<String, String> config, String initialState) {
    /** More is not a configuration. */
    private static final long LARGEST = 1 << 20;

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .build();
    private static final List<String> STATES = List.of("RUNNING", "PAUSED", "STOPPED");
    private static final String STATE = "initial_state";
    private static final String FORMS =
            "Write {\"name\": ..., \"config\": {...}}, a flat JSON object with \"name\", or a .properties file.";

    /**
     * Reads a file.
     *
     * @throws Problem (wrong input) with the file's name when it cannot be read or understood
     */
    public static ConnectorFile read(Path file) {
        try {
            if (Files.size(file) > LARGEST) {
                throw Problem.wrongInput(file + " has more than 1 MiB; that is no connector's configuration.", FORMS);
            }
            return parse(file.toString(), Files.readString(file, StandardCharsets.UTF_8));
        } catch (NoSuchFileException e) {
            throw Problem.wrongInput("The connector file " + file + " is not there.", "Check its path.");
        } catch (IOException e) {
            throw Problem.wrongInput("Cannot read the connector file " + file + ": " + e, "Check its path and rights.");
        }
    }

    /** As {@link #read}, of text; the name decides between JSON and properties and stands in messages. */
    public static ConnectorFile parse(String file, String text) {
        var settings = file.endsWith(".properties") ? fromProperties(file, text) : fromJson(file, text);
        var name = settings.get("name");
        if (name == null || name.isBlank()) {
            throw Problem.wrongInput(file + " has no name for the connector.", "Add the setting name to it.");
        }
        if (!settings.containsKey("connector.class")) {
            throw Problem.wrongInput(
                    file + " has no connector.class, so it is no connector.", "Add connector.class to it. " + FORMS);
        }
        return new ConnectorFile(name, settings, initialState(file, settings));
    }

    /** Takes the initial state out of the settings, where the JSON forms put it while parsing. */
    private static String initialState(String file, Map<String, String> settings) {
        var state = settings.remove(STATE);
        if (state == null) {
            return "RUNNING";
        }
        if (!STATES.contains(state)) {
            throw Problem.wrongInput(
                    file + ": initial_state is '" + state + "'.", "Write one of " + String.join(", ", STATES) + ".");
        }
        return state;
    }

    private static Map<String, String> fromProperties(String file, String text) {
        var properties = new Properties();
        try {
            properties.load(new StringReader(text));
        } catch (IOException | IllegalArgumentException e) {
            throw Problem.wrongInput(file + " is no properties file: " + e.getMessage(), FORMS);
        }
        var settings = new LinkedHashMap<String, String>();
        properties.stringPropertyNames().stream()
                .sorted()
                .forEach(key -> settings.put(key, properties.getProperty(key, "")));
        return settings;
    }

    private static Map<String, String> fromJson(String file, String text) {
        var tree = tree(file, text);
        var settings = new LinkedHashMap<String, String>();
        if (tree.path("config").isObject()) {
            add(file, tree.path("config"), settings);
            var name = tree.path("name").asText("");
            if (tree.has(STATE)) {
                settings.put(STATE, tree.path(STATE).asText());
            }
            var inner = settings.put("name", name);
            if (inner != null && !inner.equals(name)) {
                throw Problem.wrongInput(
                        file + " names the connector '" + name + "' and, in its config, '" + inner + "'.",
                        "Leave the name inside config out.");
            }
        } else {
            add(file, tree, settings);
        }
        return settings;
    }

    private static JsonNode tree(String file, String text) {
        try {
            var tree = JSON.readTree(text);
            if (tree != null && tree.isObject()) {
                return tree;
            }
        } catch (JsonProcessingException e) {
            var at = e.getLocation();
            throw Problem.wrongInput(
                    file + ", line " + at.getLineNr() + ", column " + at.getColumnNr() + ": " + e.getOriginalMessage(),
                    FORMS);
        }
        throw Problem.wrongInput(file + " is not a JSON object.", FORMS);
    }

    private static void add(String file, JsonNode object, Map<String, String> settings) {
        object.properties().forEach(entry -> {
            if (!entry.getValue().isValueNode() || entry.getValue().isNull()) {
                throw Problem.wrongInput(
                        file + ": the value of " + entry.getKey() + " is "
                                + entry.getValue().getNodeType().toString().toLowerCase(Locale.ROOT)
                                + ", a setting is text.",
                        "Write it as text, for example \"a,b\" for a list.");
            }
            settings.put(entry.getKey(), entry.getValue().asText());
        });
    }
}
