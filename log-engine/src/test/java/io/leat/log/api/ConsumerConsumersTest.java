package io.leat.log.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.SubscriptionPattern;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidRegularExpression;
import org.apache.kafka.common.errors.UnsupportedAssignorException;
import org.junit.jupiter.api.Test;

/** Consumers that speak the consumer protocol (KIP-848). */
class ConsumerConsumersTest extends GroupClients {

    @Override
    Map<String, Object> protocol() {
        return Map.of("group.protocol", "consumer");
    }

    @Override
    String type() {
        return "Consumer";
    }

    @Test
    void anExpressionTakesTheTopicsThatMatchAlsoLaterOnes() {
        topic("t-1", 1);
        topic("other", 1);
        Consumer<byte[], byte[]> a = consumer("g", Map.of());
        a.subscribe(new SubscriptionPattern("t-[0-9]"));
        pollUntil(() -> a.assignment().equals(Set.of(new TopicPartition("t-1", 0))), a);

        topic("t-2", 1);

        pollUntil(() -> a.assignment().size() == 2, a);
    }

    @Test
    void anExpressionThatIsNoneIsRefused() {
        topic("t-1", 1);
        Consumer<byte[], byte[]> a = consumer("g", Map.of());
        a.subscribe(new SubscriptionPattern("(unclosed"));

        assertThatThrownBy(() -> pollUntil(() -> false, a)).isInstanceOf(InvalidRegularExpression.class);
    }

    @Test
    void theAssignorAMemberAsksForIsUsedIfItIsServed() {
        topic("t", 4);
        Map<String, Object> range = Map.of("group.remote.assignor", "range");
        Consumer<byte[], byte[]> a = subscribed("g", range);
        Consumer<byte[], byte[]> b = subscribed("g", range);
        pollUntil(() -> a.assignment().size() == 2 && b.assignment().size() == 2, a, b);
        int distance =
                a.assignment().stream().mapToInt(TopicPartition::partition).reduce(0, (x, y) -> Math.abs(x - y));
        assertThat(distance).as("neighbours").isEqualTo(1);

        Consumer<byte[], byte[]> c = subscribed("g", Map.of("group.remote.assignor", "nobody"));
        assertThatThrownBy(() -> pollUntil(() -> false, c)).isInstanceOf(UnsupportedAssignorException.class);
    }

    @Test
    void consumersInTheProcessAndOnTheNetworkShareAGroup() {
        topic("t", 4);
        Consumer<byte[], byte[]> remote = subscribed("g", Map.of());
        pollUntil(() -> remote.assignment().size() == 4, remote);
        try (Consumer<byte[], byte[]> local = log().consumer(Map.of("group.id", "g", "metric.reporters", ""))) {
            local.subscribe(Set.of("t"));

            pollUntil(
                    () -> remote.assignment().size() == 2 && local.assignment().size() == 2, remote, local);

            assertThat(local.assignment()).doesNotContainAnyElementsOf(remote.assignment());
        }
        pollUntil(() -> remote.assignment().size() == 4, remote);
    }
}
