package io.leat.log.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leat.log.disk.Directory;
import io.leat.log.disk.DiskDirectory;
import io.leat.log.disk.FaultyDisk;
import io.leat.log.disk.StorageException;
import io.leat.log.segment.ReadBuffer;
import io.leat.log.segment.SegmentFiles;
import io.leat.testing.Seeded;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Random;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.CorruptRecordException;
import org.apache.kafka.common.errors.InconsistentTopicIdException;
import org.apache.kafka.common.errors.KafkaStorageException;
import org.junit.jupiter.api.Test;

/** A partition whose disk is full or broken, whose process was killed, whose files are not what they were. */
class PartitionLogDamageTest extends PartitionLogFixture {

    @Test
    void aFullDiskFailsTheAppendKeepsWhatIsThereAndIsWellAgainWithSpace() {
        FaultyDisk disk = new FaultyDisk(new Random(1));
        PartitionLog log = open(disk, RecoveryHints.NONE);
        log.append(batch("a"), Origin.LOCAL);
        disk.limitSpace(10);
        assertThatThrownBy(() -> log.append(batch("b"), Origin.LOCAL))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("No space left")
                .hasMessageContaining(".log");
        assertThat(values(log, 0)).containsExactly("0=a");
        disk.freeSpace();
        assertThat(log.append(batch("c"), Origin.LOCAL).baseOffset()).isEqualTo(1);
        assertThat(values(log, 0)).containsExactly("0=a", "1=c");
    }

    @Test
    void afterAFailedFlushNothingIsTakenUntilThePartitionIsOpenedAnew() {
        FaultyDisk disk = new FaultyDisk(new Random(1));
        PartitionLog log = open(disk, RecoveryHints.NONE);
        log.append(batch("a"), Origin.LOCAL);
        disk.failFlushes();
        assertThatThrownBy(log::flush).isInstanceOf(StorageException.class);
        assertThatThrownBy(() -> log.append(batch("b"), Origin.LOCAL))
                .isInstanceOf(KafkaStorageException.class)
                .hasMessageContaining("t-0 takes no append");
        assertThat(values(log, 0)).containsExactly("0=a");
        assertThat(log.flushedOffset()).isZero();
    }

    @Test
    void aFlippedBitIsReportedWithFileOffsetAndPositionAndWhatIsBeforeItIsServed() {
        FaultyDisk disk = new FaultyDisk(new Random(1));
        PartitionLog log = open(disk, RecoveryHints.NONE);
        log.append(batch("a"), Origin.LOCAL);
        long second = log.size();
        log.append(batch("b"), Origin.LOCAL);
        disk.flipBit("t-0/" + SegmentFiles.name(0, ".log"), (second + 65) * 8);
        assertThat(LogReads.add(log.read(0, 1000, new ReadBuffer()).batches(), 0, new ArrayList<>()))
                .isEqualTo(1);
        assertThatThrownBy(() -> log.read(1, 1000, new ReadBuffer()))
                .isInstanceOf(CorruptRecordException.class)
                .hasMessageContaining(SegmentFiles.name(0, ".log"))
                .hasMessageContaining("at byte " + second)
                .hasMessageContaining("offset 1");
    }

    @Test
    void afterAKillTheTornTailIsCutTheEpochMovesAndAppendingGoesOn() throws IOException {
        PartitionLog killed = open(LogConfig.DEFAULT, RecoveryHints.NONE);
        killed.append(batch("a"), Origin.LOCAL);
        killed.append(batch("b"), Origin.LOCAL);
        Path file = dir.resolve("t-0").resolve(SegmentFiles.name(0, ".log"));
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length - 3));
        PartitionLog log = open(LogConfig.DEFAULT, RecoveryHints.NONE);
        assertThat(values(log, 0)).containsExactly("0=a");
        assertThat(Files.size(file)).isEqualTo(bytes.length / 2);
        assertThat(log.leaderEpoch()).as("KIP-320").isEqualTo(1);
        assertThat(log.append(batch("c"), Origin.LOCAL).baseOffset()).isEqualTo(1);
        log.close();
        PartitionLog again = open(LogConfig.DEFAULT, new RecoveryHints(true, 2, 0));
        assertThat(again.leaderEpoch()).as("kept by a clean stop").isEqualTo(1);
        again.close();
    }

    @Seeded(200)
    void aNewPartitionsSmallFilesNeedNoFlushWhatAPowerCutLeavesOfThemIsMadeAnew(long seed) {
        FaultyDisk unflushed = new FaultyDisk(new Random(seed));
        open(unflushed, RecoveryHints.NONE);
        unflushed.cutPower();
        PartitionLog log = open(unflushed, RecoveryHints.NONE);
        log.append(batch("a"), Origin.LOCAL);
        log.close();
        Directory folder = unflushed.root().directory("t-0");
        assertThat(PartitionMetadata.read(folder.read(PartitionMetadata.FILE, 1024))
                        .topicId())
                .isEqualTo(log.topicId());
        assertThat(folder.read(LeaderEpochs.FILE, 1024)).asString().isEqualTo("0\n1\n0 0\n");
    }

    @Test
    void anIndexThatIsMissingOrTornIsMadeAnewAlsoAfterACleanStop() throws IOException {
        LogConfig config = LogConfig.DEFAULT.withSegments(2000, Long.MAX_VALUE, 100, 10_000);
        PartitionLog log = open(config, RecoveryHints.NONE);
        for (int i = 0; i < 50; i++) {
            log.append(batch("v" + i), Origin.LOCAL);
            now += 10;
        }
        log.close();
        Path folder = dir.resolve("t-0");
        byte[] index = Files.readAllBytes(folder.resolve(SegmentFiles.name(0, ".index")));
        byte[] times = Files.readAllBytes(folder.resolve(SegmentFiles.name(0, ".timeindex")));
        Files.delete(folder.resolve(SegmentFiles.name(0, ".index")));
        Files.write(folder.resolve(SegmentFiles.name(0, ".timeindex")), Arrays.copyOf(times, times.length - 5));
        PartitionLog again = open(config, new RecoveryHints(true, 50, 0));
        assertThat(values(again, 0)).hasSize(50);
        assertThat(again.offsetForTimestamp(now - 10))
                .map(TimestampOffset::offset)
                .contains(49L);
        again.close();
        assertThat(folder.resolve(SegmentFiles.name(0, ".index"))).hasBinaryContent(index);
        assertThat(folder.resolve(SegmentFiles.name(0, ".timeindex"))).hasBinaryContent(times);
    }

    @Test
    void aDamagedBatchThatStaysTellsNothingOfItsProducer() {
        FaultyDisk disk = new FaultyDisk(new Random(1));
        PartitionLog log = open(disk, RecoveryHints.NONE);
        log.append(sent(0, "a"), Origin.CLIENT);
        long second = log.size();
        log.append(sent(1, "b"), Origin.CLIENT);
        log.close();
        disk.root().directory("t-0").delete(SegmentFiles.name(0, ".index"));
        disk.flipBit("t-0/" + SegmentFiles.name(0, ".log"), (second + 46) * 8); // In its producer id.

        PartitionLog again = open(disk, new RecoveryHints(true, 2, 0));

        assertThat(again.logEndOffset()).isEqualTo(2);
        assertThat(again.greatestProducerId()).isEqualTo(42);
    }

    @Test
    void cleanStopsLeaveOneSnapshotAndOneForEachSegment() {
        LogConfig config = LogConfig.DEFAULT.withSegments(180, Long.MAX_VALUE, 4096, 10_000);
        for (int i = 0; i < 5; i++) {
            PartitionLog log = open(config, new RecoveryHints(true, i, 0));
            log.append(sent(i, "v"), Origin.CLIENT);
            log.close();
        }
        assertThat(files(".snapshot"))
                .containsExactly(
                        SegmentFiles.name(2, ".snapshot"),
                        SegmentFiles.name(4, ".snapshot"),
                        SegmentFiles.name(5, ".snapshot"));
    }

    @Test
    void aFolderOfAnotherTopicIdIsNotTouched() {
        open(LogConfig.DEFAULT, RecoveryHints.NONE).close();
        assertThatThrownBy(() -> PartitionLog.open(
                        DiskDirectory.at(dir).directory("t-0"),
                        NAME,
                        new Uuid(9, 9),
                        LogConfig.DEFAULT,
                        RecoveryHints.NONE,
                        clock))
                .isInstanceOf(InconsistentTopicIdException.class)
                .hasMessageContaining("t-0");
    }
}
