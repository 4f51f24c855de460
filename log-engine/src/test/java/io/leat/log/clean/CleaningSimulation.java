package io.leat.log.clean;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.leat.log.clean.CleaningModel.Entry;
import io.leat.log.clean.CleaningModel.Rec;
import io.leat.log.disk.FaultyDisk;
import io.leat.log.disk.StorageException;
import io.leat.log.partition.LogConfig;
import io.leat.log.partition.Origin;
import io.leat.log.partition.PartitionLog;
import io.leat.log.partition.Placed;
import io.leat.log.partition.RecoveryHints;
import io.leat.log.record.BatchWriter;
import io.leat.log.record.Codec;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.record.TimestampType;

/**
 * A compacted partition on a faulty disk: plain, idempotent and transactional producers, cleanings at any time, crashes in the middle of
 * them, power cuts, restarts. After each step a reader from the beginning finds of each key what the model says. All follows from the seed.
 */
final class CleaningSimulation {
    static final long DELETE_RETENTION_MS = 2000;

    private static final TopicPartition NAME = new TopicPartition("t", 0);
    private static final Uuid ID = new Uuid(1, 2);
    private static final String[] CODECS = {"none", "none", "gzip", "snappy", "lz4", "zstd"};
    private static final long PLAIN = -1;

    private final Random random;
    private final FaultyDisk disk;
    private final LogConfig config;
    private final CleaningModel model = new CleaningModel();
    private final TreeMap<Long, Short> epochs = new TreeMap<>();
    private final int keys;
    private final long mapBytes;
    private long now = 1_000_000;
    private long cleaned;
    private int written;
    private PartitionLog log;

    CleaningSimulation(long seed) {
        this.random = new Random(seed);
        this.disk = new FaultyDisk(random);
        this.keys = 2 + random.nextInt(20);
        this.mapBytes = random.nextBoolean() ? 1 << 20 : OffsetMap.SLOT * (2L + random.nextInt(10));
        this.config = LogConfig.DEFAULT
                .withSegments(
                        600 + random.nextInt(2000), Long.MAX_VALUE, random.nextInt(300), 12 * (4 + random.nextInt(40)))
                .withRetention(-1, -1, Set.of("compact"))
                .withCompaction(0, 0, Long.MAX_VALUE, DELETE_RETENTION_MS)
                .withBatches(600, TimestampType.CREATE_TIME, null);
        this.log = open(RecoveryHints.NONE);
        disk.root().sync();
    }

    void step() {
        now += random.nextInt(200);
        switch (random.nextInt(20)) {
            case 0 -> restartCleanly();
            case 1 -> reopen();
            case 2 -> cutPower();
            case 3, 4, 5 -> clean();
            case 6 -> dieWhileCleaning(false);
            case 7 -> dieWhileCleaning(true);
            case 8 -> log.flush();
            case 9 -> log.tick();
            case 10, 11 -> end();
            case 12 -> sendAgain();
            default -> append();
        }
        model.requireReadBy(log);
    }

    /** Ends all transactions, and cleans as often as it takes for everything to go that may go. */
    void settle() {
        epochs.keySet().forEach(this::end);
        long before = 0;
        for (int round = 0; round < 4; round++) {
            now += DELETE_RETENTION_MS + 1;
            before = cleaned;
            long end = log.logEndOffset();
            while (log.segments().get(log.segments().size() - 1).baseOffset() < end) {
                append(PLAIN);
            }
            do {
                clean();
            } while (Cleanable.of(log, cleaned, now).isDue(0));
            model.requireReadBy(log);
        }
        model.requireNothingElseBelow(cleaned, before, log);
    }

    private void append() {
        int producer = random.nextInt(7) - 1;
        append(producer < 1 ? PLAIN : (long) producer);
    }

    /** Producers 1 to 3 write transactions, 4 and 5 are idempotent. */
    private void append(long producer) {
        BatchWriter writer = new BatchWriter(Codec.named(CODECS[random.nextInt(CODECS.length)]), 16);
        boolean transactional = producer >= 1 && producer <= 3;
        List<Rec> records = new ArrayList<>();
        long offset = model.end();
        for (int record = random.nextInt(4); record >= 0; record--) {
            String key = "key " + random.nextInt(keys);
            String value = random.nextInt(4) == 0 ? null : "value " + written++;
            long timestamp = now - random.nextInt(300);
            Header[] headers = random.nextInt(3) == 0 ? new Header[] {new RecordHeader("h", null)} : new Header[0];
            records.add(new Rec(offset++, timestamp, key, value, headers.length));
            writer.append(timestamp, key.getBytes(UTF_8), value == null ? null : value.getBytes(UTF_8), headers);
        }
        Entry entry = new Entry(model.end(), offset, producer, transactional, null, epoch(producer), 0, records);
        if (producer != PLAIN) {
            entry = entry.withSequence(model.nextSequence(producer, epoch(producer)));
            writer.producer(producer, entry.epoch(), entry.sequence());
        }
        if (transactional) {
            writer.transactional();
        }
        Placed placed = log.append(writer.close(), Origin.LOCAL);
        assertThat(placed.duplicate()).as("%s of %s", entry, model).isFalse();
        assertThat(placed.baseOffset()).as("D3").isEqualTo(entry.base());
        model.add(entry);
    }

    /** A retry of a producer's last batch, which may be all that is left of it, or not even that. */
    private void sendAgain() {
        long producer = 1L + random.nextInt(5);
        Entry last = model.lastOf(producer);
        if (last == null || last.marker() != null || last.transactional()) {
            return;
        }
        BatchWriter writer = new BatchWriter(Codec.NONE, 16);
        writer.producer(producer, last.epoch(), last.sequence());
        last.records().forEach(it -> writer.append(it.timestamp(), it.key().getBytes(UTF_8), null));
        Placed placed = log.append(writer.close(), Origin.LOCAL);
        assertThat(placed.duplicate()).as("a retry of %s is recognised", last).isTrue();
        assertThat(placed.baseOffset()).isEqualTo(last.base());
    }

    private void end() {
        end(1L + random.nextInt(3));
    }

    private void end(long producer) {
        if (!model.isOpen(producer)) {
            return;
        }
        boolean commit = random.nextBoolean();
        short epoch = (short) (epoch(producer) + (random.nextBoolean() ? 1 : 0)); // As transaction version 2 does.
        epochs.put(producer, epoch);
        long base = model.end();
        log.append(marker(producer, epoch, commit), Origin.COORDINATOR);
        model.add(new Entry(base, base + 1, producer, true, commit, epoch, -1, List.of()));
    }

    private ByteBuffer marker(long producer, short epoch, boolean commit) {
        BatchWriter writer = new BatchWriter(Codec.NONE, 16);
        writer.producer(producer, epoch, -1);
        writer.transactional();
        writer.control();
        byte[] key =
                ByteBuffer.allocate(4).putShort(2, (short) (commit ? 1 : 0)).array();
        writer.append(now, key, new byte[6]);
        return writer.close();
    }

    private short epoch(long producer) {
        return producer == PLAIN ? -1 : epochs.computeIfAbsent(producer, it -> (short) 0);
    }

    private void clean() {
        Cleanable what = Cleanable.of(log, cleaned, now);
        if (what.isDue(0)) {
            long end = new Cleaner(mapBytes, 0.9, 500, bytes -> {})
                    .clean(log, what, now)
                    .end();
            assertThat(end).as("a cleaning gets on").isGreaterThan(what.firstDirty());
            cleaned = end;
        }
    }

    /** C4: at whatever action of the disk. */
    private void dieWhileCleaning(boolean powerCut) {
        disk.killAfter(random.nextInt(40));
        try {
            clean();
        } catch (StorageException e) {
            assertThat(e).hasMessageContaining("this process was ended");
        }
        disk.killAfter(Long.MAX_VALUE);
        if (powerCut) {
            cutPower();
        } else {
            reopen();
        }
    }

    private void restartCleanly() {
        log.close();
        disk.kill();
        log = open(new RecoveryHints(true, false, log.logEndOffset(), 0, cleaned));
    }

    private void reopen() {
        disk.kill();
        log = open(hints(random.nextBoolean()));
        assertThat(log.logEndOffset())
                .as("nothing that was written is lost with the process")
                .isEqualTo(model.end());
    }

    private void cutPower() {
        long flushed = log.flushedOffset();
        disk.cutPower();
        log = open(hints(false));
        assertThat(log.logEndOffset()).as("D4").isBetween(flushed, model.end());
        model.cutTo(log.logEndOffset());
        epochs.replaceAll((producer, epoch) -> model.epochOf(producer));
    }

    private RecoveryHints hints(boolean sameBoot) {
        return new RecoveryHints(false, sameBoot, random.nextBoolean() ? log.flushedOffset() : 0, 0, cleaned);
    }

    private PartitionLog open(RecoveryHints hints) {
        return PartitionLog.open(
                disk.root().directory("t-0"), NAME, ID, config, hints, () -> Instant.ofEpochMilli(now));
    }
}
