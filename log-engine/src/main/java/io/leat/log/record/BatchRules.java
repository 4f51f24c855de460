package io.leat.log.record;

import java.nio.ByteBuffer;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.errors.CorruptRecordException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/**
 * What batches must be to enter a topic, and what is made of those that are not yet: compressed as the topic wants,
 * stamped with the time of the append.
 *
 * @param keyRequired whether a record without a key is refused, since compaction could never place it
 * @param timestampType whose time counts: the producer's or the append's
 * @param beforeMaxMs how far a producer's timestamp may lie in the past, {@code message.timestamp.before.max.ms}
 * @param afterMaxMs how far it may lie in the future, {@code message.timestamp.after.max.ms}
 * @param codec what batches are compressed with; null for what the producer chose
 */
public record BatchRules(
        boolean keyRequired,
        TimestampType timestampType,
        long beforeMaxMs,
        long afterMaxMs,
        @Nullable Codec codec) {

    /** The most that a batch may unpack to on its way in: several are unpacked at once, and a small heap is not theirs alone. */
    static final int MAX_UNPACKED_BYTES =
            (int) Math.min(BatchReader.MAX_UNPACKED_BYTES, Runtime.getRuntime().maxMemory() / 8);

    /**
     * Judges what a client sent: nothing in it is believed.
     *
     * @param bytes exactly one batch; its header may be corrected in place
     * @param now milliseconds since 1970
     * @return the batch to append, {@code bytes} itself if nothing had to be packed anew
     * @throws CorruptRecordException if it is not whole, or not what its checksum says
     * @throws InvalidRecordException if it breaks a rule
     * @throws InvalidTimestampException if a record's time lies outside of the topic's window
     */
    public ByteBuffer admitForeign(ByteBuffer bytes, long now) {
        requireWhole(bytes, bytes.position());
        BatchView batch = BatchView.at(bytes);
        if (batch.sizeInBytes() != bytes.remaining()) {
            throw new InvalidRecordException(
                    "A produce request carries exactly one batch per partition; there are %d bytes after the first"
                            .formatted(bytes.remaining() - batch.sizeInBytes()));
        }
        requireLegal(batch);
        long maxTimestamp = requireGoodRecords(batch, now);
        if (batch.maxTimestamp() != maxTimestamp) {
            batch.correctMaxTimestamp(maxTimestamp);
        }
        return finish(batch, now);
    }

    /**
     * Judges what this process wrote with {@link BatchWriter}: its form is good, so the records are looked at only where
     * the topic asks something of each.
     *
     * @param bytes whole batches, one after the other
     * @return the batches to append
     */
    public ByteBuffer admitOwn(ByteBuffer bytes, long now) {
        boolean needsWork = codec != null || timestampType == TimestampType.LOG_APPEND_TIME;
        ByteBuffer admitted = needsWork ? ByteBuffer.allocate(bytes.remaining()) : bytes;
        for (int at = bytes.position(); at < bytes.limit(); ) {
            requireWhole(bytes, at);
            BatchView batch = new BatchView(bytes, at);
            at += batch.sizeInBytes();
            requireOwn(batch, now);
            if (needsWork) {
                admitted = append(admitted, finish(batch, now));
            }
        }
        return needsWork ? admitted.flip() : bytes;
    }

    private void requireOwn(BatchView batch, long now) {
        boolean ownTime = timestampType == TimestampType.CREATE_TIME;
        if (keyRequired || (ownTime && beforeMaxMs != Long.MAX_VALUE)) {
            requireGoodRecords(batch, now);
        } else if (ownTime) {
            requireTimely(batch.maxTimestamp(), now, batch.count() - 1);
        }
    }

    private static void requireWhole(ByteBuffer bytes, int start) {
        if (!BatchView.isWhole(bytes, start, bytes.limit() - start)) {
            throw new CorruptRecordException("%d bytes are not a whole record batch".formatted(bytes.limit() - start));
        }
    }

    private static void requireLegal(BatchView batch) {
        if (batch.magic() != BatchView.MAGIC) {
            throw wrong(batch, "has the format %d; send format 2".formatted(batch.magic()));
        }
        if (!batch.isIntact()) {
            throw new CorruptRecordException(
                    "The %s carries the checksum %08x and has %08x".formatted(batch, batch.crc(), batch.computeCrc()));
        }
        require(batch.count() > 0, batch, "has no record");
        if (batch.lastOffsetDelta() != batch.count() - 1) {
            throw wrong(batch, "spans %d offsets".formatted(batch.lastOffsetDelta() + 1L));
        }
        require(!batch.isControl(), batch, "is a control batch; clients may not write these");
        if (batch.hasProducerId() && batch.baseSequence() < 0) {
            throw wrong(batch, "has a producer id and the sequence " + batch.baseSequence());
        }
        require(
                batch.hasProducerId() || !batch.isTransactional(),
                batch,
                "is of a transaction and has no producer id; call initTransactions first");
        if (batch.timestampType() == TimestampType.LOG_APPEND_TIME) {
            throw new InvalidTimestampException(
                    "The %s claims the timestamp type LogAppendTime, which is for the log to set".formatted(batch));
        }
    }

    /** Reads every record; returns the greatest timestamp. */
    private long requireGoodRecords(BatchView batch, long now) {
        BatchReader reader = new BatchReader(MAX_UNPACKED_BYTES).open(batch);
        long maxTimestamp = BatchView.NO_TIMESTAMP;
        long base = batch.baseOffset();
        for (int index = 0; reader.next(); index++) {
            if (reader.offset()
                    != base + index) { // Not by require: a text for each record would cost more than all the rest.
                throw wrong(
                        batch, "has a record with the offset %d at index %d".formatted(reader.offset() - base, index));
            } else if (!reader.headersAreWhole()) {
                throw wrong(batch, "has a malformed record at index " + index);
            } else if (keyRequired && reader.keySize() < 0) {
                throw wrong(
                        batch,
                        "has no key at index %d, and the topic is compacted: give every record a key".formatted(index));
            }
            if (timestampType == TimestampType.CREATE_TIME) {
                requireTimely(reader.timestamp(), now, index);
            }
            maxTimestamp = Math.max(maxTimestamp, reader.timestamp());
        }
        require(reader.isAtEnd(), batch, "has bytes after its last record");
        return maxTimestamp;
    }

    private void requireTimely(long timestamp, long now, int index) {
        if (timestamp == BatchView.NO_TIMESTAMP) {
            return;
        }
        if (now - timestamp > beforeMaxMs || timestamp - now > afterMaxMs) {
            throw new InvalidTimestampException(
                    "The timestamp %d, at record %d of its batch, is outside of %d before to %d after now (%d); see message.timestamp.before.max.ms and message.timestamp.after.max.ms"
                            .formatted(timestamp, index, beforeMaxMs, afterMaxMs, now));
        }
    }

    private ByteBuffer finish(BatchView batch, long now) {
        BatchView packed = codec == null || codec.id() == batch.codecId() ? batch : BatchView.at(repack(batch, codec));
        if (timestampType == TimestampType.LOG_APPEND_TIME) {
            packed.stampAppendTime(now);
        }
        return packed == batch ? window(batch) : packed.buffer();
    }

    private static ByteBuffer window(BatchView batch) {
        return batch.buffer()
                .duplicate()
                .limit(batch.start() + batch.sizeInBytes())
                .position(batch.start());
    }

    private static ByteBuffer repack(BatchView batch, Codec codec) {
        ByteBuffer plain = new BatchReader(MAX_UNPACKED_BYTES).open(batch).plain();
        ByteBuffer packed = codec.pack(
                plain.array(), plain.arrayOffset() + plain.position(), plain.remaining(), BatchView.HEADER_SIZE);
        packed.put(0, batch.buffer(), batch.start(), BatchView.HEADER_SIZE);
        BatchView.at(packed).correctPacking(packed.limit(), codec.id());
        return packed;
    }

    private static ByteBuffer append(ByteBuffer target, ByteBuffer batch) {
        ByteBuffer roomy = target;
        if (target.remaining() < batch.remaining()) {
            roomy = ByteBuffer.allocate(2 * (target.position() + batch.remaining()))
                    .put(target.flip());
        }
        return roomy.put(batch);
    }

    private static void require(boolean good, BatchView batch, String otherwise) {
        if (!good) {
            throw wrong(batch, otherwise);
        }
    }

    private static InvalidRecordException wrong(BatchView batch, String why) {
        return new InvalidRecordException("The " + batch + " " + why);
    }
}
