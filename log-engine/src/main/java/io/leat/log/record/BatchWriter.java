package io.leat.log.record;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * Builds one batch at a time, straight into bytes. Made for the sender's inner loop: a record costs its bytes, no object,
 * no checksum and no clock; header, compression and CRC come once, at {@link #close}. For one thread.
 *
 * <pre>
 *   writer.reset();
 *   writer.append(timestamp, key, value, headers);   // as often as wanted
 *   ByteBuffer batch = writer.close();               // good until the next reset
 * </pre>
 */
public final class BatchWriter {
    /** What a record adds at most to its key, value and headers: length, attributes, timestamp, offset, and their sizes. */
    private static final int RECORD_OVERHEAD = 5 + 1 + 10 + 5 + 5 + 5 + 5;

    private static final Header[] NO_HEADERS = {};

    private final Codec codec;
    private byte[] buffer;
    private int end = BatchView.HEADER_SIZE;
    private int count;
    private long baseTimestamp;
    private long maxTimestamp = BatchView.NO_TIMESTAMP;
    private long producerId = BatchView.NO_PRODUCER_ID;
    private short producerEpoch = -1;
    private int baseSequence = BatchView.NO_SEQUENCE;
    private int flags;

    /**
     * @param codec how the records are compressed at {@link #close}
     * @param capacity bytes to begin with; the buffer grows as needed and is kept from batch to batch
     */
    public BatchWriter(Codec codec, int capacity) {
        this.codec = codec;
        this.buffer = new byte[Math.max(capacity, BatchView.HEADER_SIZE + RECORD_OVERHEAD)];
    }

    /** Adds a record. The arrays are copied. */
    public void append(long timestamp, byte @Nullable [] key, byte @Nullable [] value) {
        append(timestamp, key, value, NO_HEADERS);
    }

    /** Adds a record. The arrays are copied. */
    public void append(long timestamp, byte @Nullable [] key, byte @Nullable [] value, Header[] headers) {
        if (count == 0) {
            baseTimestamp = timestamp;
        }
        long timestampDelta = timestamp - baseTimestamp;
        int headersSize = headers.length == 0 ? 1 : headersSize(headers);
        int body = 1
                + Varint.size(timestampDelta)
                + Varint.size(count)
                + sizeWithLength(key)
                + sizeWithLength(value)
                + headersSize;
        ensure(body + 5);
        byte[] target = buffer;
        int at = Varint.put(target, end, body);
        target[at++] = 0; // Record attributes: none are defined.
        at = Varint.put(target, at, timestampDelta);
        at = Varint.put(target, at, count);
        at = putWithLength(target, at, key);
        at = putWithLength(target, at, value);
        if (headers.length == 0) {
            target[at++] = 0;
        } else {
            at = putHeaders(target, at, headers);
        }
        end = at;
        count++;
        if (timestamp > maxTimestamp) {
            maxTimestamp = timestamp;
        }
    }

    /** Marks the batch as of an idempotent producer. {@code baseSequence} is the sequence of its first record. */
    public void producer(long id, short epoch, int baseSequence) {
        this.producerId = id;
        this.producerEpoch = epoch;
        this.baseSequence = baseSequence;
    }

    /** Marks the batch as part of a transaction of its producer. */
    public void transactional() {
        flags |= BatchView.TRANSACTIONAL;
    }

    /** Marks the batch as one of markers, which no consumer sees. */
    public void control() {
        flags |= BatchView.CONTROL;
    }

    /** Number of records so far. */
    public int count() {
        return count;
    }

    /** Bytes so far, before compression, the header included. */
    public int sizeInBytes() {
        return end;
    }

    /** The most that a record can add to {@link #sizeInBytes}. */
    public static int sizeAtMost(byte @Nullable [] key, byte @Nullable [] value, Header[] headers) {
        int size = RECORD_OVERHEAD + (key == null ? 0 : key.length) + (value == null ? 0 : value.length);
        return headers.length == 0 ? size : size + headersSize(headers);
    }

    /**
     * Finishes the batch: base offset 0, leader epoch -1, everything else as it will stay. Uncompressed, the result is
     * this writer's own memory: append it to the log before {@link #reset}.
     *
     * @throws IllegalStateException if there is no record
     */
    public ByteBuffer close() {
        if (count == 0) {
            throw new IllegalStateException("a batch has at least one record");
        }
        ByteBuffer batch = codec.id() == 0
                ? ByteBuffer.wrap(buffer, 0, end)
                : codec.compress(buffer, BatchView.HEADER_SIZE, end - BatchView.HEADER_SIZE, BatchView.HEADER_SIZE);
        putHeader(batch);
        return batch;
    }

    /** Forgets all but the buffer: the next batch begins. */
    public void reset() {
        end = BatchView.HEADER_SIZE;
        count = 0;
        maxTimestamp = BatchView.NO_TIMESTAMP;
        producer(BatchView.NO_PRODUCER_ID, (short) -1, BatchView.NO_SEQUENCE);
        flags = 0;
    }

    private void putHeader(ByteBuffer batch) {
        batch.putLong(0, 0);
        batch.putInt(8, batch.limit() - BatchView.LENGTH_END);
        batch.putInt(12, -1);
        batch.put(16, BatchView.MAGIC);
        batch.putShort(BatchView.ATTRIBUTES_AT, (short) (codec.id() | flags));
        batch.putInt(23, count - 1);
        batch.putLong(27, baseTimestamp);
        batch.putLong(35, maxTimestamp);
        batch.putLong(43, producerId);
        batch.putShort(51, producerEpoch);
        batch.putInt(53, baseSequence);
        batch.putInt(57, count);
        batch.putInt(BatchView.CRC_AT, BatchView.at(batch).computeCrc());
    }

    private void ensure(int bytes) {
        if (buffer.length - end < bytes) {
            buffer = Arrays.copyOf(buffer, (int)
                    Math.min(Integer.MAX_VALUE - 8, Math.max(2L * buffer.length, (long) end + bytes)));
        }
    }

    private static int sizeWithLength(byte @Nullable [] bytes) {
        return bytes == null ? 1 : Varint.size(bytes.length) + bytes.length;
    }

    private static int putWithLength(byte[] target, int at, byte @Nullable [] bytes) {
        if (bytes == null) {
            target[at] = 1; // The zigzag of -1.
            return at + 1;
        }
        int start = Varint.put(target, at, bytes.length);
        System.arraycopy(bytes, 0, target, start, bytes.length);
        return start + bytes.length;
    }

    private static int headersSize(Header[] headers) {
        int size = Varint.size(headers.length);
        for (Header header : headers) {
            size += sizeWithLength(header.key().getBytes(UTF_8)) + sizeWithLength(header.value());
        }
        return size;
    }

    private static int putHeaders(byte[] target, int start, Header[] headers) {
        int at = Varint.put(target, start, headers.length);
        for (Header header : headers) {
            at = putWithLength(target, at, header.key().getBytes(UTF_8));
            at = putWithLength(target, at, header.value());
        }
        return at;
    }
}
