package io.leat.log.record;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/**
 * Makes of a batch one with fewer records, as compaction does (R1): offsets, sequences, timestamps, headers and compression stay; the
 * span of offsets stays too, so that a producer's last sequence is still what it was. For one thread; reuse it from batch to batch.
 *
 * <p>A batch that keeps a record without a value, or an end marker that nobody needs any more, gets a delete horizon (KIP-534): the
 * time after which they go, in the place of the base timestamp.
 */
public final class BatchThinner {
    /** What a record's length, attributes, timestamp and offset take at most. */
    private static final int PREFIX = 5 + 1 + 10 + 5;

    private static final int EMPTIED = BatchView.CODEC_MASK | BatchView.DELETE_HORIZON;

    private final BatchReader reader = new BatchReader();
    private byte[] records = new byte[4096];
    private int end;
    private final BitSet chosen = new BitSet();
    private int kept;
    private boolean tombstones;
    private long maxTimestamp;

    /** Which records stay. */
    public interface Choice {
        /** Whether the record that {@code reader} is at stays. */
        boolean keeps(BatchReader reader);
    }

    /** What becomes of a batch without records. */
    public enum Emptied {
        /** It goes, and so does its span of offsets. */
        DROP,
        /** It stays as a header, for its offsets and its producer's sequence. */
        KEEP
    }

    /**
     * The batch with the records that {@code choice} keeps.
     *
     * @param batch whole and intact; it is not changed
     * @param needsHorizon whether it gets a delete horizon even without a tombstone
     * @param horizon the delete horizon, if it needs one and has none yet
     * @return the batch itself if nothing changes; null if nothing is left
     */
    public @Nullable ByteBuffer thin(
            BatchView batch, Choice choice, Emptied emptied, boolean needsHorizon, long horizon) {
        boolean whole = choose(batch, choice);
        if (kept == 0) {
            return emptied == Emptied.KEEP ? emptied(batch) : null;
        }
        boolean newHorizon = (tombstones || needsHorizon) && !batch.hasDeleteHorizon();
        if (whole && !newHorizon) {
            return batch.slice();
        }
        return rewritten(batch, newHorizon ? horizon : batch.baseTimestamp(), newHorizon);
    }

    /** Looks at every record; returns whether all stay. */
    private boolean choose(BatchView batch, Choice choice) {
        chosen.clear();
        tombstones = false;
        reader.open(batch);
        for (int index = 0; reader.next(); index++) {
            if (choice.keeps(reader)) {
                chosen.set(index);
                tombstones |= reader.valueSize() < 0;
            }
        }
        kept = chosen.cardinality();
        return kept == batch.count();
    }

    private ByteBuffer rewritten(BatchView batch, long horizon, boolean newHorizon) {
        boolean hasHorizon = newHorizon || batch.hasDeleteHorizon();
        end = 0;
        maxTimestamp = BatchView.NO_TIMESTAMP;
        long base = horizon;
        reader.rewind(batch.count());
        for (int index = 0; reader.next(); index++) {
            if (chosen.get(index)) {
                base = end == 0 && !hasHorizon ? reader.timestamp() : base;
                put(batch.baseOffset(), base);
            }
        }
        return packed(batch, base, hasHorizon);
    }

    private void put(long baseOffset, long baseTimestamp) {
        long timestampDelta = reader.timestamp() - baseTimestamp;
        int offsetDelta = (int) (reader.offset() - baseOffset);
        int body = reader.bodySize();
        int size = 1 + Varint.size(timestampDelta) + Varint.size(offsetDelta) + body;
        if (records.length - end < PREFIX + body) {
            records = Arrays.copyOf(records, Math.max(2 * records.length, end + PREFIX + body));
        }
        int at = Varint.put(records, end, size);
        records[at++] = 0; // Attributes: none are defined.
        at = Varint.put(records, at, timestampDelta);
        at = Varint.put(records, at, offsetDelta);
        reader.copyBody(records, at);
        end = at + body;
        maxTimestamp = Math.max(maxTimestamp, reader.timestamp());
    }

    private ByteBuffer packed(BatchView batch, long baseTimestamp, boolean hasHorizon) {
        ByteBuffer packed = Codec.ofBatch(batch).pack(records, 0, end, BatchView.HEADER_SIZE);
        packed.put(0, batch.buffer(), batch.start(), BatchView.HEADER_SIZE);
        boolean ownTime = batch.timestampType() == TimestampType.CREATE_TIME;
        int attributes = batch.attributes() | (hasHorizon ? BatchView.DELETE_HORIZON : 0);
        return BatchView.at(packed)
                .correctContent(
                        packed.limit(), attributes, baseTimestamp, ownTime ? maxTimestamp : batch.maxTimestamp(), kept);
    }

    private static ByteBuffer emptied(BatchView batch) {
        ByteBuffer header = ByteBuffer.allocate(BatchView.HEADER_SIZE);
        header.put(0, batch.buffer(), batch.start(), BatchView.HEADER_SIZE);
        int attributes = batch.attributes() & ~EMPTIED;
        return BatchView.at(header)
                .correctContent(BatchView.HEADER_SIZE, attributes, BatchView.NO_TIMESTAMP, batch.maxTimestamp(), 0);
    }
}
