package io.leat.log.partition;

import io.leat.log.disk.AppendFile;
import io.leat.log.disk.Directory;
import io.leat.log.record.BatchView;
import io.leat.log.segment.AbortedTransaction;
import io.leat.log.segment.Segment;
import io.leat.log.segment.SegmentFiles;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.CorruptRecordException;
import org.apache.kafka.common.errors.InconsistentTopicIdException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings back a partition from its folder.
 *
 * <pre>
 *   leftovers gone, swaps finished ─▶ segments ─▶ recovered from the recovery point on ─▶ producers: snapshot and tail
 * </pre>
 *
 * <p>Below the recovery point everything was flushed: what is damaged there is left as it is, for the reader to be told. From
 * there on the first damage ends the log.
 */
final class LogLoader {
    private static final Logger LOG = LoggerFactory.getLogger(LogLoader.class);
    private static final int MAX_EPOCHS_BYTES = 16 * 1024 * 1024;

    private final Directory directory;
    private final LogConfig config;
    private final RecoveryHints hints;
    private List<String> files = List.of();
    private long recoveredFrom = Long.MAX_VALUE;
    private final List<Segment> reindexed = new ArrayList<>();
    private final Set<Segment> checked = new HashSet<>();
    private final Set<Long> swapped = new HashSet<>();
    private boolean cut;

    /**
     * A partition as it was found.
     *
     * @param end the offset the next record gets
     * @param flushed everything below it is known to be durable
     * @param reindexed segments whose indexes were made anew and are not durable
     */
    record Loaded(
            SegmentList segments,
            ProducerStates producers,
            LeaderEpochs epochs,
            long start,
            long end,
            long flushed,
            List<Segment> reindexed) {}

    LogLoader(Directory directory, LogConfig config, RecoveryHints hints) {
        this.directory = directory;
        this.config = config;
        this.hints = hints;
    }

    /**
     * Notes in the folder whose it is, or checks it.
     *
     * @throws InconsistentTopicIdException if it belongs to another topic id
     */
    static void claim(Directory dir, Uuid topicId) {
        byte[] noted = note(dir, PartitionMetadata.FILE, new PartitionMetadata(topicId).write());
        Uuid found = PartitionMetadata.read(noted).topicId();
        if (!found.equals(topicId)) {
            throw new InconsistentTopicIdException(
                    "The folder %s belongs to the topic id %s, not to %s".formatted(dir.path(), found, topicId));
        }
    }

    /**
     * Writes a new partition's file, and does not flush it: a topic of many partitions would wait for the disk with each. What a power
     * cut takes or tears is known from elsewhere and written again by the next start, which calls this again.
     *
     * @return what is in the file now: {@code content}, or what was there
     */
    static byte[] note(Directory dir, String name, byte[] content) {
        if (!dir.exists(name)) {
            try (AppendFile file = dir.open(name)) {
                file.append(ByteBuffer.wrap(content));
            }
            return content;
        }
        byte[] found = dir.read(name, MAX_EPOCHS_BYTES);
        if (isTorn(found, content)) {
            dir.replace(name, content);
            return content;
        }
        return found;
    }

    /** Writes the epochs that a start has found or begun: after a cut, a new one. */
    static void keep(Directory dir, LeaderEpochs epochs) {
        byte[] content = epochs.write();
        byte[] found = new byte[0];
        if (epochs.starts().size() == 1) {
            // With more, what a power cut leaves of it could not be told from damage.
            found = note(dir, LeaderEpochs.FILE, content);
        } else if (dir.exists(LeaderEpochs.FILE)) {
            found = dir.read(LeaderEpochs.FILE, MAX_EPOCHS_BYTES);
        }
        if (!Arrays.equals(found, content)) {
            dir.replace(LeaderEpochs.FILE, content);
        }
    }

    /** Whether this is what a power cut left of {@code whole}: its beginning, or zeroes in place of some of it. */
    private static boolean isTorn(byte[] found, byte[] whole) {
        if (found.length > whole.length || Arrays.equals(found, whole)) {
            return false;
        }
        for (int i = 0; i < found.length; i++) {
            if (found[i] != 0 && found[i] != whole[i]) {
                return false;
            }
        }
        return true;
    }

    Loaded load() {
        files = directory.files();
        return files.equals(List.of(PartitionMetadata.FILE)) ? begun() : broughtBack();
    }

    /** A new partition: there is nothing to bring back. */
    private Loaded begun() {
        long start = hints.logStartOffset();
        Segment first = segment(start);
        first.create();
        LeaderEpochs epochs = led(LeaderEpochs.NONE, start);
        SegmentList segments = new SegmentList(List.of(first));
        return new Loaded(segments, new ProducerStates(), epochs, start, start, start, List.of());
    }

    private Loaded broughtBack() {
        if (files.stream().anyMatch(Swaps::isUnsettled)) {
            swapped.addAll(new Swaps(directory).settle());
            files = directory.files();
        }
        removeOrphans();
        SegmentList segments = recovered(found());
        Snapshots snapshots = new Snapshots(directory, files);
        long end = end(segments.active(), snapshots);
        if (end < hints.logStartOffset()) {
            segments = startedAnew(segments, hints.logStartOffset());
            end = hints.logStartOffset();
        }
        snapshots.deleteAfter(end);
        snapshots.deleteStray(segments.all().stream().map(Segment::baseOffset).collect(Collectors.toSet()));
        long start = Math.max(hints.logStartOffset(), segments.first().baseOffset());
        LeaderEpochs known = epochs().cutTo(end);
        Replayed replayed = replay(segments, snapshots, known, Math.min(end, recoveredFrom));
        long flushed = hints.cleanShutdown() ? end : Math.min(end, hints.recoveryPoint());
        return new Loaded(
                segments,
                replayed.producers,
                led(replayed.epochs, end).startingAt(start),
                start,
                end,
                Math.max(start, flushed),
                reindexed);
    }

    /** The producers at the end of {@code segments}, from the newest snapshot and what follows it. */
    static ProducerStates producers(Directory directory, SegmentList segments, long end) {
        Snapshots.Restored restored =
                new Snapshots(directory).newest(end, segments.first().baseOffset());
        ProducerStates filled = new ProducerStates(restored.states());
        for (Segment segment : segments.from(restored.offset())) {
            visit(segment, restored.offset(), false, filled::apply);
        }
        filled.settle();
        return filled;
    }

    private record Replayed(ProducerStates producers, LeaderEpochs epochs) {}

    /** The offset after the last record; if that is damaged, the one of the snapshot that a clean stop left there. */
    private static long end(Segment active, Snapshots snapshots) {
        try {
            return active.nextOffset();
        } catch (CorruptRecordException e) {
            long stopped = snapshots.newest(Long.MAX_VALUE, -1).offset();
            if (stopped < active.baseOffset()) {
                throw e;
            }
            LOG.error("{} It is reported to readers; the log goes on at offset {}", e.getMessage(), stopped);
            return stopped;
        }
    }

    /** What is damaged tells nothing; it is for the reader to be told. */
    private static void visit(Segment segment, long offset, boolean checked, Consumer<BatchView> visitor) {
        try {
            if (checked) {
                segment.visitHeaders(offset, visitor);
            } else {
                segment.visit(offset, visitor);
            }
        } catch (CorruptRecordException e) {
            LOG.error("Producers of what follows are not known: {}", e.getMessage());
        }
    }

    /** From the newest snapshot at or before {@code from}: producers, aborted transactions and epochs of what follows. */
    private Replayed replay(SegmentList segments, Snapshots snapshots, LeaderEpochs known, long from) {
        Snapshots.Restored restored = snapshots.newest(from, segments.first().baseOffset());
        ProducerStates producers = new ProducerStates(restored.states());
        LeaderEpochs[] epochs = {known};
        for (Segment segment : segments.from(restored.offset())) {
            boolean indexed = !reindexed.contains(segment);
            visit(segment, restored.offset(), checked.contains(segment), batch -> {
                epochs[0] = epochs[0].with(batch.leaderEpoch(), batch.baseOffset());
                AbortedTransaction aborted = producers.apply(batch);
                if (aborted != null && !indexed) {
                    segment.append(aborted);
                }
            });
        }
        producers.settle();
        reindexed.forEach(Segment::complete);
        return new Replayed(producers, epochs[0]);
    }

    /** One node always leads: in epoch 0 first, in the next one after records were lost. */
    private LeaderEpochs led(LeaderEpochs epochs, long end) {
        return epochs.latest() < 0 ? epochs.with(0, end) : cut ? epochs.with(epochs.latest() + 1, end) : epochs;
    }

    private NavigableMap<Long, Segment> found() {
        NavigableMap<Long, Segment> found = new TreeMap<>();
        for (String file : files) {
            SegmentFiles.offset(file, SegmentFiles.LOG).ifPresent(base -> found.put(base, segment(base)));
        }
        if (found.isEmpty()) {
            Segment first = segment(hints.logStartOffset());
            first.create();
            found.put(first.baseOffset(), first);
        }
        return found;
    }

    private Segment segment(long base) {
        return new Segment(directory, base, config.segments().indexIntervalBytes());
    }

    private SegmentList recovered(NavigableMap<Long, Segment> found) {
        List<Segment> good = new ArrayList<>();
        for (Segment segment : found.values()) {
            Long next = found.higherKey(segment.baseOffset());
            if (cut) {
                drop(segment, "it follows what was lost");
                continue;
            }
            // One that ends at the recovery point may have been completed after the flush: its indexes are not durable.
            if (!hints.cleanShutdown() && (next == null || next >= hints.recoveryPoint())) {
                recover(segment, next == null ? Long.MAX_VALUE : next);
            } else {
                rebuildIfUnsound(segment);
            }
            good.add(segment);
        }
        return new SegmentList(good);
    }

    private void recover(Segment segment, long next) {
        Segment.Recovered recovered = reindex(segment, true);
        if (recovered.fault() != null) {
            cut = true;
            LOG.warn("Recovering {}: cut at the first damage. {}", directory.path(), recovered.fault());
        } else if (next != Long.MAX_VALUE && isShortened(segment, recovered, next)) {
            cut = true;
            LOG.warn(
                    "Recovering {}: {} ends at offset {}, before {}", directory.path(), segment, recovered.end(), next);
        }
    }

    private Segment.Recovered reindex(Segment segment, boolean cutAtDamage) {
        recoveredFrom = Math.min(recoveredFrom, segment.baseOffset());
        reindexed.add(segment);
        Segment.Recovered recovered = segment.recover(cutAtDamage, cutAtDamage && hints.sameBoot());
        if (cutAtDamage || recovered.fault() == null) {
            checked.add(segment); // Damage that stays is not to be walked over: its headers may be part of it.
        }
        return recovered;
    }

    /**
     * Whether a segment lost its end without a trace in the file. Kafka's compaction leaves segments that end before the next begins, ours
     * does not; so where nobody knows how far it went, nothing is taken for lost.
     */
    private boolean isShortened(Segment segment, Segment.Recovered recovered, long next) {
        boolean unknown = config.kept().compacts() && hints.cleanedTo() < 0;
        return recovered.end() != next && recovered.dense() && !unknown && segment.baseOffset() >= hints.cleanedTo();
    }

    private void rebuildIfUnsound(Segment segment) {
        if (swapped.contains(segment.baseOffset()) || !segment.hasSoundIndexes()) {
            LOG.warn("The indexes of {} are not those of its batches; making them anew", segment);
            Segment.Recovered recovered = reindex(segment, false);
            if (recovered.fault() != null) {
                LOG.error("Damage in what was flushed; it stays and is reported to readers. {}", recovered.fault());
            }
        }
    }

    private void drop(Segment segment, String why) {
        LOG.warn("Recovering {}: {} is dropped, {}", directory.path(), segment, why);
        segment.markDeleted();
        segment.delete();
    }

    /** A log whose start was moved beyond all that is there: what is there goes. */
    private SegmentList startedAnew(SegmentList segments, long start) {
        segments.all().forEach(segment -> drop(segment, "the log starts at " + start));
        Segment first = segment(start);
        first.create();
        return new SegmentList(List.of(first));
    }

    private LeaderEpochs epochs() {
        if (!directory.exists(LeaderEpochs.FILE)) {
            return LeaderEpochs.NONE;
        }
        byte[] content = directory.read(LeaderEpochs.FILE, MAX_EPOCHS_BYTES);
        return isTorn(content, led(LeaderEpochs.NONE, 0).write()) ? LeaderEpochs.NONE : LeaderEpochs.read(content);
    }

    private void removeOrphans() {
        for (String file : files) {
            for (String suffix : List.of(SegmentFiles.INDEX, SegmentFiles.TIME_INDEX, SegmentFiles.TXN_INDEX)) {
                SegmentFiles.offset(file, suffix).ifPresent(base -> deleteOrphan(file, base));
            }
        }
    }

    /** An index whose batches are gone: a crash came between the renames of a segment's files. */
    private void deleteOrphan(String index, long base) {
        if (!files.contains(SegmentFiles.name(base, SegmentFiles.LOG))) {
            directory.delete(index);
        }
    }
}
