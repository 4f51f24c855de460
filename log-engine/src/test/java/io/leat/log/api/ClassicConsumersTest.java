package io.leat.log.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** Consumers that speak the classic protocol. */
class ClassicConsumersTest extends GroupClients {

    @Override
    Map<String, Object> protocol() {
        return Map.of("group.protocol", "classic", "session.timeout.ms", 3000, "heartbeat.interval.ms", 200);
    }

    @Override
    String type() {
        return "Classic";
    }

    @Test
    void cooperativeConsumersKeepWhatTheyHaveWhileOthersCome() {
        topic("t", 4);
        Map<String, Object> cooperative =
                Map.of("partition.assignment.strategy", "org.apache.kafka.clients.consumer.CooperativeStickyAssignor");
        Consumer<byte[], byte[]> a = subscribed("g", cooperative);
        pollUntil(() -> a.assignment().size() == 4, a);
        Set<TopicPartition> before = Set.copyOf(a.assignment());
        Consumer<byte[], byte[]> b = subscribed("g", cooperative);
        pollUntil(() -> a.assignment().size() == 2 && b.assignment().size() == 2, a, b);

        assertThat(before).containsAll(a.assignment());
        assertThat(b.assignment()).doesNotContainAnyElementsOf(a.assignment());
    }
}
