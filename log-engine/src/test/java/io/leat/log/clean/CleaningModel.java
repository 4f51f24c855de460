package io.leat.log.clean;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.leat.log.partition.AbortedBatches;
import io.leat.log.partition.Fetched;
import io.leat.log.partition.PartitionLog;
import io.leat.log.record.BatchReader;
import io.leat.log.record.BatchView;
import io.leat.log.segment.ReadBuffer;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** All that was ever appended to a compacted partition, and what of it a reader must find. */
final class CleaningModel {
    private final List<Entry> entries = new ArrayList<>();

    record Rec(
            long offset,
            long timestamp,
            String key,
            @Nullable String value,
            int headers) {}

    /** A batch. {@code marker} is null for data, else whether it commits. */
    record Entry(
            long base,
            long next,
            long producer,
            boolean transactional,
            @Nullable Boolean marker,
            short epoch,
            int sequence,
            List<Rec> records) {
        Entry withSequence(int first) {
            return new Entry(base, next, producer, transactional, marker, epoch, first, records);
        }
    }

    void add(Entry entry) {
        entries.add(entry);
    }

    void cutTo(long end) {
        entries.removeIf(entry -> entry.base >= end);
    }

    long end() {
        return entries.isEmpty() ? 0 : entries.get(entries.size() - 1).next;
    }

    @Nullable
    Entry lastOf(long producer) {
        return entries.stream()
                .filter(it -> it.producer == producer)
                .reduce((first, second) -> second)
                .orElse(null);
    }

    boolean isOpen(long producer) {
        Entry last = lastOf(producer);
        return last != null && last.transactional && last.marker == null;
    }

    short epochOf(long producer) {
        Entry last = lastOf(producer);
        return last == null ? 0 : last.epoch;
    }

    int nextSequence(long producer, short epoch) {
        return entries.stream()
                .filter(it -> it.producer == producer && it.epoch == epoch && it.marker == null)
                .reduce((first, second) -> second)
                .map(it -> it.sequence + it.records.size())
                .orElse(0);
    }

    /** The committed records below the last stable offset. */
    private List<Rec> committed() {
        Map<Long, List<Rec>> open = new TreeMap<>();
        List<Rec> committed = new ArrayList<>();
        for (Entry entry : entries) {
            if (entry.marker != null) {
                List<Rec> ended = open.remove(entry.producer);
                committed.addAll(entry.marker && ended != null ? ended : List.of());
            } else if (entry.transactional) {
                open.computeIfAbsent(entry.producer, it -> new ArrayList<>()).addAll(entry.records);
            } else {
                committed.addAll(entry.records);
            }
        }
        long stable =
                open.values().stream().mapToLong(it -> it.get(0).offset).min().orElse(end());
        committed.removeIf(it -> it.offset >= stable);
        return committed;
    }

    private Map<String, Rec> newest(long end) {
        Map<String, Rec> newest = new HashMap<>();
        List<Rec> visible = committed();
        visible.removeIf(it -> it.offset >= end);
        visible.forEach(it -> newest.merge(it.key, it, (a, b) -> a.offset > b.offset ? a : b));
        return newest;
    }

    /** A reader of committed records, from the beginning: of what it sees all is true, and of each key it sees the newest. */
    void requireReadBy(PartitionLog log) {
        List<Rec> seen = read(log, true);
        assertThat(new HashSet<>(committed())).containsAll(seen);
        assertThat(seen).isSortedAccordingTo((a, b) -> Long.compare(a.offset, b.offset));
        Map<String, Rec> last = new HashMap<>();
        seen.forEach(it -> last.put(it.key, it));
        newest(end()).forEach((key, rec) -> {
            if (rec.value != null || last.containsKey(key)) {
                assertThat(last.get(key)).as("the newest of %s", key).isEqualTo(rec);
            }
        });
    }

    /**
     * Below {@code end}, up to where it was cleaned, there is nothing but the newest records, and the last of each producer; below
     * {@code before}, up to where it was clean when the delete horizons were set that have passed, no tombstone.
     */
    void requireNothingElseBelow(long end, long before, PartitionLog log) {
        Map<String, Rec> newest = newest(end);
        for (Rec rec : read(log, false)) {
            if (rec.offset < end) {
                assertThat(rec).isEqualTo(newest.get(rec.key));
                assertThat(rec.value != null || rec.offset >= before)
                        .as("the tombstone %s is gone", rec)
                        .isTrue();
            }
        }
        ReadBuffer memory = new ReadBuffer();
        Map<Long, Integer> markers = new HashMap<>();
        for (long offset = 0; offset < end; ) {
            BatchView batch = BatchView.at(log.read(offset, 1, memory).batches());
            if (batch.isControl()) {
                markers.merge(batch.producerId(), 1, Integer::sum);
            }
            offset = batch.nextOffset();
        }
        markers.forEach((producer, count) -> assertThat(count)
                .as("markers of %d: transactions of which something is left, and the last", producer)
                .isLessThanOrEqualTo(1 + transactionsLeft(producer, newest)));
    }

    private int transactionsLeft(long producer, Map<String, Rec> newest) {
        int left = 0;
        boolean any = false;
        Entry last = entries.stream()
                .filter(it -> it.producer == producer && it.marker == null)
                .reduce((first, second) -> second)
                .orElse(null);
        for (Entry entry : entries) {
            if (entry.producer == producer && entry.marker == null) {
                any |= entry.equals(last) || entry.records.stream().anyMatch(it -> it.equals(newest.get(it.key)));
            } else if (entry.producer == producer) {
                left += any ? 1 : 0;
                any = false;
            }
        }
        return left;
    }

    /** All that a reader sees. */
    static List<Rec> read(PartitionLog log, boolean committed) {
        List<Rec> seen = new ArrayList<>();
        ReadBuffer memory = new ReadBuffer();
        BatchReader reader = new BatchReader();
        long end = committed ? log.lastStableOffset() : log.highWatermark();
        for (long offset = log.logStartOffset(); offset < end; ) {
            Fetched fetched = committed ? log.readCommitted(offset, 700, memory) : log.read(offset, 700, memory);
            ByteBuffer batches = fetched.batches();
            assertThat(batches.hasRemaining())
                    .as("something from %d on of %s", offset, log)
                    .isTrue();
            AbortedBatches aborted = fetched.aborted();
            for (int at = batches.position(); at < batches.limit(); ) {
                BatchView batch = new BatchView(batches, at);
                if (!batch.isControl() && !aborted.contains(batch)) {
                    reader.open(batch);
                    while (reader.next()) {
                        seen.add(rec(reader));
                    }
                }
                offset = batch.nextOffset();
                at += batch.sizeInBytes();
            }
        }
        return seen;
    }

    private static Rec rec(BatchReader reader) {
        byte[] value = reader.value();
        return new Rec(
                reader.offset(),
                reader.timestamp(),
                new String(requireNonNull(reader.key()), UTF_8),
                value == null ? null : new String(value, UTF_8),
                reader.headerCount());
    }
}
