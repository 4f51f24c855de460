package io.leat.log.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.leat.log.disk.FaultyDisk;
import io.leat.log.partition.Origin;
import io.leat.log.partition.PartitionLog;
import io.leat.log.record.BatchWriter;
import io.leat.log.record.Codec;
import io.leat.log.settings.BrokerSettings;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What the broker keeps for itself does not grow for ever: its journal, its catalogue, the offsets of groups nobody uses. */
class HousekeepingTest {
    private static final TopicPartition T0 = new TopicPartition("t", 0);
    private static final int MINUTE = 60_000;

    private final FaultyDisk disk = new FaultyDisk(new Random(3));
    private final Logger logger = (Logger) LoggerFactory.getLogger("io.leat.log");
    private long now = 1_000_000_000;
    private final InstantSource clock = () -> Instant.ofEpochMilli(now);

    @BeforeEach
    void silence() {
        logger.setLevel(Level.OFF); // A process that was killed says so for each of its files.
    }

    @AfterEach
    void speak() {
        logger.setLevel(null);
    }

    @Test
    void theJournalOfAtomicAppendsIsTrimmedAndStillCutsTheAppendInWhichTheProcessDies() {
        int partitions = 100;
        int appends = 0;
        try (EmbeddedBroker broker = open(Map.of())) {
            broker.topics().create(new NewTopic("t", partitions, (short) 1));
            long before = 0;
            for (int trims = 0; trims < 2 && appends < 5000; appends++) {
                appendToAll(broker, partitions, "v" + appends);
                long size = disk.size(AtomicAppends.JOURNAL);
                trims += size < before ? 1 : 0;
                before = size;
            }
            assertThat(before).as("the journal after %d appends", appends).isLessThan(AtomicAppends.TRIM_SIZE / 2);
            disk.killAfter(partitions / 2);
            assertThatThrownBy(() -> appendToAll(broker, partitions, "torn")).isInstanceOf(CompletionException.class);
        }
        try (EmbeddedBroker broker = open(Map.of())) {
            List<String> whole =
                    IntStream.range(0, appends).mapToObj(it -> "v" + it).toList();
            for (int partition = 0; partition < partitions; partition++) {
                assertThat(Batches.valuesOf(broker.partition(new TopicPartition("t", partition))))
                        .isEqualTo(whole);
            }
        }
    }

    @Test
    void idleProducersAreLookedForAtTheirInterval() {
        Map<String, String> settings = Map.of(
                "producer.id.expiration.ms", Integer.toString(MINUTE),
                "producer.id.expiration.check.interval.ms", Integer.toString(10 * MINUTE));
        try (EmbeddedBroker broker = open(settings)) {
            broker.topics().create(new NewTopic("t", 1, (short) 1));
            broker.tick();
            BatchWriter writer = new BatchWriter(Codec.NONE, 100);
            writer.producer(42, (short) 0, 0);
            writer.append(now, null, new byte[1]);
            PartitionLog log = broker.partition(T0).log();
            log.append(writer.close(), Origin.LOCAL);
            now += 2 * MINUTE;
            broker.tick();
            assertThat(log.activeProducers()).as("nobody has looked yet").hasSize(1);
            now += 9 * MINUTE;
            broker.tick();
            assertThat(log.activeProducers()).isEmpty();
        }
    }

    @Test
    void theCatalogueIsReplacedByASnapshotWhenMostOfItIsHistory() {
        try (EmbeddedBroker broker = open(Map.of())) {
            broker.topics().create(new NewTopic("t", 1, (short) 1));
            broker.topics().create(new NewTopic("u", 3, (short) 1).configs(Map.of("retention.ms", "7")));
            long greatest = 0;
            for (int change = 1; change <= 2500; change++) {
                broker.topics().alterConfigs("t", List.of(set("retention.ms", Integer.toString(change))));
                greatest = Math.max(greatest, disk.size(CatalogueFile.NAME));
            }
            assertThat(disk.size(CatalogueFile.NAME)).isLessThan(greatest);
            assertThat(greatest).isLessThan(1002 * 100);
            disk.cutPower();
        }
        try (EmbeddedBroker broker = open(Map.of())) {
            assertThat(broker.topics().partitionCounts()).isEqualTo(Map.of("t", 1, "u", 3));
            assertThat(retention(broker, "t")).isEqualTo("2500");
            assertThat(retention(broker, "u")).isEqualTo("7");
        }
    }

    @Test
    void offsetsOfAGroupWithoutMembersExpireByTheClockAndStayForgottenAfterAKill() {
        Map<String, String> settings = Map.of(
                "offsets.retention.minutes", "10",
                "offsets.retention.check.interval.ms", "1000",
                "offsets.topic.num.partitions", "1");
        try (EmbeddedBroker broker = open(settings)) {
            broker.topics().create(new NewTopic("t", 1, (short) 1));
            commit(broker, simple("unused"), 5);
            commit(broker, simple("renewed"), 5);
            Groups.Assigned member =
                    broker.groups().join(new Groups.Join("alive", "", "", "c", 30 * MINUTE, Set.of("t")));
            commit(broker, of("alive", member), 5);

            now += 9 * MINUTE;
            broker.tick();
            assertThat(groupsWithOffsets(broker)).containsExactly("alive", "renewed", "unused");
            commit(broker, simple("renewed"), 6);

            now += 2 * MINUTE;
            broker.tick();
            assertThat(groupsWithOffsets(broker)).containsExactly("alive", "renewed");
            assertThat(broker.groups().all())
                    .extracting(Groups.Described::groupId)
                    .doesNotContain("unused");

            broker.groups().leave("alive", member.memberId());
            now += 9 * MINUTE; // Eleven since the last commit, and nine since the group is empty.
            broker.tick();
            assertThat(groupsWithOffsets(broker)).containsExactly("alive");
            disk.kill();
        }
        try (EmbeddedBroker broker = open(settings)) {
            assertThat(groupsWithOffsets(broker)).containsExactly("alive");
            now += 2 * MINUTE;
            broker.tick();
            assertThat(groupsWithOffsets(broker)).isEmpty();
        }
    }

    private static Set<String> groupsWithOffsets(EmbeddedBroker broker) {
        Set<String> found = new TreeSet<>();
        for (String group : List.of("alive", "renewed", "unused")) {
            if (!broker.groups().committed(group).isEmpty()) {
                found.add(group);
            }
        }
        return found;
    }

    private static void commit(EmbeddedBroker broker, ConsumerGroupMetadata group, long offset) {
        broker.groups()
                .commit(new GroupOffsets(group, Map.of(T0, new OffsetAndMetadata(offset))))
                .join();
    }

    @SuppressWarnings("removal") // kafka-clients 4.3.1 has no other way to make one.
    private static ConsumerGroupMetadata simple(String group) {
        return new ConsumerGroupMetadata(group);
    }

    @SuppressWarnings("removal") // As above.
    private static ConsumerGroupMetadata of(String group, Groups.Assigned member) {
        return new ConsumerGroupMetadata(group, member.epoch(), member.memberId(), Optional.empty());
    }

    private static void appendToAll(EmbeddedBroker broker, int partitions, String value) {
        List<Part> parts = new ArrayList<>();
        for (int partition = 0; partition < partitions; partition++) {
            parts.add(new Part(broker.partition(new TopicPartition("t", partition)), Batches.of(value)));
        }
        broker.appendAtomically(parts, List.of(), Acks.WRITTEN).join();
    }

    private static AlterConfigOp set(String name, String value) {
        return new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET);
    }

    private static String retention(EmbeddedBroker broker, String topic) {
        return Objects.requireNonNull(broker.topics().configs(topic).get("retention.ms"))
                .value();
    }

    private EmbeddedBroker open(Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(settings);
        all.put("log.dirs", "one");
        return EmbeddedBroker.open(BrokerSettings.parse(all), clock, path -> disk.root());
    }
}
