package io.leat.log.partition;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.leat.log.disk.DiskDirectory;
import io.leat.log.record.BatchWriter;
import io.leat.log.record.Codec;
import io.leat.testing.KafkaTool;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Apache Kafka's own tool reads every file we write: batches, indexes, snapshots. */
class DumpLogSegmentsTest {
    private static final String TOOL = "org.apache.kafka.tools.DumpLogSegments";
    private static final TopicPartition NAME = new TopicPartition("t", 0);
    private static final String[] CODECS = {"none", "gzip", "snappy", "lz4", "zstd"};
    private static final long SEED = 4711;

    @TempDir
    Path dir;

    private final Random random = new Random(SEED);
    private final LogConfig config = LogConfig.DEFAULT.withSegments(100_000, Long.MAX_VALUE, 4096, 10_000);
    private long timestamp = 1_700_000_000_000L;
    private int sequence;
    private int records;

    /** Several segments, each codec, headers, an idempotent producer, a recovery after a kill, a cut, a clean stop. */
    @BeforeEach
    void writeALog() {
        PartitionLog killed = open(RecoveryHints.NONE);
        append(killed, 120);
        PartitionLog recovered = open(RecoveryHints.NONE); // The first one was never closed: as after kill -9.
        append(recovered, 60);
        int before = sequence;
        recovered.lock();
        try {
            recovered.appendHidden(batch(), Origin.COORDINATOR);
            recovered.discardHidden();
            sequence = before;
        } finally {
            recovered.unlock();
        }
        append(recovered, 60);
        records = (int) recovered.logEndOffset();
        recovered.close();
    }

    @Test
    void theBatchesOfEverySegmentAreValidAndInOrder() throws IOException {
        List<String> logs = files(".log");
        assertThat(logs).hasSizeGreaterThan(3);
        KafkaTool.Result result = dump(logs, "--deep-iteration", "--print-data-log");
        // The tool expects every file to begin at offset 0, and says so of all others; that is not a fault.
        assertThat(result.err().lines().filter(line -> !line.startsWith("Non-consecutive offsets in")))
                .allMatch(line -> line.startsWith("  -1 is followed by "));
        assertThat(result.out())
                .contains("isvalid: true")
                .doesNotContain("isvalid: false")
                .doesNotContain("invalid bytes");
        assertThat(result.out()
                        .lines()
                        .filter(line -> line.startsWith("| offset:"))
                        .count())
                .isEqualTo(records);
    }

    @Test
    void theIndexesPointAtWhatTheySay() throws IOException {
        List<String> indexes = files("index");
        assertThat(indexes.stream().mapToLong(DumpLogSegmentsTest::size).sum())
                .as("entries to check")
                .isPositive();
        assertThat(dump(indexes, "--verify-index-only").err()).isEmpty();
        KafkaTool.Result sanity = dump(indexes, "--index-sanity-check");
        assertThat(sanity.err()).isEmpty();
        assertThat(sanity.out()).contains("passed sanity check");
    }

    @Test
    void theProducersAreInTheSnapshots() throws IOException {
        KafkaTool.Result result = dump(files(".snapshot"));
        assertThat(result.err()).isEmpty();
        assertThat(result.out())
                .contains(
                        "producerId: 42 producerEpoch: 3 coordinatorEpoch: -1 currentTxnFirstOffset: OptionalLong.empty")
                .contains("lastSequence: " + (sequence - 1) + " ");
    }

    private KafkaTool.Result dump(List<String> files, String... more) {
        List<String> args = new ArrayList<>(List.of(more));
        args.add("--files");
        args.add(String.join(",", files));
        return KafkaTool.run(TOOL, args.toArray(String[]::new)).orFail();
    }

    private List<String> files(String suffix) throws IOException {
        try (Stream<Path> files = Files.list(dir.resolve("t-0"))) {
            return files.map(Path::toString)
                    .filter(file -> file.endsWith(suffix))
                    .sorted()
                    .toList();
        }
    }

    private static long size(String file) {
        return Path.of(file).toFile().length();
    }

    private void append(PartitionLog log, int batches) {
        for (int i = 0; i < batches; i++) {
            log.append(batch(), Origin.LOCAL);
        }
    }

    private ByteBuffer batch() {
        BatchWriter writer = new BatchWriter(Codec.named(CODECS[random.nextInt(CODECS.length)]), 1000);
        int count = 1 + random.nextInt(20);
        writer.producer(42, (short) 3, sequence);
        for (int i = 0; i < count; i++) {
            timestamp += random.nextInt(10) - 2;
            byte[] value = new byte[random.nextInt(400)];
            random.nextBytes(value);
            Header[] headers = {new RecordHeader("h", "v".getBytes(UTF_8)), new RecordHeader("n", null)};
            writer.append(
                    timestamp,
                    random.nextBoolean() ? null : "key".getBytes(UTF_8),
                    value,
                    i % 3 == 0 ? headers : new Header[0]);
        }
        sequence += count;
        return writer.close();
    }

    private PartitionLog open(RecoveryHints hints) {
        return PartitionLog.open(
                DiskDirectory.at(dir).directory("t-0"), NAME, new Uuid(1, 2), config, hints, InstantSource.system());
    }
}
