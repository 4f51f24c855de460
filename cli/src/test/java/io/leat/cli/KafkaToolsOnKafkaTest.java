package io.leat.cli;

import io.leat.testing.KafkaCluster;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** On a Kafka broker. */
class KafkaToolsOnKafkaTest extends KafkaToolsContract {
    private static @Nullable KafkaCluster kafka;

    @BeforeAll
    static void start() {
        kafka = KafkaCluster.start(1, Map.of());
    }

    @AfterAll
    static void stop() {
        kafka().close();
    }

    @Override
    String address() {
        return kafka().bootstrapServers();
    }

    private static KafkaCluster kafka() {
        return Objects.requireNonNull(kafka, "not started");
    }
}
