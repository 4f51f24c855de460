package io.leat.log.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leat.log.disk.DiskDirectory;
import io.leat.log.segment.ReadBuffer;
import io.leat.log.segment.SegmentFiles;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.errors.OffsetOutOfRangeException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class PartitionLogTest extends PartitionLogFixture {

    @Test
    void whatWasAppendedIsReadBackInOrderAlsoAfterACleanStop() {
        try (PartitionLog log = open(LogConfig.DEFAULT, RecoveryHints.NONE)) {
            assertThat(log.append(batch("a", "b"), Origin.LOCAL)).isEqualTo(new Placed(0, 1, -1, false));
            assertThat(log.append(batch("c"), Origin.CLIENT)).isEqualTo(new Placed(2, 2, -1, false));
        }
        try (PartitionLog log = open(LogConfig.DEFAULT, new RecoveryHints(true, 3, 0))) {
            assertThat(values(log, 0)).containsExactly("0=a", "1=b", "2=c");
            assertThat(values(log, 1)).containsExactly("1=b", "2=c");
            assertThat(values(log, 3)).isEmpty();
            assertThatThrownBy(() -> values(log, 4)).isInstanceOf(OffsetOutOfRangeException.class);
        }
    }

    @Test
    void aRetriedBatchIsAnsweredWithItsFirstOffsetAlsoAfterARestart() {
        try (PartitionLog log = open(LogConfig.DEFAULT, RecoveryHints.NONE)) {
            log.append(sent(0, "a", "b"), Origin.CLIENT);
            log.append(sent(2, "c"), Origin.CLIENT);
            assertThat(log.append(sent(0, "a", "b"), Origin.CLIENT)).isEqualTo(new Placed(0, 1, -1, true));
            assertThatThrownBy(() -> log.append(sent(9, "x"), Origin.CLIENT))
                    .isInstanceOf(OutOfOrderSequenceException.class);
            assertThat(log.logEndOffset()).isEqualTo(3);
        }
        for (boolean clean : new boolean[] {true, false}) {
            PartitionLog log = open(LogConfig.DEFAULT, new RecoveryHints(clean, 0, 0));
            assertThat(log.append(sent(2, "c"), Origin.CLIENT)).isEqualTo(new Placed(2, 2, -1, true));
            log.abandon();
        }
    }

    @Test
    void aSegmentRollsBySizeByTheTimeOfItsRecordsAndWhenAnIndexIsFull() {
        assertThat(bases(LogConfig.DEFAULT.withSegments(180, Long.MAX_VALUE, 4096, 10_000)))
                .containsExactly(0L, 2L, 4L);
        assertThat(bases(LogConfig.DEFAULT.withSegments(10_000, 1500, 4096, 10_000)))
                .containsExactly(0L, 2L, 4L);
        assertThat(bases(LogConfig.DEFAULT.withSegments(10_000, Long.MAX_VALUE, 0, 36)))
                .containsExactly(0L, 3L);
    }

    @Test
    void aBatchLargerThanAllowedIsRefusedAndNothingIsAppended() {
        PartitionLog log =
                open(LogConfig.DEFAULT.withBatches(200, TimestampType.CREATE_TIME, null), RecoveryHints.NONE);
        assertThatThrownBy(() -> log.append(batch("x".repeat(300)), Origin.LOCAL))
                .isInstanceOf(RecordTooLargeException.class)
                .hasMessageContaining("max.message.bytes (200)");
        assertThat(log.logEndOffset()).isZero();
        log.close();
    }

    @Test
    void appendTimeIsGivenToRecordsAndToldToTheProducer() {
        PartitionLog log =
                open(LogConfig.DEFAULT.withBatches(1000, TimestampType.LOG_APPEND_TIME, null), RecoveryHints.NONE);
        ByteBuffer old = batch("a");
        now += 500;
        assertThat(log.append(old, Origin.CLIENT).logAppendTime()).isEqualTo(now);
        assertThat(LogReads.all(log, 0, 100).get(0).timestamp()).isEqualTo(now);
        log.close();
    }

    @Test
    void retentionDropsWholeSegmentsMovesTheLogStartAndKeepsTheEnd() {
        LogConfig config = LogConfig.DEFAULT
                .withSegments(180, Long.MAX_VALUE, 4096, 10_000)
                .withRetention(1000, -1, Set.of("delete"));
        PartitionLog log = open(config, RecoveryHints.NONE);
        for (String value : List.of("a", "b", "c", "d", "e")) {
            log.append(batch(value), Origin.LOCAL);
            now += 300;
        }
        assertThat(log.tick()).as("a and b are 1200 to 1500 ms old").isEqualTo(1);
        assertThat(log.logStartOffset()).isEqualTo(2);
        assertThat(files(".log")).containsExactly(SegmentFiles.name(2, ".log"), SegmentFiles.name(4, ".log"));
        assertThat(files(".log.deleted")).hasSize(1);
        now += 100_000;
        assertThat(log.tick()).as("the active one is replaced first").isEqualTo(2);
        assertThat(log.logStartOffset()).isEqualTo(5);
        now += 60_000;
        log.tick();
        assertThat(files(".log")).containsExactly(SegmentFiles.name(5, ".log"));
        assertThat(files(".log.deleted")).isEmpty();
        log.abandon();
        PartitionLog reopened = open(config, new RecoveryHints(false, 0, 5));
        assertThat(reopened.append(batch("f"), Origin.LOCAL).baseOffset())
                .as("D3")
                .isEqualTo(5);
        reopened.close();
    }

    @Test
    void retentionBySizeKeepsAsMuchAsItMay() {
        LogConfig config = LogConfig.DEFAULT
                .withSegments(180, Long.MAX_VALUE, 4096, 10_000)
                .withRetention(-1, 300, Set.of("delete"));
        PartitionLog log = open(config, RecoveryHints.NONE);
        for (int i = 0; i < 9; i++) {
            log.append(batch("value"), Origin.LOCAL);
        }
        log.tick();
        assertThat(log.size()).isBetween(300L, 500L);
        log.close();
    }

    @Test
    void aHiddenAppendIsSeenByNobodyUntilItIsPublished() {
        PartitionLog log = open(LogConfig.DEFAULT, RecoveryHints.NONE);
        int[] rung = {0};
        log.watch(() -> rung[0]++);
        log.lock();
        log.appendHidden(sent(0, "a"), Origin.LOCAL);
        log.appendHidden(sent(1, "b"), Origin.LOCAL);
        assertThat(values(log, 0)).isEmpty();
        log.discardHidden();
        assertThat(log.appendHidden(sent(0, "c"), Origin.LOCAL)).isEqualTo(new Placed(0, 0, -1, false));
        assertThat(rung[0]).isZero();
        log.publish();
        log.unlock();
        assertThat(rung[0]).isEqualTo(1);
        assertThat(values(log, 0)).containsExactly("0=c");
        assertThatThrownBy(() -> log.appendHidden(batch("x"), Origin.LOCAL)).isInstanceOf(IllegalStateException.class);
        log.close();
    }

    @Test
    void aRecordIsFoundByItsTimeAndByTheGreatest() {
        PartitionLog log = open(LogConfig.DEFAULT.withSegments(250, Long.MAX_VALUE, 0, 10_000), RecoveryHints.NONE);
        long first = now;
        for (int i = 0; i < 20; i++) {
            log.append(batch("v" + i), Origin.LOCAL);
            now += 10;
        }
        assertThat(log.offsetForTimestamp(first - 5)).contains(new TimestampOffset(first, 0, 0));
        assertThat(log.offsetForTimestamp(first + 95)).contains(new TimestampOffset(first + 100, 10, 0));
        assertThat(log.offsetForTimestamp(first + 191)).isEmpty();
        assertThat(log.offsetOfMaxTimestamp()).contains(new TimestampOffset(first + 190, 19, 0));
        log.deleteRecordsBefore(13);
        assertThat(log.offsetForTimestamp(0)).contains(new TimestampOffset(first + 130, 13, 0));
        assertThatThrownBy(() -> values(log, 12)).isInstanceOf(OffsetOutOfRangeException.class);
        log.close();
    }

    @Test
    void flushMessagesAndFlushMsMakeWhatIsWrittenDurable() {
        PartitionLog log = open(LogConfig.DEFAULT.withFlushes(3, 1000), RecoveryHints.NONE);
        log.append(batch("a", "b"), Origin.LOCAL);
        assertThat(log.flushedOffset()).isZero();
        log.append(batch("c"), Origin.LOCAL);
        assertThat(log.flushedOffset()).as("flush.messages").isEqualTo(3);
        log.append(batch("d"), Origin.LOCAL);
        log.tick();
        assertThat(log.flushedOffset()).isEqualTo(3);
        now += 1000;
        log.tick();
        assertThat(log.flushedOffset()).as("flush.ms").isEqualTo(4);
        log.close();
    }

    @Test
    void readersBesideAWriterSeeEveryRecordInOrder() throws Exception {
        PartitionLog log =
                open(LogConfig.DEFAULT.withSegments(20_000, Long.MAX_VALUE, 500, 10_000), RecoveryHints.NONE);
        int records = 5000;
        List<FutureTask<Integer>> readers = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            FutureTask<Integer> reader = new FutureTask<>(() -> follow(log, records));
            readers.add(reader);
            new Thread(reader, "reader-" + i).start();
        }
        for (int i = 0; i < records; i++) {
            log.append(batch("v" + i), Origin.LOCAL);
        }
        for (FutureTask<Integer> reader : readers) {
            assertThat(reader.get(60, TimeUnit.SECONDS)).isEqualTo(records);
        }
        log.close();
    }

    /** Reads as it comes; returns how many records came in order. */
    private static int follow(PartitionLog log, int records) {
        ReadBuffer memory = new ReadBuffer();
        List<LogReads.Seen> seen = new ArrayList<>();
        for (long next = 0; next < records; ) {
            ByteBuffer batches = log.read(next, 3000, memory).batches();
            if (batches.hasRemaining()) {
                next = LogReads.add(batches, next, seen);
            } else {
                Thread.onSpinWait();
            }
        }
        for (int i = 0; i < records; i++) {
            assertThat(seen.get(i).offset()).isEqualTo(i);
        }
        return seen.size();
    }

    private List<Long> bases(LogConfig config) {
        PartitionLog log = open(config, RecoveryHints.NONE);
        for (int i = 0; i < 5; i++) {
            log.append(batch("0123456789"), Origin.LOCAL);
            now += 1000;
        }
        List<Long> bases = files(".log").stream()
                .map(file -> SegmentFiles.offset(file, ".log").getAsLong())
                .toList();
        log.abandon();
        DiskDirectory.at(dir).delete("t-0");
        return bases;
    }
}
