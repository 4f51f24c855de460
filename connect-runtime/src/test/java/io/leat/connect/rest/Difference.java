package io.leat.connect.rest;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Where two replies differ: fields that one lacks, types, and values except those that must differ. */
final class Difference {
    /** Texts and identities: their presence is compared, not what they say. */
    private static final Set<String> OWN = Set.of(
            "message",
            "trace",
            "worker_id",
            "commit",
            "version",
            "kafka_cluster_id",
            "documentation",
            "errors",
            "recommended_values",
            "error_count",
            "last_modified");

    /** Settings that Kafka Connect has not, or not for sources. */
    private static final Set<String> OURS = Set.of(
            "errors.deadletterqueue.topic.name",
            "errors.deadletterqueue.topic.replication.factor",
            "errors.deadletterqueue.context.headers.enable",
            "restart.policy",
            "restart.max.attempts",
            "restart.backoff.ms",
            "restart.backoff.max.ms",
            "restart.reset.ms",
            "task.stuck.timeout.ms");

    private Difference() {}

    /** A line per difference: the path, what Kafka Connect has, what Leat has. */
    static List<String> between(JsonNode theirs, JsonNode ours) {
        List<String> found = new ArrayList<>();
        compare("", theirs, ours, found);
        return found;
    }

    private static void compare(String path, JsonNode theirs, JsonNode ours, List<String> found) {
        if (theirs.getNodeType() != ours.getNodeType()) {
            found.add(path + ": " + theirs.getNodeType() + " " + theirs + " and " + ours.getNodeType() + " " + ours);
        } else if (theirs.isObject()) {
            compareFields(path, theirs, ours, found);
        } else if (theirs.isArray()) {
            compareElements(path, theirs, ours, found);
        } else if (!theirs.equals(ours) && !OWN.contains(path.substring(path.lastIndexOf('/') + 1))) {
            found.add(path + ": " + theirs + " and " + ours);
        }
    }

    private static void compareFields(String path, JsonNode theirs, JsonNode ours, List<String> found) {
        Set<String> names = new TreeSet<>();
        theirs.fieldNames().forEachRemaining(names::add);
        ours.fieldNames().forEachRemaining(names::add);
        for (String name : names) {
            compare(path + "/" + name, theirs.path(name), ours.path(name), found);
        }
    }

    /** Settings are compared by name, for their order is nobody's promise; errors and recommendations by presence. */
    private static void compareElements(String path, JsonNode theirs, JsonNode ours, List<String> found) {
        if (path.endsWith("/configs")) {
            compareSettings(path, theirs, ours, found);
        } else if (OWN.contains(path.substring(path.lastIndexOf('/') + 1))) {
            if (path.endsWith("/errors") && theirs.isEmpty() != ours.isEmpty()) {
                found.add(path + ": " + theirs + " and " + ours);
            }
        } else if (path.isEmpty() && theirs.at("/0/class").isTextual()) {
            compareFileConnectors(theirs, ours, found);
        } else if (path.isEmpty() && theirs.at("/0/order_in_group").isNumber()) {
            compareDefinitions(theirs, ours, found);
        } else if (path.endsWith("/groups")) {
            compareAsSets(path, theirs, ours, found);
        } else if (theirs.size() != ours.size()) {
            found.add(path + ": " + theirs + " and " + ours);
        } else {
            for (int i = 0; i < theirs.size(); i++) {
                compare(path + "/" + i, theirs.get(i), ours.get(i), found);
            }
        }
    }

    private static void compareAsSets(String path, JsonNode theirs, JsonNode ours, List<String> found) {
        Set<JsonNode> left = new HashSet<>();
        Set<JsonNode> right = new HashSet<>();
        theirs.forEach(left::add);
        ours.forEach(right::add);
        if (!left.equals(right)) {
            found.add(path + ": " + theirs + " and " + ours);
        }
    }

    private static void compareSettings(String path, JsonNode theirs, JsonNode ours, List<String> found) {
        Set<String> names = new TreeSet<>();
        theirs.forEach(setting -> names.add(setting.at("/value/name").asText()));
        ours.forEach(setting -> names.add(setting.at("/value/name").asText()));
        names.removeIf(name -> OURS.contains(name) && named(theirs, name).isMissingNode());
        for (String name : names) {
            compare(path + "/" + name, named(theirs, name), named(ours, name), found);
        }
    }

    /** Both have them installed, whatever else there is. */
    private static void compareFileConnectors(JsonNode theirs, JsonNode ours, List<String> found) {
        for (String name : List.of("FileStreamSourceConnector", "FileStreamSinkConnector")) {
            String className = "org.apache.kafka.connect.file." + name;
            compare("/" + name, element(theirs, "class", className), element(ours, "class", className), found);
        }
    }

    private static void compareDefinitions(JsonNode theirs, JsonNode ours, List<String> found) {
        Set<String> names = new TreeSet<>();
        theirs.forEach(setting -> names.add(setting.path("name").asText()));
        ours.forEach(setting -> names.add(setting.path("name").asText()));
        names.removeIf(
                name -> OURS.contains(name) && element(theirs, "name", name).isMissingNode());
        for (String name : names) {
            compare("/" + name, element(theirs, "name", name), element(ours, "name", name), found);
        }
    }

    private static JsonNode element(JsonNode list, String field, String value) {
        for (JsonNode element : list) {
            if (element.path(field).asText().equals(value)) {
                return element;
            }
        }
        return list.path("no such element");
    }

    private static JsonNode named(JsonNode settings, String name) {
        for (JsonNode setting : settings) {
            if (setting.at("/value/name").asText().equals(name)) {
                return setting;
            }
        }
        return settings.path("no such setting");
    }
}
