package io.leat.log.clean;

import io.leat.log.disk.StorageException;
import io.leat.log.partition.LogConfig;
import io.leat.log.partition.PartitionLog;
import io.leat.log.record.BatchReader;
import io.leat.log.record.BatchView;
import io.leat.log.segment.AbortedTransaction;
import io.leat.log.segment.Segment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.common.errors.CorruptRecordException;

/**
 * Cleans a partition: looks for the newest record of each key in its dirty part, and then writes all segments up to there anew, without
 * what is older. For one thread at a time, and one partition is cleaned by one thread at a time.
 */
public final class Cleaner {
    private final long mapBytes;
    private final double mapLoad;
    private final int bufferBytes;
    private final Pace pace;
    private final BatchReader reader = new BatchReader();

    /**
     * @param mapBytes memory for the map of keys, {@code log.cleaner.dedupe.buffer.size}
     * @param mapLoad how full the map may get, {@code log.cleaner.io.buffer.load.factor}
     * @param bufferBytes memory to collect batches in before they are written, of {@code log.cleaner.io.buffer.size}
     */
    public Cleaner(long mapBytes, double mapLoad, int bufferBytes, Pace pace) {
        this.mapBytes = mapBytes;
        this.mapLoad = mapLoad;
        this.bufferBytes = bufferBytes;
        this.pace = pace;
    }

    /**
     * What a cleaning did.
     *
     * @param end below it the log is clean: the value for {@code cleaner-offset-checkpoint}
     * @param bytesBefore of the segments that were written anew
     */
    public record Cleaned(long end, long bytesBefore, long bytesAfter) {}

    /**
     * Cleans {@code log} as {@code what} says. A cleaning that ends early leaves a log that is as good as before.
     *
     * @throws CleaningStopped if the pace says so, or if retention has taken what was to be cleaned
     * @throws StorageException if the disk fails
     * @throws CorruptRecordException if what is there is not what was written
     */
    public Cleaned clean(PartitionLog log, Cleanable what, long now) {
        log.flush(); // C3: up to the log's end, since a marker there may have decided what is cleaned.
        List<Segment> segments = sealedBelow(what.firstUncleanable(), log.segments());
        List<AbortedTransaction> aborted = log.abortedTransactions(0, what.firstUncleanable());
        OffsetMap newest = newest(segments, aborted, what);
        long end = newest.latest() + 1;
        Retention retention = new Retention(
                newest,
                new TransactionsRead(aborted),
                log.lastOfProducers(),
                now,
                log.config().compaction().deleteRetentionMs());
        long before = 0;
        long after = 0;
        for (List<Segment> group :
                groups(segments, end, what.firstUncleanable(), log.config().segments())) {
            before += group.stream().mapToLong(Segment::size).sum();
            after += clean(log, group, end(group, segments, what.firstUncleanable()), retention);
        }
        return new Cleaned(end, before, after);
    }

    /** Those that begin below {@code end}, which is where one of them ends; never the last, which is appended to. */
    private static List<Segment> sealedBelow(long end, List<Segment> all) {
        return all.subList(0, all.size() - 1).stream()
                .filter(it -> it.baseOffset() < end)
                .toList();
    }

    /** The map of the dirty part, or of its beginning if it has more keys than there is room for. */
    private OffsetMap newest(List<Segment> segments, List<AbortedTransaction> aborted, Cleanable what) {
        OffsetMap map = new OffsetMap(what.firstUncleanable() - what.firstDirty(), mapBytes, mapLoad);
        TransactionsRead transactions = new TransactionsRead(aborted.stream()
                .filter(it -> it.lastOffset() >= what.firstDirty())
                .toList());
        map.covered(what.firstDirty() - 1);
        boolean[] full = {false};
        for (int i = 0; i < segments.size() && !full[0]; i++) {
            long end = end(segments, i, what.firstUncleanable());
            if (end > what.firstDirty()) {
                visit(
                        segments.get(i),
                        what.firstDirty(),
                        end,
                        batch -> full[0] = full[0] || !add(batch, map, transactions, what.firstDirty()));
            }
            if (!full[0]) {
                map.covered(end - 1);
            }
        }
        return map;
    }

    /** Visits batches in order, none of which may lie outside of {@code segment}: the checksum does not cover where a batch begins. */
    private void visit(Segment segment, long from, long end, Consumer<BatchView> visitor) {
        long[] next = {segment.baseOffset()};
        segment.visit(from, batch -> {
            if (batch.baseOffset() < next[0] || batch.nextOffset() > end) {
                throw new CorruptRecordException(
                        "The log file %s is damaged: the %s is out of place".formatted(segment, batch));
            }
            next[0] = batch.nextOffset();
            pace.spent(batch.sizeInBytes());
            visitor.accept(batch);
        });
    }

    /** Returns false if the map is full. */
    private boolean add(BatchView batch, OffsetMap map, TransactionsRead transactions, long from) {
        boolean gone = transactions.read(batch).gone();
        if (!gone && !batch.isControl()) {
            reader.open(batch);
            while (reader.next()) {
                byte[] key = reader.offset() < from ? null : reader.key();
                if (key != null && !map.put(key, reader.offset())) {
                    return false;
                }
            }
        }
        map.covered(batch.lastOffset());
        return true;
    }

    private static List<List<Segment>> groups(
            List<Segment> segments, long cleanTo, long firstUncleanable, LogConfig.Segments config) {
        List<Grouping.Size> sizes = new ArrayList<>();
        for (int i = 0; i < segments.size() && segments.get(i).baseOffset() < cleanTo; i++) {
            Segment segment = segments.get(i);
            sizes.add(new Grouping.Size(
                    segment.baseOffset(),
                    end(segments, i, firstUncleanable),
                    segment.size(),
                    segment.offsetIndexSize(),
                    segment.timeIndexSize()));
        }
        List<List<Segment>> groups = new ArrayList<>();
        int from = 0;
        for (int run : Grouping.runs(sizes, config.bytes(), config.indexBytes())) {
            groups.add(segments.subList(from, from + run));
            from += run;
        }
        return groups;
    }

    /** Where the last of {@code group} ends. */
    private static long end(List<Segment> group, List<Segment> segments, long otherwise) {
        return end(segments, segments.indexOf(group.get(group.size() - 1)), otherwise);
    }

    private static long end(List<Segment> segments, int i, long otherwise) {
        return i + 1 < segments.size() ? segments.get(i + 1).baseOffset() : otherwise;
    }

    /** Writes one segment in the place of {@code group}, which ends at {@code end}; returns its size. */
    private long clean(PartitionLog log, List<Segment> group, long end, Retention retention) {
        Segment cleaned = log.newCleaned(group.get(0).baseOffset());
        try {
            CleanedWriter writer = new CleanedWriter(cleaned, bufferBytes);
            for (Segment segment : group) {
                visit(
                        segment,
                        segment.baseOffset(),
                        end,
                        batch -> pace.spent(writer.write(retention.keep(batch, end))));
            }
            writer.finish();
            if (!log.replace(group, cleaned)) {
                throw new CleaningStopped("retention has dropped segments of " + log + " meanwhile");
            }
            return cleaned.size();
        } catch (RuntimeException e) {
            throw discarded(cleaned, log, group, e);
        }
    }

    /** The reason for which {@code cleaned}, unless it is part of the log, is deleted. */
    private static RuntimeException discarded(
            Segment cleaned, PartitionLog log, List<Segment> group, RuntimeException failure) {
        List<Segment> now = log.segments();
        if (now.contains(cleaned)) {
            return failure;
        }
        try {
            cleaned.delete();
        } catch (StorageException e) {
            failure.addSuppressed(e); // The next start, or the next cleaning, deletes it.
        }
        return now.containsAll(group)
                ? failure
                : new CleaningStopped("segments of %s were dropped meanwhile".formatted(log));
    }
}
