package io.leat.connect.worker;

import io.leat.connect.worker.ConnectorOperations.ConnectorOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** The offsets of a sink, between their shape in REST (KIP-875) and what a consumer group commits. Pure. */
final class SinkPositions {
    private static final String TOPIC = "kafka_topic";
    private static final String PARTITION = "kafka_partition";
    private static final String OFFSET = "kafka_offset";

    private SinkPositions() {}

    /** By topic and partition. */
    static List<ConnectorOffset> shown(Map<TopicPartition, Long> committed) {
        List<TopicPartition> partitions = new ArrayList<>(committed.keySet());
        partitions.sort(Comparator.comparing(TopicPartition::topic).thenComparing(TopicPartition::partition));
        List<ConnectorOffset> shown = new ArrayList<>();
        for (TopicPartition partition : partitions) {
            Map<String, Object> named = new LinkedHashMap<>();
            named.put(TOPIC, partition.topic());
            named.put(PARTITION, partition.partition());
            shown.add(new ConnectorOffset(named, Map.of(OFFSET, committed.getOrDefault(partition, 0L))));
        }
        return shown;
    }

    /** @throws InvalidOffsetsException if a partition or an offset is not of that shape; numbers may be texts */
    static Map<TopicPartition, @Nullable Long> parse(List<ConnectorOffset> offsets) {
        Map<TopicPartition, @Nullable Long> parsed = new HashMap<>();
        for (ConnectorOffset one : offsets) {
            long partition = number(one.partition(), PARTITION, Integer.MAX_VALUE);
            Object topic = one.partition().get(TOPIC);
            if (topic == null) {
                throw missing(one.partition(), TOPIC);
            }
            parsed.put(
                    new TopicPartition(topic.toString(), (int) partition),
                    one.offset() == null ? null : number(one.offset(), OFFSET, Long.MAX_VALUE));
        }
        return parsed;
    }

    private static long number(Map<String, ?> map, String name, long largest) {
        Object value = map.get(name);
        if (value == null) {
            throw missing(map, name);
        }
        try {
            long number = Long.parseLong(value.toString());
            if (number >= 0 && number <= largest) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw notANumber(name, value, largest);
        }
        throw notANumber(name, value, largest);
    }

    private static InvalidOffsetsException missing(Map<String, ?> map, String name) {
        return new InvalidOffsetsException("There is no " + name + " in " + map
                + ". For a sink write {\"partition\": {\"kafka_topic\": \"t\", \"kafka_partition\": 0},"
                + " \"offset\": {\"kafka_offset\": 10}}, or \"offset\": null to forget a partition.");
    }

    private static InvalidOffsetsException notANumber(String name, Object value, long largest) {
        return new InvalidOffsetsException(
                "The " + name + " " + value + " is no whole number from 0 to " + largest + ".");
    }
}
