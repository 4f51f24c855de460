package io.leat.log.clean;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.leat.log.clean.CleaningModel.Rec;
import io.leat.log.disk.FaultyDisk;
import io.leat.log.disk.StorageException;
import io.leat.log.partition.LogConfig;
import io.leat.log.partition.Origin;
import io.leat.log.partition.PartitionLog;
import io.leat.log.partition.RecoveryHints;
import io.leat.log.record.BatchWriter;
import io.leat.log.record.Codec;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** C4: the process ends, or the power is cut, at every single action on the disk of a cleaning. */
class SwapCrashTest {
    private static final TopicPartition NAME = new TopicPartition("t", 0);
    private static final Uuid ID = new Uuid(1, 2);
    private static final int RECORDS = 120;
    /** Segments are cleaned into larger ones, so that several become one. */
    private static final LogConfig CONFIG = LogConfig.DEFAULT
            .withSegments(1500, Long.MAX_VALUE, 100, 10_000)
            .withRetention(-1, -1, Set.of("compact"))
            .withCompaction(0, 0, Long.MAX_VALUE, 1000);

    private final Logger logger = (Logger) LoggerFactory.getLogger("io.leat.log");
    private final Map<String, Rec> newest = new HashMap<>();

    @BeforeEach
    void silence() {
        logger.setLevel(Level.OFF); // Every recovery says what it does.
    }

    @AfterEach
    void speak() {
        logger.setLevel(null);
    }

    @ParameterizedTest(name = "power cut: {0}")
    @ValueSource(booleans = {false, true})
    void aCrashAtAnyStepLosesNothingAndTheNextCleaningEndsWhereThisOneWouldHave(boolean powerCut) {
        List<Rec> expected = cleanedWithoutACrash();
        int steps = 0;
        for (boolean crashed = true; crashed; steps++) {
            FaultyDisk disk = new FaultyDisk(new Random(steps));
            PartitionLog log = written(disk);
            crashed = diesWhileCleaning(disk, log, steps);
            if (powerCut) {
                disk.cutPower();
            } else {
                disk.kill();
            }
            PartitionLog again = open(disk);
            assertThat(again.logEndOffset()).as("after step %d", steps).isEqualTo(RECORDS);
            assertHasTheNewest(again, steps);
            clean(again);
            assertThat(CleaningModel.read(again, true))
                    .as("after step %d", steps)
                    .isEqualTo(expected);
            assertThat(disk.files()).noneMatch(it -> it.endsWith(".swap") || it.endsWith(".cleaned"));
        }
        assertThat(steps).as("steps of a cleaning with several swaps").isGreaterThan(40);
    }

    private List<Rec> cleanedWithoutACrash() {
        PartitionLog log = written(new FaultyDisk(new Random(0)));
        assertHasTheNewest(log, -1);
        int before = log.segments().size();
        clean(log);
        assertThat(log.segments().size()).isBetween(3, before - 2);
        List<Rec> cleaned = CleaningModel.read(log, true);
        assertThat(cleaned).hasSizeLessThan(RECORDS / 2);
        return cleaned;
    }

    private static boolean diesWhileCleaning(FaultyDisk disk, PartitionLog log, int after) {
        disk.killAfter(after);
        try {
            clean(log);
            return false;
        } catch (StorageException e) {
            assertThat(e).hasMessageContaining("this process was ended");
            return true;
        } finally {
            disk.killAfter(Long.MAX_VALUE);
        }
    }

    private static void clean(PartitionLog log) {
        Cleanable what = Cleanable.of(log, -1, 5000);
        new Cleaner(1 << 20, 0.9, 300, bytes -> {}).clean(log, what, 5000);
    }

    private void assertHasTheNewest(PartitionLog log, int step) {
        Map<String, Rec> found = new HashMap<>();
        CleaningModel.read(log, true).forEach(it -> found.put(it.key(), it));
        assertThat(found).as("after step %d", step).isEqualTo(newest);
    }

    /** Keys of which some are written often and some once, in single batches. */
    private PartitionLog written(FaultyDisk disk) {
        PartitionLog log = open(disk);
        disk.root().sync();
        log.configure(CONFIG.withSegments(500, Long.MAX_VALUE, 100, 10_000));
        Random random = new Random(11);
        for (int offset = 0; offset < RECORDS; offset++) {
            String key = offset % 3 == 0 ? "once " + offset : "often " + random.nextInt(5);
            String value = "value of " + offset + " and more of it so that it takes some room";
            BatchWriter writer = new BatchWriter(Codec.NONE, 100);
            writer.append(offset, key.getBytes(UTF_8), value.getBytes(UTF_8));
            log.append(writer.close(), Origin.LOCAL);
            newest.put(key, new Rec(offset, offset, key, value, 0));
        }
        log.flush();
        log.configure(CONFIG);
        return log;
    }

    private static PartitionLog open(FaultyDisk disk) {
        return PartitionLog.open(
                disk.root().directory("t-0"), NAME, ID, CONFIG, RecoveryHints.NONE, () -> Instant.ofEpochMilli(5000));
    }
}
