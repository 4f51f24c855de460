package io.leat.connector.csv;

import static io.leat.connector.csv.TaskBench.METRICS_0;
import static io.leat.connector.csv.TaskBench.map;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leat.connector.csv.file.MemoryFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.errors.RetriableException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvSinkTaskTest {

    @TempDir
    Path dir;

    @Test
    void aFileIsNamedByTopicPartitionAndFirstOffsetAndItsHeaderIsSorted() throws IOException {
        try (var bench = new TaskBench(dir).from(7)) {
            bench.put(map("b", 1, "a", "x"), map("a", "y", "b", 2));

            assertThat(bench.files()).isEqualTo(Map.of("metrics-0-00000000000000000007.csv", "a,b|x,1|y,2|"));
        }
    }

    @Test
    void theColumnsOfAWholeBatchAreInTheFirstHeader() throws IOException {
        try (var bench = new TaskBench(dir)) {
            bench.put(map("cpu", 1), map("mem", 2), map("disk", 3));

            assertThat(bench.contents()).containsExactly("0: cpu,disk,mem|1,,|,,2|,3,|");
        }
    }

    @Test
    void aNewFieldOpensANewFileWithTheWiderHeader() throws IOException {
        try (var bench = new TaskBench(dir)) {
            bench.put(map("a", 1));
            bench.put(map("a", 2), map("b", 3));
            bench.put(map("a", 4));

            assertThat(bench.contents()).containsExactly("0: a|1|", "1: a,b|2,|,3|4,|");
        }
    }

    @Test
    void afterARestartTheHeaderIsNoNarrower() throws IOException {
        try (var bench = new TaskBench(dir)) {
            bench.put(map("a", 1, "b", 2));
            bench.commit();
        }
        try (var bench = new TaskBench(dir).from(1)) {
            bench.put(map("b", 3));

            assertThat(bench.contents()).containsExactly("0: a,b|1,2|,3|");
        }
    }

    @Test
    void whatNoCommitCoveredIsCutAtTheNextStartAndWrittenAgain() throws IOException {
        try (var bench = new TaskBench(dir)) {
            bench.put(map("a", 1));
            bench.commit();
            bench.put(map("a", 2), map("a", 3));
        }
        try (var bench = new TaskBench(dir).from(1)) {
            assertThat(bench.contents()).containsExactly("0: a|1|");
            bench.put(map("a", 2), map("a", 3));

            assertThat(bench.contents()).containsExactly("0: a|1|2|3|");
        }
    }

    @Test
    void aFileThatNoCommitCoveredIsRemovedAtTheNextStart() throws IOException {
        try (var bench = new TaskBench(dir)) {
            bench.put(map("a", 1));
            bench.commit();
            bench.put(map("a", 2), map("b", 3));
            assertThat(bench.contents()).containsExactly("0: a|1|", "1: a,b|2,|,3|");
        }
        try (var bench = new TaskBench(dir).from(1)) {
            assertThat(bench.contents()).containsExactly("0: a|1|");
        }
    }

    @Test
    void recordsThatAreInTheFilesAlreadyArePassedOverAndTheWorkerIsAskedToGoOnAfterThem() throws IOException {
        try (var bench = new TaskBench(dir)) {
            bench.put(map("a", 1), map("a", 2));
            bench.commit();
        }
        try (var bench = new TaskBench(dir).from(0)) {
            bench.put(map("a", 1));

            assertThat(bench.context.asked).isEqualTo(Map.of(METRICS_0, 2L));
            bench.from(2).put(map("a", 3));
            assertThat(bench.contents()).containsExactly("0: a|1|2|3|");
        }
    }

    @Test
    void aTopicThatWasCreatedAgainIsNotTakenForTheOldOne() throws IOException {
        try (var bench = new TaskBench(dir)) {
            bench.put(map("a", 1), map("a", 2));
            bench.commit();
        }
        try (var bench = new TaskBench(dir)) {
            bench.from(0).put(map("a", 1));
            bench.from(0);

            assertThatThrownBy(() -> bench.put(map("a", 1)))
                    .isInstanceOf(ConnectException.class)
                    .hasMessageContaining("metrics-0")
                    .hasMessageContaining("deleted and created again");
        }
    }

    @Test
    void aFileIsCompleteWhenItIsLargeEnough() throws IOException {
        try (var bench = new TaskBench(dir, "file.max.bytes", "9")) {
            bench.put(map("a", 1), map("a", 2), map("a", 3), map("a", 4));

            assertThat(bench.contents()).containsExactly("0: a|1|2|", "2: a|3|4|");
        }
    }

    @Test
    void aFileIsCompleteWhenItIsOldEnoughAlsoWithoutANewRecord() throws IOException {
        try (var bench = new TaskBench(dir, "file.max.age.ms", "1000", "file.visibility", "complete")) {
            bench.put(map("a", 1));
            assertThat(bench.files()).containsOnlyKeys("metrics-0-00000000000000000000.csv.part");
            bench.pass(1_000);
            bench.put();

            assertThat(bench.contents()).containsExactly("0: a|1|");
        }
    }

    @Test
    void aPartFileGoesOnAfterARestart() throws IOException {
        try (var bench = new TaskBench(dir, "file.visibility", "complete")) {
            bench.put(map("a", 1));
            bench.commit();
        }
        try (var bench = new TaskBench(dir, "file.visibility", "complete", "file.max.bytes", "5").from(1)) {
            bench.put(map("a", 2));

            assertThat(bench.files())
                    .isEqualTo(Map.of(
                            "metrics-0-00000000000000000000.csv",
                            "a|1|",
                            "metrics-0-00000000000000000001.csv",
                            "a|2|"));
        }
    }

    @Test
    void aBadRecordStopsTheTaskAndSaysWhereAndWhy() throws IOException {
        try (var bench = new TaskBench(dir)) {
            assertThatThrownBy(() -> bench.from(5).put(map("a", 1), "{\"a\":"))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("metrics-0 offset 6: not a JSON object");
            assertThat(bench.files()).isEmpty();
        }
    }

    @Test
    void aBadRecordIsReportedOnceWhereThereIsAReporterAndLeavesNoColumn() throws IOException {
        try (var bench = new TaskBench(dir, true)) {
            bench.put(map("a", 1), map("new", 1, "bad", new Object()), null, map("a", 2));

            assertThat(bench.contents()).containsExactly("0: a|1|2|");
            assertThat(bench.context.reported.stream().map(FakeContext.Reported::reason))
                    .satisfiesExactly(
                            first ->
                                    assertThat(first).contains("metrics-0 offset 1: a value of class java.lang.Object"),
                            second -> assertThat(second).contains("metrics-0 offset 2", "tombstone"));
        }
    }

    @Test
    void aBadRecordThatStopsTheTaskComesAgainAfterARestart() throws IOException {
        try (var bench = new TaskBench(dir, true)) {
            bench.context.intolerant = new ConnectException("not tolerated");
            assertThatThrownBy(() -> bench.put(map("a", 1), "bad", map("a", 2))).hasMessage("not tolerated");
            bench.from(0).commit(); // As a worker does on its way out.
        }
        try (var bench = new TaskBench(dir, true)) {
            bench.put(map("a", 1), "bad", map("a", 2));
            assertThat(bench.context.reported).hasSize(1);
            assertThat(bench.contents()).containsExactly("0: a|1|2|");
        }
    }

    @Test
    void afterARewindRecordsFromBeforeItAreNeitherWrittenNorCommitted() throws IOException {
        try (var bench = new TaskBench(dir)) {
            bench.put(map("a", 1), map("a", 2));
            bench.commit();
        }
        new CsvSinkConnector().alterOffsets(Map.of("directory", dir.toString()), Map.of(METRICS_0, 0L));
        try (var bench = new TaskBench(dir).from(2)) {
            assertThat(bench.context.asked).isEqualTo(Map.of(METRICS_0, 0L));
            bench.put(map("a", 3));
            assertThat(bench.task.preCommit(Map.of(METRICS_0, new OffsetAndMetadata(3))))
                    .isEmpty();
            bench.from(0).put(map("a", 1), map("a", 2), map("a", 3));

            assertThat(bench.contents()).containsExactly("0: a|1|2|3|");
        }
    }

    @Test
    void aDiskThatIsFullIsTriedAgainAndLosesAndDoublesNothing() throws IOException {
        var disk = new MemoryFolder(new Random(1));
        var task = new CsvSinkTask(() -> Instant.EPOCH, disk);
        task.initialize(new FakeContext(false));
        task.start(Map.of("directory", "memory"));
        task.open(List.of(METRICS_0));
        task.put(List.of(TaskBench.record(0, map("a", "first"))));
        disk.free(5);
        var batch = List.of(TaskBench.record(1, map("a", "second")), TaskBench.record(2, map("a", "third")));

        assertThatThrownBy(() -> task.put(batch))
                .isInstanceOf(RetriableException.class)
                .hasMessageContaining("No space left on device")
                .hasMessageContaining("memory");
        assertThat(disk.visible().values()).containsExactly("a\r\nfirst\r\n".getBytes(UTF_8));

        disk.free(1000);
        task.put(batch);
        assertThat(disk.visible().values()).containsExactly("a\r\nfirst\r\nsecond\r\nthird\r\n".getBytes(UTF_8));
    }

    @Test
    void twoTasksCannotWriteTheSamePartition() throws IOException {
        try (var first = new TaskBench(dir)) {
            assertThatThrownBy(() -> new TaskBench(dir).close())
                    .isInstanceOf(ConnectException.class)
                    .hasMessageContaining("locked")
                    .hasMessageContaining(dir.toString());
            first.put(map("a", 1));
        }
    }

    @Test
    void filesWithoutTheirStateAreNotTouched() throws IOException {
        Files.writeString(dir.resolve("metrics-0-00000000000000000003.csv"), "a\r\n1\r\n");

        assertThatThrownBy(() -> new TaskBench(dir).close())
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("metrics-0-00000000000000000003.csv")
                .hasMessageContaining(".metrics-0.state");
    }

    @Test
    void aFileThatSomebodyMadeShorterIsAnErrorThatNamesBothLengths() throws IOException {
        try (var bench = new TaskBench(dir)) {
            bench.put(map("a", 1), map("a", 2));
            bench.commit();
        }
        Files.writeString(dir.resolve("metrics-0-00000000000000000000.csv"), "a\r\n1\r\n");

        assertThatThrownBy(() -> new TaskBench(dir).close())
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("6 bytes")
                .hasMessageContaining("byte 9");
    }

    @Test
    void aFileRemovedWhileItIsWrittenIsNoticedBeforeTheCommit() throws IOException {
        try (var bench = new TaskBench(dir)) {
            bench.put(map("a", 1));
            Files.delete(dir.resolve("metrics-0-00000000000000000000.csv"));

            assertThatThrownBy(bench::commit).hasMessageContaining("removed");
            assertThatThrownBy(() -> bench.put(map("a", 2))).isInstanceOf(ConnectException.class);
        }
    }

    @Test
    void aSwitchOfVisibilityRenamesTheFileThatIsBeingWritten() throws IOException {
        try (var bench = new TaskBench(dir)) {
            bench.put(map("a", 1));
            bench.commit();
        }
        try (var bench = new TaskBench(dir, "file.visibility", "complete").from(1)) {
            bench.put(map("a", 2));
            bench.commit();
            assertThat(bench.files()).isEqualTo(Map.of("metrics-0-00000000000000000000.csv.part", "a|1|2|"));
        }
        try (var bench = new TaskBench(dir).from(2)) {
            bench.put(map("a", 3));
            assertThat(bench.contents()).isEqualTo(List.of("0: a|1|2|3|"));
        }
    }
}
