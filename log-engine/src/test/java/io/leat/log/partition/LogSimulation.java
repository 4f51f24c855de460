package io.leat.log.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leat.log.disk.FaultyDisk;
import io.leat.log.disk.StorageException;
import io.leat.log.partition.LogReads.Seen;
import io.leat.log.record.BatchWriter;
import io.leat.log.record.Codec;
import io.leat.log.segment.ReadBuffer;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.CorruptRecordException;
import org.apache.kafka.common.errors.OffsetOutOfRangeException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/**
 * A partition on a faulty disk beside a list of records, the model: after every step the log shows what the model holds.
 * Everything follows from the seed.
 */
final class LogSimulation {
    private static final TopicPartition NAME = new TopicPartition("t", 0);
    private static final Uuid ID = new Uuid(1, 2);
    private static final String FOLDER = "t-0/";
    private static final String[] CODECS = {"none", "none", "none", "gzip", "snappy", "lz4", "zstd"};

    private final Random random;
    private final FaultyDisk disk;
    private final LogConfig config;
    private final List<Seen> model = new ArrayList<>();
    private long now = 1_000_000;
    private long start;
    private long end;
    private long flushed;
    private PartitionLog log;

    LogSimulation(long seed) {
        this.random = new Random(seed);
        this.disk = new FaultyDisk(random);
        this.config = LogConfig.DEFAULT
                .withSegments(
                        2000 + random.nextInt(3000),
                        50 + random.nextInt(5000),
                        random.nextInt(300),
                        48 + 12 * random.nextInt(20))
                .withRetention(
                        random.nextBoolean() ? -1 : random.nextInt(20_000),
                        random.nextBoolean() ? -1 : random.nextInt(10_000),
                        Set.of("delete"))
                .withBatches(600, TimestampType.CREATE_TIME, null);
        this.log = open(RecoveryHints.NONE);
        disk.root().sync(); // That the folder is there is for the broker to make durable.
    }

    void step() {
        now += random.nextInt(100);
        switch (random.nextInt(16)) {
            case 0 -> restartCleanly();
            case 1 -> kill();
            case 2 -> cutPower();
            case 3 -> appendWithoutSpace();
            case 4 -> flipABit();
            case 5 -> appendAndTakeBack();
            case 6 -> deleteRecords();
            case 7 -> tick();
            case 8 -> flush();
            case 9 -> findByTime();
            default -> append();
        }
        check();
    }

    private void append() {
        List<Seen> records = new ArrayList<>();
        Placed placed = log.append(batches(records, end), Origin.LOCAL);
        assertThat(placed.baseOffset()).as("D3: the next offset").isEqualTo(end);
        accept(records);
    }

    private void accept(List<Seen> records) {
        model.addAll(records);
        end += records.size();
    }

    private void appendAndTakeBack() {
        log.lock();
        try {
            log.appendHidden(batches(new ArrayList<>(), end), Origin.LOCAL);
            log.appendHidden(batches(new ArrayList<>(), end), Origin.LOCAL);
            assertThat(log.highWatermark()).isEqualTo(end);
            log.discardHidden();
        } finally {
            log.unlock();
        }
        assertThat(log.logEndOffset()).isEqualTo(end);
        flushed = Math.min(flushed, log.flushedOffset());
    }

    private void appendWithoutSpace() {
        disk.limitSpace(random.nextInt(200));
        List<Seen> records = new ArrayList<>();
        try {
            log.append(batches(records, end), Origin.LOCAL);
            accept(records);
        } catch (StorageException e) {
            assertThat(e.noSpace()).as(e.getMessage()).isTrue();
        } finally {
            disk.freeSpace();
        }
    }

    private void flush() {
        flushed = log.flush();
        assertThat(flushed).isEqualTo(end);
    }

    private void tick() {
        log.tick();
        noteStart();
    }

    private void deleteRecords() {
        long to = start + random.nextInt((int) (end - start) + 1);
        assertThat(log.deleteRecordsBefore(to)).isEqualTo(to);
        noteStart();
    }

    private void noteStart() {
        assertThat(log.logStartOffset()).isBetween(start, end);
        start = log.logStartOffset();
        model.removeIf(record -> record.offset() < start);
    }

    private void restartCleanly() {
        log.close();
        flushed = end;
        disk.kill();
        log = open(new RecoveryHints(true, end, start));
    }

    /** Nothing that was written is lost with the process. */
    private void kill() {
        disk.kill();
        log = open(new RecoveryHints(false, random.nextBoolean(), checkpoint(), start, -1));
    }

    /** What was flushed is there; of what came after, a beginning may be. */
    private void cutPower() {
        disk.cutPower();
        log = open(new RecoveryHints(false, checkpoint(), start));
        assertThat(log.logEndOffset()).as("D4: log end").isBetween(flushed, end);
        end = log.logEndOffset();
        flushed = Math.min(flushed, end);
        model.removeIf(record -> record.offset() >= end);
        start = Math.min(Math.max(start, log.logStartOffset()), end);
    }

    /** A recovery point that was noted some time ago. */
    private long checkpoint() {
        return random.nextBoolean() ? flushed : Math.max(0, flushed - random.nextInt(20));
    }

    private void findByTime() {
        long timestamp = now - random.nextInt(3000);
        Optional<Seen> expected =
                model.stream().filter(record -> record.timestamp() >= timestamp).findFirst();
        assertThat(log.offsetForTimestamp(timestamp).map(TimestampOffset::offset))
                .as("first record at or after %d", timestamp)
                .isEqualTo(expected.map(Seen::offset));
    }

    /** Whatever bit is wrong: what is served is what was written, or the damage is reported. */
    private void flipABit() {
        List<String> logs = disk.files().stream()
                .filter(file -> file.endsWith(".log") && disk.size(file) > 0)
                .toList();
        if (logs.isEmpty()) {
            return;
        }
        String file = logs.get(random.nextInt(logs.size()));
        long bit = random.nextLong(disk.size(file) * 8);
        disk.flipBit(file, bit);
        try {
            assertThat(LogReads.all(log, start, 1 + random.nextInt(2000))).isEqualTo(model);
        } catch (CorruptRecordException e) {
            assertThat(e).hasMessageContaining(file.substring(FOLDER.length()));
        } finally {
            disk.flipBit(file, bit);
        }
    }

    private void check() {
        assertThat(log.logEndOffset()).isEqualTo(end);
        assertThat(log.highWatermark()).isEqualTo(end);
        long from = start + random.nextInt((int) (end - start) + 1);
        assertThat(LogReads.all(log, from, 1 + random.nextInt(2000)))
                .isEqualTo(
                        model.stream().filter(record -> record.offset() >= from).toList());
        assertThatThrownBy(() -> log.read(end + 1, 1, new ReadBuffer())).isInstanceOf(OffsetOutOfRangeException.class);
    }

    private ByteBuffer batches(List<Seen> records, long from) {
        ByteBuffer all = ByteBuffer.allocate(2000);
        long offset = from;
        for (int batch = random.nextInt(3); batch >= 0; batch--) {
            BatchWriter writer = new BatchWriter(Codec.named(CODECS[random.nextInt(CODECS.length)]), 16);
            for (int record = random.nextInt(4); record >= 0; record--) {
                byte[] key = bytes();
                byte[] value = bytes();
                Header[] headers = random.nextInt(3) > 0
                        ? new Header[0]
                        : new Header[] {new RecordHeader("é" + offset, bytes()), new RecordHeader("", null)};
                long timestamp = now - random.nextInt(500);
                writer.append(timestamp, key, value, headers);
                List<String> texts = new ArrayList<>();
                for (Header header : headers) {
                    texts.add(header.key() + "=" + Seen.text(header.value()));
                }
                records.add(new Seen(offset++, timestamp, Seen.text(key), Seen.text(value), texts));
            }
            all.put(writer.close());
        }
        return all.flip();
    }

    private byte @Nullable [] bytes() {
        int size = random.nextInt(40) - 3;
        if (size < 0) {
            return null;
        }
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return bytes;
    }

    private PartitionLog open(RecoveryHints hints) {
        return PartitionLog.open(
                disk.root().directory("t-0"), NAME, ID, config, hints, () -> Instant.ofEpochMilli(now));
    }
}
