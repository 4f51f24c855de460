package io.leat.log.ecosystem;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/** What a reader of committed records finds in a partition. */
final class Committed {
    private Committed() {}

    /** The values of the first partition of {@code topic}, from its beginning to its end of this moment. */
    static List<String> values(String bootstrapServers, String topic) {
        return values(bootstrapServers, new TopicPartition(topic, 0));
    }

    /** The values of a partition, from its beginning to its end of this moment. */
    static List<String> values(String bootstrapServers, TopicPartition partition) {
        return values(bootstrapServers, partition, 0);
    }

    /** The values of a partition, from {@code offset} to its end of this moment. */
    static List<String> values(String bootstrapServers, TopicPartition partition, long offset) {
        List<String> values = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        bootstrapServers,
                        "isolation.level",
                        "read_committed",
                        "fetch.max.wait.ms",
                        50),
                new StringDeserializer(),
                new StringDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seek(partition, offset);
            long end = Objects.requireNonNull(
                    consumer.endOffsets(List.of(partition)).get(partition));
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofMillis(100)).forEach(record -> values.add(record.value()));
            }
        }
        return values;
    }
}
