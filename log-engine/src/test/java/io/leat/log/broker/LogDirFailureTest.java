package io.leat.log.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leat.log.disk.Directory;
import io.leat.log.disk.DiskDirectory;
import io.leat.log.disk.FaultyDisk;
import io.leat.log.settings.BrokerSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.KafkaStorageException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A folder in {@code log.dirs}, not the first, that is not what it was when the broker starts: on a real disk. */
class LogDirFailureTest {
    @TempDir
    Path dir;

    private TopicPartition inFirst = new TopicPartition("t", 0);
    private TopicPartition inSecond = new TopicPartition("t", 1);

    @BeforeEach
    void aPartitionInEachFolder() {
        try (EmbeddedBroker broker = open()) {
            broker.topics().create(new NewTopic("t", 2, (short) 1));
            if (broker.partition(inFirst).dir().path().endsWith("two")) {
                TopicPartition first = inFirst;
                inFirst = inSecond;
                inSecond = first;
            }
            append(broker, inFirst, "a");
            append(broker, inSecond, "b");
        }
    }

    @Test
    void aFolderThatCannotBeReadTakesOnlyItsPartitionsOfflineAndTheyAreBackWithIt() throws Exception {
        Files.move(dir.resolve("two"), dir.resolve("away"));
        Files.writeString(dir.resolve("two"), "not a folder");

        try (EmbeddedBroker broker = open()) {
            assertOnlySecondIsOffline(broker, "two");
        }

        Files.delete(dir.resolve("two"));
        Files.move(dir.resolve("away"), dir.resolve("two"));
        assertAllIsThere();
    }

    @Test
    void aFolderWhoseDiskIsNotMountedTakesOnlyItsPartitionsOfflineAndNoneIsMadeAnew() throws Exception {
        Files.move(dir.resolve("two"), dir.resolve("away"));

        for (int start = 0; start < 2; start++) {
            try (EmbeddedBroker broker = open()) {
                assertOnlySecondIsOffline(broker, "Mount the disk");
            }
        }

        Files.delete(dir.resolve("two").resolve(".lock"));
        Files.delete(dir.resolve("two")); // Nothing else was put into it.
        Files.move(dir.resolve("away"), dir.resolve("two"));
        assertAllIsThere();
    }

    @Test
    void whoTakesALostFolderOutOfTheSettingsGetsItsPartitionsAnew() throws Exception {
        Files.move(dir.resolve("two"), dir.resolve("away"));

        try (EmbeddedBroker broker = open("one", DiskDirectory::at)) {
            assertThat(Batches.valuesOf(broker.partition(inSecond))).isEmpty();
            assertThat(Batches.valuesOf(broker.partition(inFirst))).containsExactly("a");
        }
        try (EmbeddedBroker broker = open()) { // A new folder is welcome when nothing is missing.
            append(broker, inSecond, "anew");
            broker.topics().create(new NewTopic("u", 1, (short) 1));
            assertThat(broker.partition(new TopicPartition("u", 0)).dir().path())
                    .endsWith("two");
        }
    }

    @Test
    void aFolderThatCannotBeWrittenToTakesOnlyItsPartitionsOffline() {
        FaultyDisk broken = new FaultyDisk(new Random(1));
        Directory dead = broken.root();
        broken.kill();

        try (EmbeddedBroker broker = open("one,two", path -> path.endsWith("two") ? dead : DiskDirectory.at(path))) {
            assertOnlySecondIsOffline(broker, "Cannot lock");
        }
        assertAllIsThere();
    }

    @Test
    void theFirstFolderHasTheCatalogueAndMustWork() throws Exception {
        Files.move(dir.resolve("one"), dir.resolve("away"));
        Files.writeString(dir.resolve("one"), "not a folder");

        assertThatThrownBy(this::open)
                .isInstanceOf(KafkaStorageException.class)
                .hasMessageContaining(dir.resolve("one").toString());
    }

    private void assertOnlySecondIsOffline(EmbeddedBroker broker, String why) {
        assertThatThrownBy(() -> broker.partition(inSecond))
                .isInstanceOf(KafkaStorageException.class)
                .hasMessageContaining(inSecond + " is offline")
                .hasMessageContaining(why);
        assertThat(Batches.valuesOf(broker.partition(inFirst))).containsExactly("a");
        assertThat(dir.resolve("one").resolve(inSecond.toString())).doesNotExist();
    }

    private void assertAllIsThere() {
        try (EmbeddedBroker broker = open()) {
            assertThat(Batches.valuesOf(broker.partition(inFirst))).containsExactly("a");
            assertThat(Batches.valuesOf(broker.partition(inSecond))).containsExactly("b");
        }
    }

    private EmbeddedBroker open() {
        return open("one,two", DiskDirectory::at);
    }

    private EmbeddedBroker open(String names, Function<Path, Directory> directories) {
        String paths = String.join(
                ",",
                java.util.stream.Stream.of(names.split(","))
                        .map(it -> dir.resolve(it).toString())
                        .toList());
        return EmbeddedBroker.open(
                BrokerSettings.parse(Map.of("log.dirs", paths)),
                InstantSource.system(),
                path -> directories.apply(Path.of(path)));
    }

    private static void append(EmbeddedBroker broker, TopicPartition partition, String value) {
        broker.append(new Part(broker.partition(partition), Batches.of(value)), Acks.FLUSHED)
                .join();
    }
}
