package io.leat.log.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leat.log.disk.DiskDirectory;
import io.leat.log.disk.FaultyDisk;
import io.leat.log.settings.BrokerSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletionException;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.CorruptRecordException;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.KafkaStorageException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedBrokerTest {
    private static final TopicPartition T0 = new TopicPartition("t", 0);
    private static final TopicPartition T1 = new TopicPartition("t", 1);

    @TempDir
    Path dir;

    private final FaultyDisk disk = new FaultyDisk(new Random(1));
    private final FaultyDisk second = new FaultyDisk(new Random(2));
    private long now = 1_000_000;
    private final InstantSource clock = () -> Instant.ofEpochMilli(now);

    @Test
    void newPartitionsGoWhereTheFewestAreAndAFolderThatFailsTakesOnlyItsOwnOffline() {
        try (EmbeddedBroker broker = open(Map.of("log.dirs", "one,two"))) {
            broker.topics().create(new NewTopic("t", 2, (short) 1));
            assertThat(broker.partition(T0).dir())
                    .isNotSameAs(broker.partition(T1).dir());
            append(broker, T0, Acks.WRITTEN, "a");
            append(broker, T1, Acks.WRITTEN, "b");
            second.failFlushes();

            assertThatThrownBy(() -> append(broker, T1, Acks.FLUSHED, "c"))
                    .isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(KafkaStorageException.class);

            assertThatThrownBy(() -> append(broker, T1, Acks.WRITTEN, "d"))
                    .hasCauseInstanceOf(KafkaStorageException.class);
            assertThatThrownBy(() -> broker.partition(T1).log()).isInstanceOf(KafkaStorageException.class);
            append(broker, T0, Acks.FLUSHED, "e");
            assertThat(Batches.valuesOf(broker.partition(T0))).containsExactly("a", "e");
        }
    }

    @Test
    void aPartThatIsRefusedTakesBackAllAndIsNamed() {
        try (EmbeddedBroker broker = open(Map.of())) {
            broker.topics().create(new NewTopic("a", 1, (short) 1));
            broker.topics().create(new NewTopic("t", 1, (short) 1).configs(Map.of("max.message.bytes", "80")));
            Part good = new Part(broker.partition(new TopicPartition("a", 0)), Batches.of("a"));
            Part bad = new Part(broker.partition(T0), Batches.of("much too large for this topic"));

            assertThatThrownBy(() -> broker.appendAtomically(List.of(good, bad), List.of(), Acks.FLUSHED)
                            .join())
                    .hasCauseInstanceOf(RecordTooLargeException.class)
                    .hasMessageContaining("Nothing was appended: the partition t-0 refused its part");

            assertThat(Batches.valuesOf(good.partition())).isEmpty();
            append(broker, good.partition().name(), Acks.WRITTEN, "b");
            append(broker, T0, Acks.WRITTEN, "c");
        }
        try (EmbeddedBroker broker = open(Map.of())) { // An intent left behind would have cut these.
            assertThat(Batches.valuesOf(broker.partition(new TopicPartition("a", 0))))
                    .containsExactly("b");
            assertThat(Batches.valuesOf(broker.partition(T0))).containsExactly("c");
        }
    }

    @Test
    void aFullDiskRefusesAppendsKeepsWhatIsThereAndGoesOnWhenThereIsSpace() {
        try (EmbeddedBroker broker = open(Map.of())) {
            broker.topics().create(new NewTopic("t", 2, (short) 1));
            append(broker, T0, Acks.FLUSHED, "a");
            disk.limitSpace(40);
            List<Part> both = List.of(
                    new Part(broker.partition(T0), Batches.of("b")), new Part(broker.partition(T1), Batches.of("b")));

            assertThatThrownBy(() -> append(broker, T0, Acks.WRITTEN, "c")).hasMessageContaining("Free some space");
            assertThatThrownBy(() -> broker.appendAtomically(both, List.of(), Acks.WRITTEN)
                            .join())
                    .hasCauseInstanceOf(KafkaStorageException.class);
            assertThat(Batches.valuesOf(broker.partition(T0))).containsExactly("a");

            disk.freeSpace();
            append(broker, T0, Acks.FLUSHED, "d");
            broker.appendAtomically(both, List.of(), Acks.FLUSHED).join();
            assertThat(Batches.valuesOf(broker.partition(T0))).containsExactly("a", "d", "b");
        }
    }

    @Test
    void retentionDropsWholeSegmentsByTheClockAndTheStartIsRememberedAfterAKill() {
        try (EmbeddedBroker broker = open(Map.of("log.retention.minutes", "10", "log.roll.ms", "60000"))) {
            broker.topics()
                    .create(new NewTopic("t", 1, (short) 1).configs(Map.of("message.timestamp.type", "LogAppendTime")));
            for (int minute = 0; minute < 30; minute++) {
                append(broker, T0, Acks.WRITTEN, "m" + minute);
                now += 61_000;
                broker.tick();
            }
            now += 300_000;
            broker.tick();
            long start = broker.partition(T0).log().logStartOffset();
            assertThat(start).isBetween(15L, 29L);
            assertThat(Batches.valuesOf(broker.partition(T0))).first().isEqualTo("m" + start);
            disk.kill();
        }
        try (EmbeddedBroker broker = open(Map.of("log.retention.minutes", "10"))) {
            assertThat(broker.partition(T0).log().logStartOffset()).isGreaterThanOrEqualTo(15);
        }
    }

    @Test
    void aDeletedTopicIsGoneForItsClientsAtOnceAndItsFilesAfterTheDelay() {
        try (EmbeddedBroker broker = open(Map.of("log.segment.delete.delay.ms", "5000"))) {
            broker.topics().create(new NewTopic("t", 1, (short) 1));
            append(broker, T0, Acks.WRITTEN, "old");
            Partition handle = broker.partition(T0);

            broker.topics().delete("t");

            assertThat(handle.gone()).isTrue();
            assertThatThrownBy(handle::log).isInstanceOf(UnknownTopicOrPartitionException.class);
            assertThatThrownBy(() -> broker.partition(T0)).isInstanceOf(UnknownTopicOrPartitionException.class);
            assertThat(disk.files()).anyMatch(it -> it.matches("/?t-0\\.[0-9a-f]{32}-delete/.*log"));
            now += 5_000;
            broker.tick();
            assertThat(disk.files()).noneMatch(it -> it.contains("-delete"));

            broker.topics().create(new NewTopic("t", 1, (short) 1));
            assertThat(Batches.valuesOf(broker.partition(T0))).isEmpty();
        }
    }

    @Test
    void changedConfigsTakeEffectAtOnceAndSurviveARestart() {
        try (EmbeddedBroker broker = open(Map.of())) {
            broker.topics().create(new NewTopic("t", 1, (short) 1));
            broker.topics().alterConfigs("t", List.of(set("max.message.bytes", "80"), set("retention.ms", "5")));
            assertThatThrownBy(() -> append(broker, T0, Acks.WRITTEN, "much too large for this topic"))
                    .hasCauseInstanceOf(RecordTooLargeException.class);
            assertThatThrownBy(() -> broker.topics().alterConfigs("t", List.of(set("retention.mss", "5"))))
                    .isInstanceOf(InvalidConfigurationException.class);
        }
        try (EmbeddedBroker broker = open(Map.of("log.retention.hours", "1", "message.max.bytes", "99"))) {
            assertThat(config(broker, "retention.ms").value()).isEqualTo("5");
            assertThat(config(broker, "retention.ms").source())
                    .isEqualTo(ConfigEntry.ConfigSource.DYNAMIC_TOPIC_CONFIG);
            broker.topics()
                    .alterConfigs(
                            "t",
                            List.of(new AlterConfigOp(
                                    new ConfigEntry("max.message.bytes", null), AlterConfigOp.OpType.DELETE)));
            assertThat(config(broker, "max.message.bytes").value()).isEqualTo("99");
            assertThat(config(broker, "max.message.bytes").source())
                    .isEqualTo(ConfigEntry.ConfigSource.STATIC_BROKER_CONFIG);
            assertThat(config(broker, "segment.ms").source()).isEqualTo(ConfigEntry.ConfigSource.DEFAULT_CONFIG);
        }
    }

    @Test
    void noClientAppendsToTheTopicsOfTheBrokerItself() {
        try (EmbeddedBroker broker = open(Map.of("offsets.topic.num.partitions", "1"))) {
            broker.groups().join(new Groups.Join("g", "", "", "c", 10_000, java.util.Set.of()));

            assertThatThrownBy(() -> append(broker, new TopicPartition("__consumer_offsets", 0), Acks.WRITTEN, "x"))
                    .hasCauseInstanceOf(InvalidTopicException.class)
                    .hasMessageContaining("Cannot append to internal topic __consumer_offsets");
        }
    }

    @Test
    void aTopicsFoldersWithoutACatalogueAreTakenOverAndStrangeFoldersAreLeftAlone() {
        try (EmbeddedBroker broker = open(Map.of())) {
            broker.topics().create(new NewTopic("t", 2, (short) 1));
            append(broker, T1, Acks.FLUSHED, "a");
        }
        disk.root().delete(CatalogueFile.NAME);
        disk.root().directory("my files").open("x").append(Batches.of("x"));

        try (EmbeddedBroker broker = open(Map.of())) {
            assertThat(broker.topics().find("t").map(Topic::partitions)).hasValue(2);
            assertThat(Batches.valuesOf(broker.partition(T1))).containsExactly("a");
            assertThat(disk.root().directory("my files").exists("x")).isTrue();
        }
    }

    @Test
    void aCatalogueThatIsDamagedInTheMiddleIsRefusedByFileAndByteAndATornEndIsCut() {
        try (EmbeddedBroker broker = open(Map.of())) {
            broker.topics().create(new NewTopic("t", 1, (short) 1));
            broker.topics().create(new NewTopic("u", 1, (short) 1));
        }
        disk.root().open(CatalogueFile.NAME).append(Batches.of("torn").limit(9));
        try (EmbeddedBroker broker = open(Map.of())) {
            assertThat(broker.topics().partitionCounts()).containsOnlyKeys("t", "u");
        }
        disk.flipBit(CatalogueFile.NAME, 8 * 20);

        assertThatThrownBy(() -> open(Map.of()))
                .isInstanceOf(CorruptRecordException.class)
                .hasMessageContaining(CatalogueFile.NAME + " is damaged at byte 0");
    }

    @Test
    void producerIdsAreNeverHandedOutTwiceAlsoNotAfterAKill() {
        long last;
        try (EmbeddedBroker broker = open(Map.of())) {
            assertThat(broker.newProducerId()).isLessThan(broker.newProducerId());
            last = broker.newProducerId();
            disk.kill();
        }
        try (EmbeddedBroker broker = open(Map.of())) {
            assertThat(broker.newProducerId()).isGreaterThan(last);
        }
    }

    @Test
    void aFolderOfAnotherNodeIsRefusedWithTheNumberToWrite() {
        open(Map.of("node.id", "7")).close();

        assertThatThrownBy(() -> open(Map.of("node.id", "8")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("Set node.id=7");
        open(Map.of("node.id", "7")).close(); // The refused one has let go of the lock.
    }

    @Test
    void anEmptyFolderIsOpenedWithoutMakingTopics() throws Exception {
        BrokerSettings settings = BrokerSettings.parse(Map.of("log.dirs", dir.toString()));
        EmbeddedBroker.open(settings, clock, path -> DiskDirectory.at(Path.of(path)))
                .close();

        try (var entries = Files.list(dir)) {
            assertThat(entries.map(it -> Objects.toString(it.getFileName())))
                    .containsExactlyInAnyOrder(
                            ".lock",
                            ".kafka_cleanshutdown",
                            "meta.properties",
                            "recovery-point-offset-checkpoint",
                            "replication-offset-checkpoint",
                            "log-start-offset-checkpoint");
        }
    }

    private EmbeddedBroker open(Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(settings);
        all.putIfAbsent("log.dirs", "one");
        return EmbeddedBroker.open(
                BrokerSettings.parse(all), clock, path -> path.equals("one") ? disk.root() : second.root());
    }

    private static void append(EmbeddedBroker broker, TopicPartition partition, Acks acks, String value) {
        broker.append(new Part(broker.partition(partition), Batches.of(value)), acks)
                .join();
    }

    private static AlterConfigOp set(String name, String value) {
        return new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET);
    }

    private static ConfigEntry config(EmbeddedBroker broker, String name) {
        return Objects.requireNonNull(broker.topics().configs("t").get(name));
    }
}
