package io.leat.log.broker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.leat.log.disk.FaultyDisk;
import io.leat.log.partition.Origin;
import io.leat.log.record.BatchWriter;
import io.leat.log.record.Codec;
import io.leat.log.settings.BrokerSettings;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What the broker's cleaner threads do, without the threads. */
class CompactionTest {
    private static final Map<String, String> COMPACT =
            Map.of("cleanup.policy", "compact", "internal.segment.bytes", "2000", "min.cleanable.dirty.ratio", "0.5");

    private final FaultyDisk disk = new FaultyDisk(new Random(3));
    private final Logger logger = (Logger) LoggerFactory.getLogger("io.leat.log");
    private long now = 1_000_000_000;
    private final InstantSource clock = () -> Instant.ofEpochMilli(now);

    @BeforeEach
    void silence() {
        logger.setLevel(Level.OFF);
    }

    @AfterEach
    void speak() {
        logger.setLevel(null);
    }

    @Test
    void theFilthiestPartitionIsCleanedFirstAndOneThatIsHardlyDirtyNotAtAll() {
        try (EmbeddedBroker broker = open(Map.of())) {
            Partition first = create(broker, "first", COMPACT);
            Partition second = create(broker, "second", COMPACT);
            append(first, 100, 3);
            while (broker.compaction().cleanFilthiest()) {}
            long before = second.log().size();
            append(first, 300, 3); // The clean part is small now, but there is one.
            append(second, 100, 3);

            assertThat(broker.compaction().cleanFilthiest()).isTrue();
            assertThat(second.cleaned).as("all of it was dirty").isPositive();
            assertThat(second.log().size()).isGreaterThan(before);
            long cleaned = first.cleaned;
            assertThat(broker.compaction().cleanFilthiest()).isTrue();
            assertThat(first.cleaned).isGreaterThan(cleaned);
            assertThat(broker.compaction().cleanFilthiest())
                    .as("nothing is due")
                    .isFalse();
        }
    }

    @Test
    void whatIsCleanIsKnownAfterARestartAndNotOfANewTopicWithTheSameName() {
        long cleaned;
        try (EmbeddedBroker broker = open(Map.of())) {
            Partition partition = create(broker, "t", COMPACT);
            append(partition, 100, 3);
            assertThat(broker.compaction().cleanFilthiest()).isTrue();
            cleaned = partition.cleaned;
            assertThat(cleaned).isBetween(50L, 99L);
            disk.kill();
        }
        try (EmbeddedBroker broker = open(Map.of())) {
            assertThat(partition(broker, "t").cleaned).isEqualTo(cleaned);
            assertThat(Batches.valuesOf(partition(broker, "t")))
                    .endsWith("v98", "v99")
                    .hasSizeLessThan(60);
            assertThat(broker.compaction().cleanFilthiest()).isFalse();
            broker.topics().delete("t");
            create(broker, "t", COMPACT);
            assertThat(partition(broker, "t").cleaned).isZero();
            disk.kill();
        }
        try (EmbeddedBroker broker = open(Map.of())) {
            assertThat(partition(broker, "t").cleaned).isNotPositive();
            assertThat(partition(broker, "t").log().logStartOffset()).isZero();
        }
    }

    @Test
    void aNewTopicBeginsAtZeroWhateverWasKnownOfOneWithTheSameName() {
        try (EmbeddedBroker broker = open(Map.of())) {
            append(create(broker, "t", Map.of()), 10, 3);
            partition(broker, "t").log().deleteRecordsBefore(7);
        }
        try (EmbeddedBroker broker = open(Map.of())) {
            assertThat(partition(broker, "t").log().logStartOffset()).isEqualTo(7);
            broker.topics().delete("t");
            assertThat(create(broker, "t", Map.of()).log().logStartOffset()).isZero();
        }
    }

    @Test
    void aPartitionThatCannotBeCleanedIsLeftOutAndTheOthersGoOn() {
        try (EmbeddedBroker broker = open(Map.of())) {
            Partition broken = create(broker, "broken", COMPACT);
            Partition whole = create(broker, "whole", COMPACT);
            append(broken, 100, 3);
            append(whole, 60, 3);
            disk.flipBit(
                    "broken-0/00000000000000000000.log", 8L * 300); // Where a batch says at which offset it begins.

            assertThat(broker.compaction().cleanFilthiest()).isTrue();
            assertThat(broker.compaction().cleanFilthiest()).isTrue();
            assertThat(broker.compaction().cleanFilthiest()).isFalse();
            assertThat(broker.compaction().isUncleanable(broken)).isTrue();
            assertThat(broken.cleaned).isZero();
            assertThat(broken.gone()).as("it can still be used").isFalse();
            assertThat(whole.cleaned).isPositive();
        }
    }

    @Test
    void aDiskThatIsFullIsTriedAgain() {
        try (EmbeddedBroker broker = open(Map.of())) {
            Partition partition = create(broker, "t", COMPACT);
            append(partition, 100, 3);
            disk.limitSpace(100);
            assertThat(broker.compaction().cleanFilthiest()).as("it rests").isFalse();
            assertThat(partition.gone()).isFalse();
            disk.freeSpace();
            assertThat(broker.compaction().cleanFilthiest()).isTrue();
            assertThat(partition.cleaned).isPositive();
        }
    }

    @Test
    void committedOffsetsOfGroupsAreCompactedAndStillThereAfterARestart() {
        Map<String, String> settings = Map.of(
                "offsets.topic.num.partitions", "1",
                "internal.segment.bytes", "1500",
                "log.cleaner.min.cleanable.ratio", "0");
        try (EmbeddedBroker broker = open(settings)) {
            create(broker, "t", Map.of());
            for (int i = 1; i <= 200; i++) {
                commit(broker, "g" + i % 3, i);
            }
            Partition offsets = partition(broker, "__consumer_offsets");
            long before = offsets.log().size();
            while (broker.compaction().cleanFilthiest()) {}
            assertThat(offsets.log().size()).isLessThan(before / 3);
            disk.kill();
        }
        try (EmbeddedBroker broker = open(settings)) {
            for (int group = 0; group < 3; group++) {
                assertThat(broker.groups().committed("g" + group))
                        .containsEntry(
                                new TopicPartition("t", 0), new OffsetAndMetadata(group == 0 ? 198 : 198 + group));
            }
        }
    }

    @Test
    void whatIsCompactedAndDeletedKeepsTheNewestOfEachKeyOnlyForAsLongAsItIsRetained() {
        Map<String, String> both = new HashMap<>(COMPACT);
        both.put("cleanup.policy", "compact,delete");
        both.put("retention.ms", "60000");
        try (EmbeddedBroker broker = open(Map.of())) {
            Partition partition = create(broker, "t", both);
            append(partition, 100, 3);
            long start = partition.log().logStartOffset();
            assertThat(broker.compaction().cleanFilthiest()).isTrue();
            assertThat(partition.log().logStartOffset())
                    .as("compaction moves no start")
                    .isEqualTo(start);
            assertThat(Batches.valuesOf(partition)).endsWith("v98", "v99").hasSizeLessThan(60);

            now += 61_000;
            broker.tick();

            assertThat(partition.log().logStartOffset()).as("retention does").isGreaterThan(50);
            append(partition, 1, 1);
            assertThat(Batches.valuesOf(partition)).endsWith("v0");
        }
    }

    @Test
    void aCleaningReadsAndWritesNoMoreBytesASecondThanItMay() {
        try (EmbeddedBroker broker = open(Map.of("log.cleaner.io.max.bytes.per.second", "50000"))) {
            Partition partition = create(broker, "t", COMPACT);
            append(partition, 200, 3);
            long dirty = partition.log().size() - 2_000; // The active segment is not read.
            long begin = System.nanoTime();

            assertThat(broker.compaction().cleanFilthiest()).isTrue();

            // What comes last is not waited for: there is nothing after it.
            assertThat(System.nanoTime() - begin).isGreaterThan((long) (0.8 * dirty / 50_000 * 1e9));
        }
    }

    @Test
    void aRecordWithoutAKeyIsRefused() {
        try (EmbeddedBroker broker = open(Map.of())) {
            Partition partition = create(broker, "t", COMPACT);
            assertThatThrownBy(() -> broker.append(new Part(partition, Batches.of("v")), Acks.WRITTEN)
                            .join())
                    .hasCauseInstanceOf(InvalidRecordException.class)
                    .hasMessageContaining("no key");
        }
    }

    private static void append(Partition partition, int count, int keys) {
        for (int i = 0; i < count; i++) {
            BatchWriter writer = new BatchWriter(Codec.NONE, 100);
            writer.append(1_000_000_000, ("key " + i % keys).getBytes(UTF_8), ("v" + i).getBytes(UTF_8));
            partition.append(writer.close(), Origin.LOCAL);
        }
    }

    @SuppressWarnings("removal") // kafka-clients 4.3.1 has no other way to make one.
    private static void commit(EmbeddedBroker broker, String group, long offset) {
        broker.groups()
                .commit(new GroupOffsets(
                        new ConsumerGroupMetadata(group),
                        Map.of(new TopicPartition("t", 0), new OffsetAndMetadata(offset))))
                .join();
    }

    private static Partition create(EmbeddedBroker broker, String topic, Map<String, String> configs) {
        broker.topics().create(new NewTopic(topic, 1, (short) 1).configs(configs));
        return partition(broker, topic);
    }

    private static Partition partition(EmbeddedBroker broker, String topic) {
        return broker.partition(new TopicPartition(topic, 0));
    }

    private EmbeddedBroker open(Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(settings);
        all.put("log.dirs", "one");
        return EmbeddedBroker.open(BrokerSettings.parse(all), clock, path -> disk.root());
    }
}
