package io.leat.log.partition;

import io.leat.log.disk.Directory;
import io.leat.log.disk.StorageException;
import io.leat.log.record.BatchRules;
import io.leat.log.record.BatchView;
import io.leat.log.record.EndMarker;
import io.leat.log.segment.AbortedTransaction;
import io.leat.log.segment.ReadBuffer;
import io.leat.log.segment.Segment;
import io.leat.log.segment.Slice;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.CorruptRecordException;
import org.apache.kafka.common.errors.InconsistentTopicIdException;
import org.apache.kafka.common.errors.KafkaStorageException;
import org.apache.kafka.common.errors.OffsetOutOfRangeException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/**
 * The log of one partition. Many threads may use it: appends take the partition's lock, reads take none.
 *
 * <p>An append becomes true in two steps, so that several partitions can be appended to all or nothing: the batches are
 * written above the high watermark, where nobody sees them, and then {@link #publish} moves the high watermark over them.
 *
 * <p>All errors are Kafka's own exceptions; {@link StorageException} if the disk fails.
 */
public final class PartitionLog implements AutoCloseable {
    private final Directory directory;
    private final TopicPartition name;
    private final Uuid topicId;
    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final List<Runnable> bells = new CopyOnWriteArrayList<>();
    private final SegmentList segments;
    private final SegmentSearch search;
    private final Snapshots snapshots;
    private final Swaps swaps;
    private final DroppedSegments dropped = new DroppedSegments();
    private final Flusher flusher;

    private volatile LogConfig config;
    private volatile BatchRules rules;
    private volatile long logStart;
    /** Up to where readers see; replaced at each move of the high watermark. */
    private volatile Shown shown;

    private volatile long lastStable;
    private volatile long logEnd;
    private volatile @Nullable KafkaStorageException unusable;
    private ProducerStates producers;
    private LeaderEpochs epochs;
    private long activeSince;

    private PartitionLog(
            Directory directory,
            TopicPartition name,
            Uuid topicId,
            LogConfig config,
            LogLoader.Loaded loaded,
            InstantSource clock) {
        this.directory = directory;
        this.name = name;
        this.topicId = topicId;
        this.clock = clock;
        this.config = config;
        this.rules = config.rules();
        this.segments = loaded.segments();
        this.search = new SegmentSearch(segments);
        this.snapshots = new Snapshots(directory);
        this.swaps = new Swaps(directory);
        this.producers = loaded.producers();
        this.epochs = loaded.epochs();
        this.logStart = loaded.start();
        this.logEnd = loaded.end();
        this.shown =
                new Shown(loaded.end(), segments.active(), segments.active().size());
        this.lastStable = producers.firstUndecided(loaded.end());
        this.flusher = new Flusher(directory, segments, loaded.reindexed(), loaded.flushed());
        this.activeSince = clock.millis();
    }

    /**
     * Opens the partition in folder {@code dir}, made if it is new, and recovers it unless it was shut down cleanly: cuts the
     * torn tail, makes indexes anew, brings back the producers' state. The high watermark is then the log's end.
     *
     * @param dir the partition's own folder, {@code <topic>-<n>}
     * @param topicId kept in {@code partition.metadata}
     * @param clock for retention, append times and expiry
     * @throws InconsistentTopicIdException if the folder belongs to another topic id
     */
    public static PartitionLog open(
            Directory dir,
            TopicPartition name,
            Uuid topicId,
            LogConfig config,
            RecoveryHints hints,
            InstantSource clock) {
        LogLoader.claim(dir, topicId);
        LogLoader.Loaded loaded = new LogLoader(dir, config, hints).load();
        PartitionLog log = new PartitionLog(dir, name, topicId, config, loaded, clock);
        LogLoader.keep(dir, loaded.epochs());
        return log;
    }

    public TopicPartition name() {
        return name;
    }

    public Uuid topicId() {
        return topicId;
    }

    public LogConfig config() {
        return config;
    }

    /** Takes new settings, from the next append and tick on. */
    public void configure(LogConfig config) {
        this.config = config;
        this.rules = config.rules();
    }

    /**
     * Appends and shows: {@link #appendHidden} and {@link #publish}.
     *
     * @param batches whole batches from position to limit; offsets are written into them
     */
    public Placed append(ByteBuffer batches, Origin origin) {
        return append(batches, Sender.of(origin));
    }

    /**
     * As {@link #append(ByteBuffer, Origin)}, for batches of a transaction.
     *
     * @param verification from {@link #beginVerification}
     * @throws org.apache.kafka.common.errors.InvalidTxnStateException if they begin the transaction here without one, or it is void
     */
    public Placed append(ByteBuffer batches, Origin origin, @Nullable Verification verification) {
        return append(batches, Sender.of(origin, verification));
    }

    /**
     * Ends the transaction of a producer here.
     *
     * @param transactionVersion of the client whose transaction it is (KIP-890)
     * @throws org.apache.kafka.common.errors.InvalidProducerEpochException if the transaction that it means is over
     * @throws org.apache.kafka.common.errors.TransactionCoordinatorFencedException if a newer coordinator has written
     */
    public Placed append(EndMarker marker, long producerId, short producerEpoch, int transactionVersion) {
        return append(marker.batch(producerId, producerEpoch, clock.millis()), Sender.ofMarker(transactionVersion));
    }

    /**
     * Before the coordinator is asked whether this partition belongs to a producer's transaction.
     *
     * @param sequence of the batch that is to begin it here
     * @param bumpsEpochs whether the client speaks transaction version 2
     * @return what to append that batch with; null if the transaction is open here, so that nobody need be asked
     * @throws org.apache.kafka.common.errors.InvalidProducerEpochException if a newer producer of that id has written
     */
    public @Nullable Verification beginVerification(long producerId, short epoch, int sequence, boolean bumpsEpochs) {
        lock.lock();
        try {
            return producers.beginVerification(producerId, epoch, sequence, bumpsEpochs, clock.millis());
        } finally {
            lock.unlock();
        }
    }

    /** The producers that are remembered. */
    public List<ActiveProducer> activeProducers() {
        lock.lock();
        try {
            return producers.active();
        } finally {
            lock.unlock();
        }
    }

    private Placed append(ByteBuffer batches, Sender sender) {
        long now = clock.millis();
        ByteBuffer admitted = admit(batches, sender.origin(), now); // Unpacking and hashing need no lock.
        lock.lock();
        try {
            Placed placed = place(admitted, sender, now);
            publish();
            return placed;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Appends without showing; all batches or none. The caller holds {@link #lock} until {@link #publish} or
     * {@link #discardHidden}.
     *
     * @throws RecordTooLargeException if a batch is larger than {@code max.message.bytes}
     * @throws RecordBatchTooLargeException if the batches are larger than a segment
     * @throws org.apache.kafka.common.errors.CorruptRecordException if a client's batch is not what its checksum says
     * @throws org.apache.kafka.common.InvalidRecordException if a batch breaks a rule
     * @throws org.apache.kafka.common.errors.InvalidTimestampException if a timestamp is outside of the topic's window
     * @throws OutOfOrderSequenceException if an idempotent producer skips sequences
     * @throws org.apache.kafka.common.errors.InvalidProducerEpochException if a newer producer of that id has written
     * @throws StorageException if the disk refuses: nothing is appended then
     */
    public Placed appendHidden(ByteBuffer batches, Origin origin) {
        requireLocked();
        long now = clock.millis();
        return place(admit(batches, origin, now), Sender.of(origin), now);
    }

    /** Moves the high watermark to the log's end and rings the bells; before that flushes, if {@code flush.messages} says so. */
    public void publish() {
        requireLocked();
        if (logEnd - flusher.flushed() >= config.flushes().messages()) {
            flush();
        }
        producers.settle();
        lastStable = producers.firstUndecided(logEnd);
        if (shown.end() < logEnd) {
            show(logEnd);
            for (Runnable bell : bells) {
                bell.run();
            }
        }
    }

    private void show(long end) {
        shown = new Shown(end, segments.active(), segments.active().size());
    }

    /** Takes back all that was appended and not published (P2). */
    public void discardHidden() {
        requireLocked();
        if (logEnd > highWatermark()) {
            producers.undoTo(0);
            cut(highWatermark());
        }
    }

    /** The lock of appends, reentrant. To lock several partitions, lock them in the order of their names. */
    public void lock() {
        lock.lock();
    }

    public void unlock() {
        lock.unlock();
    }

    /**
     * Reads published batches from {@code offset} on.
     *
     * @param maxBytes how much to return; the first batch is returned whatever its size
     * @param buffer the reader's own memory
     * @throws OffsetOutOfRangeException if {@code offset} is below the log's start or above the high watermark
     * @throws org.apache.kafka.common.errors.CorruptRecordException if the batch on disk is not what was written; names file,
     *     offset and position
     */
    public Fetched read(long offset, int maxBytes, ReadBuffer buffer) {
        return read(offset, maxBytes, buffer, false);
    }

    /** As {@link #read}, but nothing above the last stable offset, and it says which batches are of aborted transactions. */
    public Fetched readCommitted(long offset, int maxBytes, ReadBuffer buffer) {
        return read(offset, maxBytes, buffer, true);
    }

    /**
     * Finds published batches from {@code offset} on for a reader elsewhere, without reading them.
     *
     * @param maxBytes how much at most; the last batch may be cut
     * @param whole whether the first batch is given whatever its size
     * @param committed nothing above the last stable offset, and which transactions are aborted
     * @throws OffsetOutOfRangeException if {@code offset} is below the log's start or above the high watermark
     */
    public Sliced slice(long offset, int maxBytes, boolean whole, boolean committed) {
        while (true) {
            Shown visible = shown; // Before the segments: what is below it is in them.
            long stable = Math.max(logStart, Math.min(lastStable, visible.end()));
            SegmentList.View view = segments.view();
            requireInRange(offset, visible.end());
            try {
                long limit = committed ? stable : visible.end();
                Slice slice = offset < limit ? visible.slice(view, offset, limit, maxBytes, whole) : null;
                List<AbortedTransaction> aborted =
                        committed && slice != null ? SegmentSearch.aborted(view, offset, stable) : List.of();
                requireInRange(offset, visible.end()); // What segments dropped meanwhile knew is gone with them.
                return new Sliced(slice, visible.end(), stable, logStart, aborted);
            } catch (StorageException | CorruptRecordException e) {
                requireInRange(offset, visible.end()); // Its segment may have been dropped meanwhile,
                if (segments.view() == view) { // or replaced: then it is where it is now.
                    throw e;
                }
            }
        }
    }

    /** Where an epoch ended: the greatest known up to the one that was asked for, and the offset after its last record. */
    public record EpochEnd(int epoch, long endOffset) {}

    /** The end of {@code epoch}, as OffsetForLeaderEpoch tells it (KIP-320): both -1 if it is not known. */
    public EpochEnd endOfEpoch(int epoch) {
        lock.lock();
        try {
            return epochs.endOf(epoch, logEnd);
        } finally {
            lock.unlock();
        }
    }

    /** The epoch in which {@code offset} was appended; -1 if it is not known. */
    public int epochOf(long offset) {
        lock.lock();
        try {
            return epochs.of(offset);
        } finally {
            lock.unlock();
        }
    }

    private Fetched read(long offset, int maxBytes, ReadBuffer buffer, boolean committed) {
        while (true) {
            long visible = highWatermark(); // Before the segments: what is below it is in them.
            long stable = Math.max(logStart, Math.min(lastStable, visible));
            SegmentList.View view = segments.view();
            requireInRange(offset, visible);
            try {
                ByteBuffer batches = SegmentSearch.batches(view, offset, visible, maxBytes, buffer);
                AbortedBatches aborted = AbortedBatches.NONE;
                if (committed) {
                    batches = SegmentSearch.below(stable, batches);
                }
                if (committed && SegmentSearch.hasTransactions(batches)) {
                    aborted = new AbortedBatches(SegmentSearch.aborted(view, offset, stable));
                    requireInRange(offset, visible); // What segments dropped meanwhile knew is gone with them.
                }
                return new Fetched(batches, visible, stable, logStart, aborted);
            } catch (StorageException | CorruptRecordException e) {
                requireInRange(offset, visible); // Its segment may have been dropped meanwhile,
                if (segments.view() == view) { // or replaced: then it is read where it is now.
                    throw e;
                }
            }
        }
    }

    /** Transactions aborted by markers from {@code from} on that began before {@code to}: readers of committed records skip them. */
    public List<AbortedTransaction> abortedTransactions(long from, long to) {
        return search.aborted(from, to);
    }

    /** The batches that no reader of committed records will see, or not yet: of transactions that are aborted or open now. */
    public AbortedBatches uncommitted() {
        lock.lock();
        try {
            List<AbortedTransaction> transactions = search.aborted(logStart, logEnd);
            transactions.addAll(producers.openTransactions());
            return new AbortedBatches(transactions);
        } finally {
            lock.unlock();
        }
    }

    /** The batches of transactions that are open now. */
    public AbortedBatches openTransactions() {
        lock.lock();
        try {
            return new AbortedBatches(producers.openTransactions());
        } finally {
            lock.unlock();
        }
    }

    /** The greatest id of a producer that is remembered; -1 if none is. */
    public long greatestProducerId() {
        lock.lock();
        try {
            return producers.all().stream()
                    .mapToLong(ProducerState::producerId)
                    .max()
                    .orElse(-1);
        } finally {
            lock.unlock();
        }
    }

    /** The first published record whose timestamp is {@code timestamp} or later. */
    public Optional<TimestampOffset> offsetForTimestamp(long timestamp) {
        return search.first(timestamp, logStart, highWatermark());
    }

    /** The published record with the greatest timestamp, the first of several. */
    public Optional<TimestampOffset> offsetOfMaxTimestamp() {
        long greatest = search.maxTimestamp(logStart);
        return greatest == BatchView.NO_TIMESTAMP ? Optional.empty() : offsetForTimestamp(greatest);
    }

    /** The first offset there still is. */
    public long logStartOffset() {
        return logStart;
    }

    /** The end of what may be read. */
    public long highWatermark() {
        return shown.end();
    }

    /** The end of what a reader of committed records may read. */
    public long lastStableOffset() {
        return Math.max(logStart, Math.min(lastStable, highWatermark()));
    }

    /** The offset the next record gets. */
    public long logEndOffset() {
        return logEnd;
    }

    /** Bytes of all segments. */
    public long size() {
        return segments.size();
    }

    /** The epoch that batches appended now carry. */
    public int leaderEpoch() {
        return epochs.latest();
    }

    /** Runs {@code bell} after each move of the high watermark, on the appending thread and under the lock: it must be quick. */
    public void watch(Runnable bell) {
        bells.add(bell);
    }

    public void unwatch(Runnable bell) {
        bells.remove(bell);
    }

    /** The segments there are, in order, the active one last: for compaction. */
    public List<Segment> segments() {
        return segments.all();
    }

    /** What compaction must leave of each producer, by its id. */
    public Map<Long, LastOfProducer> lastOfProducers() {
        lock.lock();
        try {
            return producers.lasts();
        } finally {
            lock.unlock();
        }
    }

    /** An empty segment at {@code baseOffset} that is no part of the log until {@link #replace}. What a crash left there goes. */
    public Segment newCleaned(long baseOffset) {
        return swaps.cleaned(baseOffset, config.segments().indexIntervalBytes());
    }

    /**
     * Puts {@code cleaned} in the place of {@code old}, neighbours below the active segment, of which the first begins where it does. Those
     * who read in the middle of these go on reading.
     *
     * @param cleaned complete, and durable with its indexes
     * @return false if not all of them are part of the log any more; then nothing is changed
     */
    public boolean replace(List<Segment> old, Segment cleaned) {
        lock.lock();
        try {
            requireUsable();
            if (!old.stream().allMatch(segments::contains) || old.contains(segments.active())) {
                return false;
            }
            long due = clock.millis() + config.kept().fileDeleteDelayMs();
            swaps.swap(segments, old, cleaned, it -> dropped.add(it, due));
            old.stream().skip(1).forEach(it -> snapshots.delete(it.baseOffset()));
            return true;
        } catch (StorageException e) {
            unusable = e; // What is on the disk is not what is known; opening it anew finishes it.
            throw e;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Makes durable what was appended before the call (D4), and returns {@link #flushedOffset}. Appends go on meanwhile.
     *
     * @throws StorageException if the disk fails: it may have lost what it held, so the partition takes no append until it is
     *     opened anew
     */
    public long flush() {
        requireUsable();
        Flusher.Goal goal = goal();
        try {
            return flusher.flush(goal);
        } catch (StorageException e) {
            unusable = e;
            throw e;
        }
    }

    /** Below it everything survives a power cut. The value for {@code recovery-point-offset-checkpoint}. */
    public long flushedOffset() {
        return flusher.flushed();
    }

    /** Forgets producers that were idle for longer than {@code producer.id.expiration.ms}. */
    public void forgetProducers() {
        lock.lock();
        try {
            producers.expire(clock.millis() - config.producerIdExpirationMs());
        } finally {
            lock.unlock();
        }
    }

    /**
     * Does what time asks for: rolls an expired segment, drops segments beyond retention or below the log's start, deletes files
     * whose delay is over, flushes if {@code flush.ms} says so.
     *
     * @return the number of segments dropped
     */
    public int tick() {
        requireUsable();
        long now = clock.millis();
        lock.lock();
        try {
            dropped.deleteDue(now);
            int due = dropDue(now);
            flusher.noteAge(now, logEnd);
            if (!flusher.isOlderThan(config.flushes().ms(), now)) {
                return due;
            }
            flush();
            return due;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Moves the log's start up to {@code offset}: DeleteRecords. Nothing happens if it is there already.
     *
     * @return the log's start
     * @throws OffsetOutOfRangeException if {@code offset} is above the high watermark
     */
    public long deleteRecordsBefore(long offset) {
        lock.lock();
        try {
            if (offset > highWatermark()) {
                throw outOfRange(offset, highWatermark());
            }
            startAt(Math.max(offset, logStart));
            return logStart;
        } finally {
            lock.unlock();
        }
    }

    /** Cuts everything from the batch on that holds {@code offset}: for what was never acknowledged. */
    public void truncateTo(long offset) {
        lock.lock();
        try {
            if (offset < logEnd) {
                cut(offset);
                producers = LogLoader.producers(directory, segments, logEnd);
                show(Math.min(highWatermark(), logEnd));
                lastStable = producers.firstUndecided(logEnd);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Flushes, writes the producers' snapshot and closes the files: the next start scans nothing. */
    @Override
    public void close() {
        lock.lock();
        try {
            if (unusable == null) {
                discardHidden();
                segments.active().complete();
                snapshots.write(logEnd, producers);
                flush();
                segments.active().flushIndexes();
            }
        } finally {
            abandon();
            lock.unlock();
        }
    }

    /** Closes the files without writing anything: the log failed, or the caller deletes the folder. */
    public void abandon() {
        lock.lock();
        try {
            unusable = new KafkaStorageException("The log of " + name + " is closed");
            segments.all().forEach(Segment::close);
            dropped.close();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public String toString() {
        return "%s [%d, %d)".formatted(name, logStart, logEnd);
    }

    private ByteBuffer admit(ByteBuffer batches, Origin origin, long now) {
        return switch (origin) {
            case CLIENT -> rules.admitForeign(batches, now);
            case LOCAL -> rules.admitOwn(batches, now);
            case COORDINATOR -> batches;
        };
    }

    private Placed place(ByteBuffer batches, Sender sender, long now) {
        requireUsable();
        rollIfDue(Incoming.of(batches, logEnd, config), now);
        int mark = producers.mark();
        try {
            Placement placement = new Placement(producers, logEnd, epochs.latest(), sender);
            placement.place(batches);
            if (placement.repeated() == null) {
                write(batches, placement);
            }
            return placement.placed(config.batches().timestampType() == TimestampType.LOG_APPEND_TIME ? now : -1);
        } catch (RuntimeException e) {
            producers.undoTo(mark);
            throw e;
        }
    }

    private void write(ByteBuffer batches, Placement placement) {
        try {
            segments.active().append(batches, placement.aborted());
            logEnd = placement.next();
        } catch (StorageException e) {
            segments.active().flush(); // That half of it was cut off again is to be durable too.
            throw e;
        }
    }

    private void rollIfDue(Incoming incoming, long now) {
        Segment active = segments.active();
        if (RollRule.due(
                active, config, incoming.bytes(), incoming.maxTimestamp(), incoming.lastOffset(), now, activeSince)) {
            roll(now);
        }
    }

    private void roll(long now) {
        Segment last = segments.active();
        last.complete();
        snapshots.write(logEnd, producers);
        Segment next = new Segment(directory, logEnd, config.segments().indexIntervalBytes());
        next.create();
        segments.add(next);
        activeSince = now;
        flusher.rolled(last);
    }

    private int dropDue(long now) {
        List<Segment> all = segments.all();
        List<Retention.Facts> facts = Retention.facts(all, logEnd);
        int due = Retention.due(facts, config, logStart, highWatermark(), now);
        if (due == all.size() && segments.active().size() > 0) {
            roll(now); // Never the active one: a new one takes its place, and keeps the log's end.
        }
        due = Math.min(due, segments.all().size() - 1);
        drop(all.subList(0, due), now);
        return due;
    }

    private void drop(List<Segment> due, long now) {
        if (due.isEmpty()) {
            return;
        }
        directory.sync(); // The segment that keeps the log's end (D3) is there before others go.
        Segment next = segments.after(due.get(due.size() - 1));
        if (next != null) {
            startAt(Math.max(logStart, next.baseOffset()));
        }
        for (Segment segment : due) {
            segments.remove(segment);
            snapshots.delete(segment.baseOffset());
            dropped.add(segment, now + config.kept().fileDeleteDelayMs());
        }
    }

    private void startAt(long offset) {
        logStart = offset;
        keepEpochs(epochs.startingAt(offset));
    }

    /** Cuts the log; if that fails, what is on disk is not what is known, and only opening it anew helps. */
    private void cut(long offset) {
        try {
            cutSegments(offset);
        } catch (StorageException e) {
            unusable = e;
            throw e;
        }
    }

    private void cutSegments(long offset) {
        for (Segment segment : segments.from(offset)) {
            if (segment.baseOffset() >= offset
                    && segment.baseOffset() > segments.first().baseOffset()) {
                segments.remove(segment);
                segment.markDeleted();
                segment.delete();
            } else {
                segment.truncateTo(offset);
            }
        }
        directory.sync(); // What is taken back must not come back with the next power cut.
        logEnd = offset;
        snapshots.deleteAfter(offset);
        flusher.cut(offset);
        keepEpochs(epochs.cutTo(offset));
    }

    private void keepEpochs(LeaderEpochs now) {
        boolean changed = !now.equals(epochs);
        epochs = now;
        if (changed) {
            directory.replace(LeaderEpochs.FILE, now.write());
        }
    }

    private Flusher.Goal goal() {
        lock.lock();
        try {
            return flusher.goal(logEnd);
        } finally {
            lock.unlock();
        }
    }

    private void requireInRange(long offset, long visible) {
        if (offset < logStart || offset > visible) {
            throw outOfRange(offset, visible);
        }
    }

    private OffsetOutOfRangeException outOfRange(long offset, long visible) {
        return new OffsetOutOfRangeException(
                "Offset %d of %s is out of range: there are %d to %d".formatted(offset, name, logStart, visible));
    }

    private void requireLocked() {
        if (!lock.isHeldByCurrentThread()) {
            throw new IllegalStateException("take the lock of " + name + " first");
        }
    }

    private void requireUsable() {
        KafkaStorageException why = unusable;
        if (why != null) {
            throw new KafkaStorageException("%s takes no append: %s".formatted(name, why.getMessage()), why);
        }
    }
}
