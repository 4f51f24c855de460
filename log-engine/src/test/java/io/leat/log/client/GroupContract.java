package io.leat.log.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.SubscriptionPattern;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** What consumers do whose partitions a group shares out. */
abstract class GroupContract extends ConsumerContract {

    /** Writes down what a listener is told, and on which thread it must be. */
    private static final class Told implements ConsumerRebalanceListener {
        private final List<String> events = new ArrayList<>();
        private final Thread owner = Thread.currentThread();

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            note("revoked", partitions);
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            note("assigned", partitions);
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            note("lost", partitions);
        }

        private void note(String what, Collection<TopicPartition> partitions) {
            assertThat(Thread.currentThread()).isSameAs(owner);
            if (!partitions.isEmpty()) {
                events.add(what + " "
                        + new TreeSet<>(partitions.stream()
                                .map(TopicPartition::partition)
                                .toList()));
            }
        }
    }

    @Test
    void aSingleMemberGetsEverythingAndGivesItUpAtTheEnd() {
        String topic = topic(3);
        write(topic, 2, "a");
        Told told = new Told();
        Consumer<byte[], byte[]> consumer = consumer("group.id", unique("group"));
        try (consumer) {
            consumer.subscribe(List.of(topic), told);
            assertThat(consumer.assignment()).isEmpty();
            assertThat(values(read(consumer, 1))).containsExactly("a");
            assertThat(consumer.assignment()).containsExactlyInAnyOrder(at(topic, 0), at(topic, 1), at(topic, 2));
            assertThat(consumer.groupMetadata().memberId()).isNotEmpty();
            assertThat(consumer.groupMetadata().generationId()).isPositive();
        }
        assertThat(told.events).containsExactly("assigned [0, 1, 2]", "revoked [0, 1, 2]");
    }

    @Test
    void aSecondMemberTakesHalfAndReturnsItWhenItLeaves() {
        String topic = topic(4);
        String group = unique("group");
        Told told = new Told();
        try (Consumer<byte[], byte[]> first = consumer("group.id", group)) {
            first.subscribe(List.of(topic), told);
            pollUntil(first, () -> first.assignment().size() == 4);
            try (Consumer<byte[], byte[]> second = consumer("group.id", group)) {
                second.subscribe(List.of(topic));
                pollBoth(
                        first,
                        second,
                        () -> first.assignment().size() == 2
                                && second.assignment().size() == 2);
                Set<TopicPartition> all = new HashSet<>(first.assignment());
                all.addAll(second.assignment());
                assertThat(all).hasSize(4);
            }
            pollUntil(first, () -> first.assignment().size() == 4);
        }
        assertThat(told.events).hasSize(4);
        assertThat(told.events.get(0)).isEqualTo("assigned [0, 1, 2, 3]");
        assertThat(told.events.get(1)).startsWith("revoked ");
        assertThat(told.events.get(2)).isEqualTo(told.events.get(1).replace("revoked", "assigned"));
        assertThat(told.events.get(3)).isEqualTo("revoked [0, 1, 2, 3]");
    }

    private static void pollBoth(
            Consumer<byte[], byte[]> first,
            Consumer<byte[], byte[]> second,
            java.util.function.BooleanSupplier condition) {
        pollUntil(first, () -> {
            second.poll(java.time.Duration.ofMillis(50));
            return condition.getAsBoolean();
        });
    }

    @Test
    void aListenerMayCommitWhatItIsAboutToLose() {
        String topic = topic(1);
        String group = unique("group");
        write(topic, 0, "a", "b");
        Consumer<byte[], byte[]> consumer = consumer("group.id", group);
        try (consumer) {
            consumer.subscribe(List.of(topic), new ConsumerRebalanceListener() {
                @Override
                public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
                    consumer.commitSync();
                }

                @Override
                public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
                    partitions.forEach(partition -> consumer.seek(partition, 1));
                }
            });
            assertThat(values(read(consumer, 1))).containsExactly("b");
        }
        try (Consumer<byte[], byte[]> next = consumer("group.id", group)) {
            assertThat(of(next.committed(Set.of(at(topic, 0))), at(topic, 0)).offset())
                    .isEqualTo(2);
        }
    }

    @Test
    void whatAListenerThrowsComesOutOfPoll() {
        String topic = topic(1);
        try (Consumer<byte[], byte[]> consumer = consumer("group.id", unique("group"))) {
            consumer.subscribe(List.of(topic), new ConsumerRebalanceListener() {
                @Override
                public void onPartitionsRevoked(Collection<TopicPartition> partitions) {}

                @Override
                public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
                    throw new IllegalArgumentException("thrown by a test's listener");
                }
            });
            assertThatThrownBy(() -> pollUntil(consumer, () -> false))
                    .isInstanceOf(KafkaException.class)
                    .hasCauseInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aStrangerMayNotCommitForAGroupThatHasMembers() {
        String topic = topic(1);
        String group = unique("group");
        try (Consumer<byte[], byte[]> member = consumer("group.id", group);
                Consumer<byte[], byte[]> stranger = consumer("group.id", group)) {
            member.subscribe(List.of(topic));
            pollUntil(member, () -> !member.assignment().isEmpty());
            stranger.assign(List.of(at(topic, 0)));
            assertThatThrownBy(() -> stranger.commitSync(Map.of(at(topic, 0), new OffsetAndMetadata(7))))
                    .isInstanceOf(KafkaException.class);
            assertThat(member.committed(Set.of(at(topic, 0)))).containsEntry(at(topic, 0), null);
        }
    }

    @Test
    void aPatternTakesTheTopicsThatMatchAlsoLaterOnes() {
        String prefix = unique("pattern");
        log().createTopic(prefix + "-a", 1, Map.of());
        log().createTopic("not-" + prefix, 1, Map.of());
        try (Consumer<byte[], byte[]> consumer = consumer("group.id", unique("group"), "metadata.max.age.ms", 500)) {
            consumer.subscribe(Pattern.compile(prefix + "-.*"));
            pollUntil(consumer, () -> consumer.assignment().equals(Set.of(at(prefix + "-a", 0))));
            log().createTopic(prefix + "-b", 1, Map.of());
            pollUntil(consumer, () -> consumer.assignment().equals(Set.of(at(prefix + "-a", 0), at(prefix + "-b", 0))));
        }
    }

    @Test
    void aPatternForTheBrokerTakesTheTopicsThatMatch() {
        String prefix = unique("pattern");
        log().createTopic(prefix + "-a", 1, Map.of());
        log().createTopic("not-" + prefix, 1, Map.of());
        try (Consumer<byte[], byte[]> consumer = consumer("group.id", unique("group"))) {
            consumer.subscribe(new SubscriptionPattern(prefix + "-.*"));
            pollUntil(consumer, () -> consumer.assignment().equals(Set.of(at(prefix + "-a", 0))));
        }
    }

    @Test
    void aNewSubscriptionReplacesTheOldOne() {
        String one = topic(1);
        String two = topic(1);
        try (Consumer<byte[], byte[]> consumer = consumer("group.id", unique("group"))) {
            consumer.subscribe(List.of(one));
            pollUntil(consumer, () -> consumer.assignment().equals(Set.of(at(one, 0))));
            consumer.subscribe(List.of(two));
            pollUntil(consumer, () -> consumer.assignment().equals(Set.of(at(two, 0))));
            consumer.unsubscribe();
            assertThat(consumer.assignment()).isEmpty();
            assertThat(consumer.subscription()).isEmpty();
        }
    }

    @Test
    void aMemberWithAnInstanceIdKeepsItsPlaceWhenItComesBack() {
        String topic = topic(2);
        String group = unique("group");
        String first;
        try (Consumer<byte[], byte[]> consumer = consumer("group.id", group, "group.instance.id", "one")) {
            consumer.subscribe(List.of(topic));
            pollUntil(consumer, () -> consumer.assignment().size() == 2);
            first = consumer.groupMetadata().memberId();
            assertThat(consumer.groupMetadata().groupInstanceId()).hasValue("one");
        }
        try (Consumer<byte[], byte[]> consumer = consumer("group.id", group, "group.instance.id", "one")) {
            consumer.subscribe(List.of(topic));
            pollUntil(consumer, () -> consumer.assignment().size() == 2);
            assertThat(consumer.groupMetadata().memberId()).isNotEqualTo(first);
        }
    }
}
