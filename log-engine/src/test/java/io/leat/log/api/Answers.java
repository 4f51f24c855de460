package io.leat.log.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.AbstractResponse;

/** What any response says of errors and permissions, and of what: the same words for the same answer, whatever the response. */
final class Answers {
    private static final List<String> NAMES = List.of(
            "name",
            "topicName",
            "topic",
            "groupId",
            "key",
            "transactionalId",
            "resourceName",
            "user",
            "topicId",
            "partitionIndex",
            "index",
            "partition");

    /** Lists of which only the length of what is in them may differ from broker to broker. */
    private static final List<String> NOT_LOOKED_AT =
            List.of("configs", "brokers", "apiKeys", "nodes", "voters", "observers");

    private Answers() {}

    /**
     * Each error with the names of what it is about, each permission told, and each thing that is told of at all.
     *
     * @param ids of topics, which differ from broker to broker: their names are said instead
     */
    static Set<String> told(AbstractResponse response, short version, Map<String, Uuid> ids) throws Exception {
        Set<String> told = new TreeSet<>();
        Map<String, String> names = ids.entrySet().stream()
                .collect(Collectors.toMap(it -> it.getValue().toString(), it -> "id of " + it.getKey()));
        walk(json(response.data(), version), "", names, told);
        return told;
    }

    private static JsonNode json(ApiMessage data, short version) throws Exception {
        return (JsonNode) Class.forName(data.getClass().getName() + "JsonConverter")
                .getMethod("write", data.getClass(), short.class)
                .invoke(null, data, version);
    }

    private static void walk(JsonNode node, String path, Map<String, String> names, Set<String> told) {
        if (node.isArray()) {
            node.forEach(it -> walk(it, path, names, told));
        } else if (node.isObject()) {
            String here = path + name(node, names);
            if (here.contains("/__")) {
                return; // Topics of the broker's own.
            }
            if (!here.equals(path)) {
                told.add(here);
            }
            node.properties().forEach(field -> {
                String key = field.getKey();
                if (key.toLowerCase(java.util.Locale.ROOT).endsWith("errorcode")) {
                    told.add(
                            here + " " + Errors.forCode((short) field.getValue().asInt()));
                } else if (key.endsWith("AuthorizedOperations") || key.equals("authorizedOperations")) {
                    told.add(here + " may "
                            + Integer.toBinaryString(field.getValue().asInt()));
                } else if (!NOT_LOOKED_AT.contains(key)) {
                    walk(field.getValue(), here, names, told);
                }
            });
        }
    }

    private static String name(JsonNode node, Map<String, String> names) {
        StringBuilder name = new StringBuilder();
        for (String it : NAMES) {
            JsonNode value = node.path(it);
            if (value.isValueNode() && !value.isNull() && !value.asText().isEmpty()) {
                String unknown = it.equals("topicId") ? "no topic's id" : value.asText();
                name.append('/').append(names.getOrDefault(value.asText(), unknown));
            }
        }
        return name.toString();
    }
}
