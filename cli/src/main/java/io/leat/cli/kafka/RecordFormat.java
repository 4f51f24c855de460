package io.leat.cli.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.leat.cli.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** How a record is printed: the properties of Kafka's default formatter, or JSON. */
record RecordFormat(Map<String, String> properties, boolean json) {
    private static final Set<String> KNOWN = Set.of(
            "print.key",
            "print.value",
            "print.timestamp",
            "print.offset",
            "print.partition",
            "print.headers",
            "print.epoch",
            "key.separator",
            "line.separator",
            "headers.separator",
            "null.literal");

    static RecordFormat of(Map<String, String> properties, boolean json) {
        for (String name : properties.keySet()) {
            if (!KNOWN.contains(name)) {
                throw Problem.wrongInput(
                        "--property " + name + " is not known.",
                        "Write one of "
                                + String.join(", ", KNOWN.stream().sorted().toList()) + ".");
            }
        }
        return new RecordFormat(Map.copyOf(properties), json);
    }

    /** With the end of the line. */
    String text(ConsumerRecord<byte[], byte[]> record) {
        return json ? json(record) + "\n" : plain(record) + properties.getOrDefault("line.separator", "\n");
    }

    private String plain(ConsumerRecord<byte[], byte[]> record) {
        List<String> parts = new ArrayList<>();
        if (prints("timestamp", false)) {
            parts.add(record.timestampType().name + ":" + record.timestamp());
        }
        if (prints("partition", false)) {
            parts.add("Partition:" + record.partition());
        }
        if (prints("offset", false)) {
            parts.add("Offset:" + record.offset());
        }
        if (prints("epoch", false)) {
            parts.add("Epoch:" + record.leaderEpoch().map(Object::toString).orElse("-"));
        }
        if (prints("headers", false)) {
            parts.add(headers(record.headers()));
        }
        if (prints("key", false)) {
            parts.add(text(record.key()));
        }
        if (prints("value", true)) {
            parts.add(text(record.value()));
        }
        return String.join(properties.getOrDefault("key.separator", "\t"), parts);
    }

    private boolean prints(String what, boolean otherwise) {
        return Boolean.parseBoolean(properties.getOrDefault("print." + what, Boolean.toString(otherwise)));
    }

    private String headers(Headers headers) {
        String all = StreamSupport.stream(headers.spliterator(), false)
                .map(it -> it.key() + ":" + text(it.value()))
                .collect(Collectors.joining(properties.getOrDefault("headers.separator", ",")));
        return all.isEmpty() ? "NO_HEADERS" : all;
    }

    private String text(byte @Nullable [] bytes) {
        return bytes == null ? properties.getOrDefault("null.literal", "null") : new String(bytes, UTF_8);
    }

    private static ObjectNode json(ConsumerRecord<byte[], byte[]> record) {
        ObjectNode node = JsonNodeFactory.instance
                .objectNode()
                .put("topic", record.topic())
                .put("partition", record.partition())
                .put("offset", record.offset())
                .put("timestamp", record.timestamp());
        put(node, "key", record.key());
        put(node, "value", record.value());
        ObjectNode headers = node.putObject("headers");
        record.headers().forEach(it -> put(headers, it.key(), it.value()));
        return node;
    }

    private static void put(ObjectNode node, String name, byte @Nullable [] bytes) {
        if (bytes == null) {
            node.putNull(name);
        } else {
            node.put(name, new String(bytes, UTF_8));
        }
    }
}
