package io.leat.log.clean;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.leat.log.disk.DiskDirectory;
import io.leat.log.partition.LogConfig;
import io.leat.log.partition.Origin;
import io.leat.log.partition.PartitionLog;
import io.leat.log.partition.RecoveryHints;
import io.leat.log.record.BatchReader;
import io.leat.log.record.BatchView;
import io.leat.log.record.BatchWriter;
import io.leat.log.record.Codec;
import io.leat.log.segment.ReadBuffer;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Readers go over a partition again and again while it is appended to and cleaned, on a real disk, where few files may be open and what is
 * replaced is deleted at once: the hardest case for who is in the middle of a segment.
 */
class ReadersDuringCompactionTest {
    private static final int ROUNDS = 15;
    private static final int KEYS = 20;

    @TempDir
    Path dir;

    private final Map<String, Long> newest = new ConcurrentHashMap<>();
    private volatile boolean done;

    @Test
    void aReaderSeesEveryKeysNewestRecordAndNothingButWhatWasWritten() throws Exception {
        LogConfig config = LogConfig.DEFAULT
                .withSegments(2000, Long.MAX_VALUE, 200, 10_000)
                .withCompaction(0, 0, Long.MAX_VALUE, 1000);
        config = new LogConfig(
                config.segments(),
                new LogConfig.Kept(-1, -1, false, true, 0),
                config.compaction(),
                config.batches(),
                config.flushes(),
                config.producerIdExpirationMs());
        PartitionLog log = PartitionLog.open(
                DiskDirectory.at(dir, 6).directory("t-0"),
                new TopicPartition("t", 0),
                new Uuid(1, 2),
                config,
                RecoveryHints.NONE,
                InstantSource.system());
        append(log, new Random(1));
        ExecutorService readers = Executors.newFixedThreadPool(3);
        List<Future<Integer>> passes = new ArrayList<>();
        try {
            for (int reader = 0; reader < 3; reader++) {
                int maxBytes = 1 + 700 * reader;
                passes.add(readers.submit(() -> readUntilDone(log, maxBytes)));
            }
            appendAndClean(log);
            done = true;
            for (Future<Integer> each : passes) {
                assertThat(each.get()).as("passes of a reader").isPositive();
            }
        } finally {
            done = true;
            readers.shutdown();
            log.close();
        }
    }

    private void appendAndClean(PartitionLog log) {
        Random random = new Random(2);
        long cleaned = -1;
        for (int round = 0; round < ROUNDS; round++) {
            append(log, random);
            long now = System.nanoTime() / 1_000_000;
            Cleanable what = Cleanable.of(log, cleaned, now);
            assertThat(what.isDue(0)).isTrue();
            cleaned = new Cleaner(1 << 20, 0.9, 500, bytes -> {})
                    .clean(log, what, now)
                    .end();
            log.tick();
        }
    }

    private void append(PartitionLog log, Random random) {
        for (int i = 0; i < 100; i++) {
            String key = "key " + random.nextInt(KEYS);
            long offset = log.logEndOffset();
            BatchWriter writer = new BatchWriter(Codec.NONE, 100);
            writer.append(1, key.getBytes(UTF_8), value(key, offset));
            log.append(writer.close(), Origin.LOCAL);
            newest.put(key, offset);
        }
    }

    private static byte[] value(String key, long offset) {
        return (key + " at " + offset).getBytes(UTF_8);
    }

    private int readUntilDone(PartitionLog log, int maxBytes) {
        int passes = 0;
        while (!done) {
            Map<String, Long> before = new HashMap<>(newest);
            Map<String, Long> seen = pass(log, maxBytes);
            before.forEach((key, offset) ->
                    assertThat(seen.getOrDefault(key, -1L)).as(key).isGreaterThanOrEqualTo(offset));
            passes++;
        }
        return passes;
    }

    /** From the beginning until nothing is left; returns the last offset of each key. */
    private static Map<String, Long> pass(PartitionLog log, int maxBytes) {
        Map<String, Long> seen = new HashMap<>();
        ReadBuffer memory = new ReadBuffer();
        BatchReader reader = new BatchReader();
        long last = -1;
        for (long offset = 0; offset < log.highWatermark(); ) {
            ByteBuffer batches = log.readCommitted(offset, maxBytes, memory).batches();
            assertThat(batches.hasRemaining())
                    .as("something from %d on", offset)
                    .isTrue();
            for (int at = batches.position(); at < batches.limit(); ) {
                BatchView batch = new BatchView(batches, at);
                reader.open(batch);
                while (reader.next()) {
                    assertThat(reader.offset()).isGreaterThan(last);
                    last = reader.offset();
                    String key = new String(requireNonNull(reader.key()), UTF_8);
                    assertThat(reader.value()).isEqualTo(value(key, last));
                    seen.put(key, last);
                }
                offset = batch.nextOffset();
                at += batch.sizeInBytes();
            }
        }
        return seen;
    }
}
