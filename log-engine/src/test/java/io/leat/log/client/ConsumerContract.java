package io.leat.log.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.ConcurrentModificationException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.NoOffsetForPartitionException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidGroupIdException;
import org.apache.kafka.common.errors.WakeupException;
import org.junit.jupiter.api.Test;

/** What a consumer does with partitions it names itself. */
abstract class ConsumerContract extends TransactionContract {

    private Consumer<byte[], byte[]> reading(String topic, Object... config) {
        Consumer<byte[], byte[]> consumer = consumer(config);
        consumer.assign(List.of(at(topic, 0)));
        return consumer;
    }

    @Test
    void seekDecidesWhatIsReadNextAndPositionSaysIt() {
        String topic = topic(1);
        write(topic, 0, "0", "1", "2", "3", "4");
        try (Consumer<byte[], byte[]> consumer = reading(topic)) {
            assertThat(consumer.position(at(topic, 0))).isZero();
            consumer.seek(at(topic, 0), 3);
            assertThat(consumer.position(at(topic, 0))).isEqualTo(3);
            assertThat(values(read(consumer, 2))).containsExactly("3", "4");
            assertThat(consumer.position(at(topic, 0))).isEqualTo(5);
            consumer.seekToBeginning(List.of());
            assertThat(consumer.position(at(topic, 0))).isZero();
            consumer.seekToEnd(List.of(at(topic, 0)));
            assertThat(consumer.position(at(topic, 0))).isEqualTo(5);
            consumer.seek(at(topic, 0), new OffsetAndMetadata(1, "why"));
            assertThat(values(read(consumer, 4))).containsExactly("1", "2", "3", "4");
        }
    }

    @Test
    void seekIsForAssignedPartitionsAndRealOffsets() {
        String topic = topic(2);
        try (Consumer<byte[], byte[]> consumer = reading(topic)) {
            assertThatThrownBy(() -> consumer.seek(at(topic, 1), 0)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> consumer.seek(at(topic, 0), -1)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> consumer.position(at(topic, 1))).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> consumer.pause(List.of(at(topic, 1)))).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void aPollReturnsNoMoreThanItMayAndNothingTwice() {
        String topic = topic(1);
        write(topic, 0, "0", "1", "2", "3", "4", "5", "6");
        List<String> all = new ArrayList<>();
        try (Consumer<byte[], byte[]> consumer = reading(topic, "max.poll.records", 3)) {
            while (all.size() < 7) {
                ConsumerRecords<byte[], byte[]> records = consumer.poll(Duration.ofMillis(100));
                assertThat(records.count()).isLessThanOrEqualTo(3);
                records.forEach(record -> all.add(new String(record.value(), java.nio.charset.StandardCharsets.UTF_8)));
                if (!records.isEmpty()) {
                    assertThat(of(records.nextOffsets(), at(topic, 0)).offset()).isEqualTo(all.size());
                }
            }
        }
        assertThat(all).containsExactly("0", "1", "2", "3", "4", "5", "6");
    }

    @Test
    void aRecordLargerThanTheFetchLimitIsReadAllTheSame() {
        String topic = topic(1);
        write(topic, 0, "x".repeat(5000), "small");
        try (Consumer<byte[], byte[]> consumer =
                reading(topic, "max.partition.fetch.bytes", 100, "fetch.max.bytes", 100)) {
            List<ConsumerRecord<byte[], byte[]>> records = read(consumer, 2);
            assertThat(records.get(0).value()).hasSize(5000);
            assertThat(text(records.get(1).value())).isEqualTo("small");
        }
    }

    @Test
    void aPausedPartitionRestsAndLosesNothing() {
        String topic = topic(2);
        write(topic, 0, "a");
        write(topic, 1, "b");
        try (Consumer<byte[], byte[]> consumer = consumer()) {
            consumer.assign(List.of(at(topic, 0), at(topic, 1)));
            consumer.pause(List.of(at(topic, 0)));
            assertThat(consumer.paused()).containsExactly(at(topic, 0));
            assertThat(values(read(consumer, 1))).containsExactly("b");
            assertThat(consumer.poll(Duration.ofMillis(50)).isEmpty()).isTrue();
            consumer.resume(List.of(at(topic, 0)));
            assertThat(consumer.paused()).isEmpty();
            assertThat(values(read(consumer, 1))).containsExactly("a");
        }
    }

    @Test
    void withoutACommitReadingStartsByTheResetRule() {
        String topic = topic(1);
        try (Producer<byte[], byte[]> producer = producer()) {
            put(producer, new ProducerRecord<>(topic, 0, RECENTLY - 7_200_000, null, bytes("old")));
            put(producer, new ProducerRecord<>(topic, 0, RECENTLY, null, bytes("new")));
        }
        try (Consumer<byte[], byte[]> earliest = reading(topic, "auto.offset.reset", "earliest");
                Consumer<byte[], byte[]> latest = reading(topic, "auto.offset.reset", "latest");
                Consumer<byte[], byte[]> lastHour = reading(topic, "auto.offset.reset", "by_duration:PT1H");
                Consumer<byte[], byte[]> none = reading(topic, "auto.offset.reset", "none")) {
            assertThat(earliest.position(at(topic, 0))).isZero();
            assertThat(latest.position(at(topic, 0))).isEqualTo(2);
            assertThat(lastHour.position(at(topic, 0))).isEqualTo(1);
            assertThatThrownBy(() -> pollUntil(none, () -> false)).isInstanceOf(NoOffsetForPartitionException.class);
        }
    }

    @Test
    void anOffsetThatTheLogDoesNotHaveIsResetOrToldOf() {
        String topic = topic(1);
        write(topic, 0, "a", "b");
        try (Consumer<byte[], byte[]> earliest = reading(topic);
                Consumer<byte[], byte[]> none = reading(topic, "auto.offset.reset", "none")) {
            earliest.seek(at(topic, 0), 17);
            assertThat(values(read(earliest, 2))).containsExactly("a", "b");
            none.seek(at(topic, 0), 17);
            assertThatThrownBy(() -> pollUntil(none, () -> false))
                    .isInstanceOfSatisfying(
                            OffsetOutOfRangeException.class,
                            e -> assertThat(e.offsetOutOfRangePartitions()).containsEntry(at(topic, 0), 17L));
        }
    }

    @Test
    void offsetsAreFoundByTime() {
        String topic = topic(2);
        try (Producer<byte[], byte[]> producer = producer()) {
            put(producer, new ProducerRecord<>(topic, 0, RECENTLY + 100, null, bytes("a")));
            put(producer, new ProducerRecord<>(topic, 0, RECENTLY + 300, null, bytes("b")));
            put(producer, new ProducerRecord<>(topic, 0, RECENTLY + 200, null, bytes("c")));
        }
        try (Consumer<byte[], byte[]> consumer = consumer()) {
            Map<TopicPartition, Long> asked = new HashMap<>();
            asked.put(at(topic, 0), RECENTLY + 150);
            asked.put(at(topic, 1), RECENTLY + 150);
            Map<TopicPartition, OffsetAndTimestamp> found = consumer.offsetsForTimes(asked);
            assertThat(of(found, at(topic, 0)).offset()).isEqualTo(1);
            assertThat(of(found, at(topic, 0)).timestamp()).isEqualTo(RECENTLY + 300);
            assertThat(found).containsKey(at(topic, 1));
            assertThat(found.get(at(topic, 1))).isNull();
            assertThat(consumer.offsetsForTimes(Map.of(at(topic, 0), RECENTLY + 301))
                            .get(at(topic, 0)))
                    .isNull();
            assertThatThrownBy(() -> consumer.offsetsForTimes(Map.of(at(topic, 0), -5L)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void beginningAndEndAreKnownWithoutAnAssignment() {
        String topic = topic(2);
        write(topic, 1, "a", "b", "c");
        try (Consumer<byte[], byte[]> consumer = consumer()) {
            List<TopicPartition> both = List.of(at(topic, 0), at(topic, 1));
            assertThat(consumer.beginningOffsets(both)).isEqualTo(Map.of(at(topic, 0), 0L, at(topic, 1), 0L));
            assertThat(consumer.endOffsets(both)).isEqualTo(Map.of(at(topic, 0), 0L, at(topic, 1), 3L));
        }
    }

    @Test
    void theLagIsWhatIsLeftToRead() {
        String topic = topic(1);
        write(topic, 0, "a", "b", "c");
        try (Consumer<byte[], byte[]> consumer = reading(topic, "max.poll.records", 1)) {
            read(consumer, 1);
            assertThat(consumer.currentLag(at(topic, 0))).hasValue(2);
            read(consumer, 2);
            assertThat(consumer.currentLag(at(topic, 0))).hasValue(0);
        }
    }

    @Test
    void whatWasCommittedIsWhereTheNextReaderStarts() {
        String topic = topic(2);
        String group = unique("group");
        write(topic, 0, "a", "b", "c");
        try (Consumer<byte[], byte[]> first = reading(topic, "group.id", group, "max.poll.records", 2)) {
            assertThat(first.committed(Set.of(at(topic, 0)))).containsEntry(at(topic, 0), null);
            read(first, 2);
            first.commitSync();
            assertThat(of(first.committed(Set.of(at(topic, 0))), at(topic, 0)).offset())
                    .isEqualTo(2);
            first.commitSync(Map.of(at(topic, 1), new OffsetAndMetadata(0, "note")));
            assertThat(of(first.committed(Set.of(at(topic, 1))), at(topic, 1)).metadata())
                    .isEqualTo("note");
        }
        try (Consumer<byte[], byte[]> second = reading(topic, "group.id", group)) {
            assertThat(second.position(at(topic, 0))).isEqualTo(2);
            assertThat(values(read(second, 1))).containsExactly("c");
        }
    }

    @Test
    void anAsynchronousCommitTellsItsCallbackInALaterCall() {
        String topic = topic(1);
        write(topic, 0, "a");
        List<Map<TopicPartition, OffsetAndMetadata>> told = new ArrayList<>();
        Thread here = Thread.currentThread();
        try (Consumer<byte[], byte[]> consumer = reading(topic, "group.id", unique("group"))) {
            read(consumer, 1);
            consumer.commitAsync((offsets, e) -> {
                assertThat(e).isNull();
                assertThat(Thread.currentThread()).isSameAs(here);
                told.add(offsets);
            });
            pollUntil(consumer, () -> !told.isEmpty());
            assertThat(of(told.get(0), at(topic, 0)).offset()).isEqualTo(1);
            assertThat(of(consumer.committed(Set.of(at(topic, 0))), at(topic, 0))
                            .offset())
                    .isEqualTo(1);
        }
    }

    @Test
    void closingCommitsIfCommitsAreAutomatic() {
        String topic = topic(1);
        String group = unique("group");
        write(topic, 0, "a", "b");
        try (Consumer<byte[], byte[]> consumer = reading(topic, "group.id", group, "enable.auto.commit", true)) {
            read(consumer, 2);
        }
        try (Consumer<byte[], byte[]> consumer = reading(topic, "group.id", group)) {
            assertThat(consumer.position(at(topic, 0))).isEqualTo(2);
        }
    }

    @Test
    void pollingCommitsWhenTheIntervalIsOver() {
        String topic = topic(1);
        String group = unique("group");
        write(topic, 0, "a", "b");
        try (Consumer<byte[], byte[]> consumer =
                        reading(topic, "group.id", group, "enable.auto.commit", true, "auto.commit.interval.ms", 10);
                Consumer<byte[], byte[]> other = consumer("group.id", group)) {
            read(consumer, 2);
            pollUntil(consumer, () -> {
                OffsetAndMetadata committed =
                        other.committed(Set.of(at(topic, 0))).get(at(topic, 0));
                return committed != null && committed.offset() == 2;
            });
        }
    }

    @Test
    void withoutAGroupNothingIsCommitted() {
        String topic = topic(1);
        write(topic, 0, "a");
        try (Consumer<byte[], byte[]> consumer = reading(topic)) {
            read(consumer, 1);
            assertThatThrownBy(consumer::commitSync).isInstanceOf(InvalidGroupIdException.class);
            assertThatThrownBy(consumer::groupMetadata).isInstanceOf(InvalidGroupIdException.class);
            assertThatThrownBy(() -> consumer.committed(Set.of(at(topic, 0))))
                    .isInstanceOf(InvalidGroupIdException.class);
        }
    }

    @Test
    void wakeupEndsThePollThatWaitsAndOnlyThat() throws Exception {
        String topic = topic(1);
        try (Consumer<byte[], byte[]> consumer = reading(topic)) {
            consumer.poll(Duration.ofMillis(10));
            Thread waker = new Thread(consumer::wakeup);
            waker.start();
            assertThatThrownBy(() -> consumer.poll(Duration.ofSeconds(30))).isInstanceOf(WakeupException.class);
            waker.join();
            write(topic, 0, "a");
            assertThat(values(read(consumer, 1))).containsExactly("a");
        }
    }

    @Test
    void anInterruptEndsThePollThatWaits() {
        String topic = topic(1);
        try (Consumer<byte[], byte[]> consumer = reading(topic)) {
            consumer.poll(Duration.ofMillis(10));
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> consumer.poll(Duration.ofSeconds(30))).isInstanceOf(InterruptException.class);
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void aWaitingPollGetsARecordAsSoonAsItIsThere() throws Exception {
        String topic = topic(1);
        CountDownLatch polling = new CountDownLatch(1);
        CompletableFuture<List<ConsumerRecord<byte[], byte[]>>> got = CompletableFuture.supplyAsync(() -> {
            try (Consumer<byte[], byte[]> consumer = reading(topic)) {
                consumer.poll(Duration.ofMillis(1));
                polling.countDown();
                return read(consumer, 1);
            }
        });
        polling.await();
        write(topic, 0, "soon");
        assertThat(values(got.get())).containsExactly("soon");
    }

    @Test
    void aSecondThreadIsRefused() {
        String topic = topic(1);
        CountDownLatch polling = new CountDownLatch(1);
        try (Consumer<byte[], byte[]> consumer = reading(topic)) {
            CompletableFuture<Void> other = CompletableFuture.runAsync(() -> {
                polling.countDown();
                try {
                    consumer.poll(Duration.ofSeconds(60));
                } catch (WakeupException e) {
                    // The end of the test.
                }
            });
            org.awaitility.Awaitility.await()
                    .untilAsserted(() -> assertThatThrownBy(consumer::assignment)
                            .isInstanceOf(ConcurrentModificationException.class));
            consumer.wakeup();
            other.join();
            assertThat(consumer.assignment()).containsExactly(at(topic, 0));
        }
    }

    @Test
    void aConsumerThatReadsNothingMayNotPoll() {
        try (Consumer<byte[], byte[]> consumer = consumer()) {
            assertThatThrownBy(() -> consumer.poll(Duration.ZERO)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> consumer.subscribe(List.of("x"))).isInstanceOf(InvalidGroupIdException.class);
        }
    }

    @Test
    void partitionsByHandAndTopicsByGroupExcludeEachOther() {
        String topic = topic(1);
        try (Consumer<byte[], byte[]> consumer = reading(topic, "group.id", unique("group"))) {
            assertThatThrownBy(() -> consumer.subscribe(List.of(topic))).isInstanceOf(IllegalStateException.class);
            consumer.unsubscribe();
            assertThat(consumer.assignment()).isEmpty();
            consumer.subscribe(List.of(topic));
            assertThat(consumer.subscription()).containsExactly(topic);
            assertThatThrownBy(() -> consumer.assign(List.of(at(topic, 0)))).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void aClosedConsumerDoesNothing() {
        Consumer<byte[], byte[]> consumer = consumer();
        consumer.close();
        consumer.close();
        assertThatThrownBy(consumer::assignment).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void topicsAndTheirPartitionsAreListed() {
        String topic = topic(3);
        try (Consumer<byte[], byte[]> consumer = consumer()) {
            assertThat(consumer.partitionsFor(topic))
                    .extracting(PartitionInfo::partition)
                    .containsExactlyInAnyOrder(0, 1, 2);
            assertThat(consumer.listTopics().get(topic)).hasSize(3);
        }
    }

    @Test
    void metricsCountWhatWasRead() {
        String topic = topic(1);
        write(topic, 0, "a", "b", "c");
        try (Consumer<byte[], byte[]> consumer = reading(topic)) {
            read(consumer, 3);
            String group = "consumer-fetch-manager-metrics";
            assertThat(metric(consumer.metrics().values(), group, "records-consumed-total"))
                    .isEqualTo(3.0);
            assertThat(metric(consumer.metrics().values(), group, "records-lag-max"))
                    .isEqualTo(0.0);
        }
    }
}
