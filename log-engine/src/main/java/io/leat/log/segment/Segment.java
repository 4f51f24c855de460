package io.leat.log.segment;

import io.leat.log.disk.AppendFile;
import io.leat.log.disk.Directory;
import io.leat.log.record.BatchReader;
import io.leat.log.record.BatchView;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.common.errors.CorruptRecordException;
import org.jspecify.annotations.Nullable;

/**
 * One segment: batches in a file, and its indexes. One writer, any number of readers (S1).
 *
 * <p>Where an offset is looked for, an index says where to begin and the batches' headers say where to end; an index entry
 * that no batch confirms is not followed.
 */
public final class Segment {
    private final Directory directory;
    private final long baseOffset;
    private final int indexInterval;
    private final String suffix;
    private final AppendFile log;
    private final OffsetIndex offsets;
    private final TimeIndex times;
    private final TransactionIndex transactions;

    private int sinceIndexEntry;
    private volatile long maxTimestamp;
    private volatile long offsetOfMaxTimestamp;
    private long firstTimestamp = BatchView.NO_TIMESTAMP;

    /**
     * The segment of {@code directory} that starts at {@code baseOffset}: what its files hold, or empty.
     *
     * @param indexInterval bytes of batches between two index entries, {@code index.interval.bytes}
     */
    public Segment(Directory directory, long baseOffset, int indexInterval) {
        this(directory, baseOffset, indexInterval, "");
    }

    private Segment(Directory directory, long baseOffset, int indexInterval, String suffix) {
        this.directory = directory;
        this.baseOffset = baseOffset;
        this.indexInterval = indexInterval;
        this.suffix = suffix;
        this.log = open(SegmentFiles.LOG);
        this.offsets = new OffsetIndex(baseOffset, open(SegmentFiles.INDEX));
        this.times = new TimeIndex(baseOffset, open(SegmentFiles.TIME_INDEX));
        this.transactions = new TransactionIndex(open(SegmentFiles.TXN_INDEX));
        this.maxTimestamp = UNKNOWN;
    }

    /** As the public one, in files that are not part of the log yet: what a compaction writes. {@link #rename} makes them so. */
    public static Segment cleaned(Directory directory, long baseOffset, int indexInterval) {
        return new Segment(directory, baseOffset, indexInterval, SegmentFiles.CLEANED);
    }

    /** How much of the end of a file is checked when a process ended in the middle of a write. */
    private static final int MAY_BE_TORN = 1 << 20;

    /** Not read from the time index yet: a segment that nobody asks costs no open file. */
    private static final long UNKNOWN = Long.MIN_VALUE;

    /** Makes the files of a new segment: its name keeps the log's end, should everything before it be dropped. */
    public void create() {
        log.create();
        offsets.entries().file().create();
        times.entries().file().create();
    }

    private AppendFile open(String kind) {
        return directory.open(SegmentFiles.name(baseOffset, kind) + suffix);
    }

    public long baseOffset() {
        return baseOffset;
    }

    /** Bytes of batches. */
    public long size() {
        return log.size();
    }

    /** Whether an index has no room for another entry below {@code segment.index.bytes}. The time index keeps one for the end. */
    public boolean isFull(int indexBytes) {
        return offsets.entries().count() >= indexBytes / OffsetIndex.ENTRY_SIZE
                || times.entries().count() >= indexBytes / TimeIndex.ENTRY_SIZE - 1;
    }

    /** Bytes of the offset index. */
    public long offsetIndexSize() {
        return (long) offsets.entries().count() * OffsetIndex.ENTRY_SIZE;
    }

    /** Bytes of the time index. */
    public long timeIndexSize() {
        return (long) times.entries().count() * TimeIndex.ENTRY_SIZE;
    }

    /** Whether {@code offset} is near enough to the base to be written in the indexes' 31 bits. */
    public boolean spans(long offset) {
        return offset - baseOffset <= Integer.MAX_VALUE;
    }

    /** The greatest timestamp of its records; -1 if none has one. */
    public long maxTimestamp() {
        loadMaxTimestamp();
        return maxTimestamp;
    }

    /** The last offset of the batch that has {@link #maxTimestamp}. */
    public long offsetOfMaxTimestamp() {
        loadMaxTimestamp();
        return offsetOfMaxTimestamp;
    }

    /** The time retention goes by: the greatest timestamp of its records, else when its file was written. */
    public long age() {
        long timestamp = maxTimestamp();
        return timestamp >= 0 ? timestamp : log.lastModified();
    }

    /** The greatest timestamp of its first batch, -1 if there is none: the time rolling goes by. */
    public long firstTimestamp() {
        if (firstTimestamp < 0 && size() > 0) {
            BatchView first = new BatchScan(log, 0, log.size()).next();
            firstTimestamp = first == null ? BatchView.NO_TIMESTAMP : first.maxTimestamp();
        }
        return firstTimestamp;
    }

    /**
     * Appends batches that have their offsets: all of them or, if the disk refuses, none.
     *
     * @param batches whole batches from position to limit
     * @param aborted the transactions that markers among them abort
     */
    public void append(ByteBuffer batches, List<AbortedTransaction> aborted) {
        reserve(count(batches), aborted.size()); // What follows the write must not fail.
        int start = batches.position();
        int position = (int) log.append(batches);
        for (int at = start; at < batches.limit(); ) {
            BatchView batch = new BatchView(batches, at);
            index(batch, position + at - start);
            at += batch.sizeInBytes();
        }
        aborted.forEach(transactions::append);
    }

    private void reserve(int batches, int aborted) {
        loadMaxTimestamp();
        offsets.entries().reserve(batches);
        times.entries().reserve(batches);
        transactions.entries().reserve(aborted);
    }

    /** Notes an aborted transaction whose marker is in this segment. */
    public void append(AbortedTransaction aborted) {
        transactions.append(aborted);
    }

    /**
     * Adds to {@code found} the transactions aborted by its markers from {@code from} on that began before {@code to}.
     *
     * @return whether no later segment has another
     */
    public boolean addAborted(long from, long to, List<AbortedTransaction> found) {
        return transactions.addOverlapping(from, to, found);
    }

    /**
     * Reads whole batches, checksums verified (S2), from the one that holds {@code offset}, or the next there is.
     *
     * @param end where the visible part ends, at the start of a batch or at the end of the segment; {@code offset} is below
     * @param maxBytes how much to read; the first batch is read whatever its size
     * @return null if there is no such batch in this segment
     * @throws CorruptRecordException if what is there is not what was written
     */
    public @Nullable ByteBuffer read(long offset, long end, int maxBytes, ReadBuffer buffer) {
        int known = buffer.position(this, offset);
        return known >= 0
                ? new SegmentRead(this, log, end).read(offset, known, offset, maxBytes, buffer)
                : new SegmentRead(this, log, end).read(offset, position(offset), baseOffset, maxBytes, buffer);
    }

    /**
     * The bytes from the batch that holds {@code offset} on, or from the next there is; they may end within a batch.
     *
     * @param limit the position where the visible part ends, at the start of a batch or the end of the file
     * @param maxBytes how much at most
     * @param whole whether the first batch is given whatever its size; if not, nothing is given when it is larger than {@code maxBytes}
     * @return null if there is no such batch in this segment
     * @throws CorruptRecordException if what is there is not what was written
     */
    public @Nullable Slice slice(long offset, long limit, int maxBytes, boolean whole) {
        SegmentRead read = new SegmentRead(this, log, Long.MAX_VALUE);
        int start = read.find(offset, position(offset), baseOffset);
        if (start < 0 || start >= limit) {
            return null;
        }
        int first = read.sizeAt(start);
        int most = Math.max(maxBytes, whole ? first : 0);
        return new Slice(log, start, first > most ? 0 : (int) Math.min(limit - start, most));
    }

    /** The position of the first batch that begins at or after {@code offset}, a batch's base offset; the size if there is none. */
    public long positionOf(long offset) {
        int position = new SegmentRead(this, log, Long.MAX_VALUE).find(offset, position(offset), baseOffset);
        return position < 0 ? size() : position;
    }

    /** The first record at or after {@code fromOffset} whose timestamp is {@code timestamp} or later, below {@code end}. */
    public @Nullable Found find(long timestamp, long fromOffset, long end) {
        int entry = times.findBefore(timestamp);
        long from = Math.max(fromOffset, entry < 0 ? baseOffset : times.offset(entry));
        BatchScan scan = new BatchScan(log, position(from), log.size());
        for (BatchView batch = scan.next(); batch != null && batch.baseOffset() < end; batch = scan.next()) {
            Found found = batch.maxTimestamp() < timestamp ? null : find(batch, timestamp, fromOffset);
            if (found != null) {
                return found;
            }
        }
        requireNoFault(scan);
        return null;
    }

    /** A record found by its time. */
    public record Found(long timestamp, long offset, int leaderEpoch) {}

    /** Shows {@code visitor} every batch that ends at or after {@code offset}; a view is good during the call only. */
    public void visit(long offset, Consumer<BatchView> visitor) {
        visit(offset, new BatchScan(log, position(offset), log.size()), visitor);
    }

    /** As {@link #visit}, of batches that were checked before: of them only headers, but control batches whole. */
    public void visitHeaders(long offset, Consumer<BatchView> visitor) {
        visit(offset, new BatchScan(log, position(offset), log.size(), log.size() + 1), visitor);
    }

    private void visit(long offset, BatchScan scan, Consumer<BatchView> visitor) {
        for (BatchView batch = scan.next(); batch != null; batch = scan.next()) {
            if (batch.lastOffset() >= offset) {
                visitor.accept(batch);
            }
        }
        requireNoFault(scan);
    }

    /** The offset after its last record, by the last index entry and what follows it. */
    public long nextOffset() {
        int last = offsets.entries().count() - 1;
        long[] next = {baseOffset};
        visit(last < 0 ? baseOffset : offsets.offset(last), batch -> next[0] = batch.nextOffset());
        return next[0];
    }

    /** Whether the indexes could be those of these batches; if not, {@link #recover} makes them anew. */
    public boolean hasSoundIndexes() {
        return exists(SegmentFiles.INDEX)
                && exists(SegmentFiles.TIME_INDEX)
                && IndexCheck.isSound(offsets, log.size())
                && IndexCheck.isSound(times, baseOffset);
    }

    /**
     * What a segment was found to be.
     *
     * @param fault what is wrong where the good batches end; null if all are good
     * @param end the offset after the last good batch
     * @param dense whether no offset between base and end is missing, as it is before any compaction
     */
    public record Recovered(@Nullable String fault, long end, boolean dense) {}

    /**
     * Goes over every batch up to the first that is not good, and makes the indexes anew.
     *
     * @param cut whether the file is cut there: right for what was not flushed, wrong for what was
     * @param kept whether all that was written is there, as after a process ended: only the last bytes are checked then
     */
    public Recovered recover(boolean cut, boolean kept) {
        clearIndexes();
        BatchScan scan = new BatchScan(log, 0, log.size(), kept ? log.size() - MAY_BE_TORN : 0);
        long end = baseOffset;
        boolean dense = true;
        BatchView batch = scan.next();
        while (batch != null && batch.baseOffset() >= end && spans(batch.lastOffset())) {
            index(batch, (int) scan.position());
            dense &= batch.baseOffset() == end && batch.count() == batch.lastOffsetDelta() + 1;
            end = batch.nextOffset();
            batch = scan.next();
        }
        String fault =
                batch == null ? scan.fault() : "the batch at offset %d is out of place".formatted(batch.baseOffset());
        if (cut && scan.position() < log.size()) {
            cut(scan.position());
        }
        complete();
        return new Recovered(
                fault == null ? null : "%s at byte %d: %s".formatted(log, scan.position(), fault), end, dense);
    }

    /** Cuts every batch that ends at or after {@code offset}. */
    public void truncateTo(long offset) {
        int start = new SegmentRead(this, log, Long.MAX_VALUE).find(offset, position(offset), baseOffset);
        if (start < 0) {
            return;
        }
        offsets.truncateTo(offset);
        times.truncateTo(offset);
        transactions.truncateTo(offset);
        cut(start);
        sinceIndexEntry = 0;
        firstTimestamp = BatchView.NO_TIMESTAMP;
        offsetOfMaxTimestamp = times.lastOffset();
        maxTimestamp = times.lastTimestamp();
        visit(offsetOfMaxTimestamp, this::noteTimestamp); // The index tells of every few batches only.
    }

    /** Completes the indexes of a segment that gets no more batches: the time index ends with the greatest timestamp. */
    public void complete() {
        loadMaxTimestamp();
        times.append(maxTimestamp, offsetOfMaxTimestamp);
        offsets.entries().write();
        times.entries().write();
        transactions.entries().write();
    }

    /** Makes the batches durable. */
    public void flush() {
        log.flush();
    }

    /** Makes the indexes durable. */
    public void flushIndexes() {
        offsets.entries().flush();
        times.entries().flush();
        if (transactions.entries().count() > 0) {
            transactions.entries().flush();
        }
    }

    /** Closes the files; reading opens them anew. */
    public void close() {
        files().forEach(AppendFile::close);
    }

    /** Renames the files as dropped. Those who read them go on reading. */
    public void markDeleted() {
        files().forEach(file -> file.rename(file.name() + SegmentFiles.DELETED));
    }

    /** Renames the files: {@code from}, with which their names end, to {@code to}. */
    public void rename(String from, String to) {
        for (AppendFile file : files()) {
            String stem = file.name().substring(0, file.name().length() - from.length());
            file.rename(stem + to);
        }
    }

    /** Deletes the files, after {@link #markDeleted}. */
    public void delete() {
        for (AppendFile file : files()) {
            file.close();
            directory.delete(file.name());
        }
    }

    @Override
    public String toString() {
        return log.toString();
    }

    private boolean exists(String suffix) {
        return directory.exists(SegmentFiles.name(baseOffset, suffix));
    }

    /** At once durable: what was cut must not come back behind an end that is taken for flushed. */
    private void cut(long size) {
        log.truncate(size);
        log.flush();
    }

    private List<AppendFile> files() {
        return List.of(
                log,
                offsets.entries().file(),
                times.entries().file(),
                transactions.entries().file());
    }

    private void index(BatchView batch, int position) {
        noteTimestamp(batch);
        if (sinceIndexEntry > indexInterval) {
            offsets.append(batch.lastOffset(), position);
            times.append(maxTimestamp, offsetOfMaxTimestamp);
            sinceIndexEntry = 0;
        }
        sinceIndexEntry += batch.sizeInBytes();
        if (position == 0) {
            firstTimestamp = batch.maxTimestamp();
        }
    }

    /** A batch that compaction has emptied still says when it was; no record of that time is to be found. */
    private void noteTimestamp(BatchView batch) {
        if (batch.count() > 0 && batch.maxTimestamp() > maxTimestamp) {
            offsetOfMaxTimestamp = batch.lastOffset();
            maxTimestamp = batch.maxTimestamp();
        }
    }

    /** By whoever asks first, the writer or a reader; after that only the writer changes it. */
    private void loadMaxTimestamp() {
        if (maxTimestamp == UNKNOWN) {
            synchronized (times) {
                if (maxTimestamp == UNKNOWN) {
                    offsetOfMaxTimestamp = times.lastOffset();
                    maxTimestamp = times.lastTimestamp();
                }
            }
        }
    }

    private void clearIndexes() {
        offsets.entries().truncate(0);
        times.entries().truncate(0);
        if (transactions.entries().count() > 0) {
            transactions.entries().truncate(0);
        }
        sinceIndexEntry = 0;
        offsetOfMaxTimestamp = baseOffset;
        maxTimestamp = BatchView.NO_TIMESTAMP;
    }

    /** A position at or before the batch that holds {@code offset}, by the index. */
    private int position(long offset) {
        int entry = offsets.find(offset);
        if (entry < 0) {
            return 0;
        }
        int position = offsets.position(entry);
        ByteBuffer header = ByteBuffer.allocate(BatchView.HEADER_SIZE);
        boolean confirmed = log.read(header, position) == BatchView.HEADER_SIZE
                && new BatchView(header, 0).lastOffset() == offsets.offset(entry);
        return confirmed ? position : 0;
    }

    private static int count(ByteBuffer batches) {
        int count = 0;
        for (int at = batches.position(); at < batches.limit(); at += new BatchView(batches, at).sizeInBytes()) {
            count++;
        }
        return count;
    }

    private static @Nullable Found find(BatchView batch, long timestamp, long fromOffset) {
        BatchReader records = new BatchReader().open(batch);
        while (records.next()) {
            if (records.timestamp() >= timestamp && records.offset() >= fromOffset) {
                return new Found(records.timestamp(), records.offset(), batch.leaderEpoch());
            }
        }
        return null;
    }

    private void requireNoFault(BatchScan scan) {
        String fault = scan.fault();
        if (fault != null) {
            throw corrupt(scan.position(), fault);
        }
    }

    CorruptRecordException corrupt(long position, String why) {
        return new CorruptRecordException("The log file %s is damaged at byte %d: %s".formatted(log, position, why));
    }
}
