package io.leat.log.record;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.utils.BufferSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads the records of a batch, one after the other, straight from its bytes. Nothing is made for a record but what is
 * asked for: {@link #key}, {@link #value}, {@link #headers} copy. For one thread; reuse it from batch to batch.
 *
 * <pre>
 *   reader.open(batch);
 *   while (reader.next()) { use(reader.offset(), reader.timestamp(), reader.key(), reader.value()); }
 * </pre>
 *
 * <p>It trusts no size in the bytes (R3): a record that leaves its bounds is an {@link InvalidRecordException}. Whether the
 * bytes are those that were written is for {@link BatchView#isIntact} to say.
 */
public final class BatchReader {
    /** The most that a batch may unpack to, unless told otherwise: far above any sensible batch, far below a heap. */
    public static final int MAX_UNPACKED_BYTES = 128 * 1024 * 1024;

    private static final Header[] NO_HEADERS = {};

    private final int maxUnpackedBytes;
    private final BufferSupplier buffers = BufferSupplier.create();

    private byte[] bytes = {};
    private int start;
    private int at;
    private int limit;
    private int remaining;
    private long baseOffset;
    private long baseTimestamp;
    private long appendTime;
    private boolean hasAppendTime;

    private long offset;
    private long timestamp;
    private int bodyAt;
    private int keyAt;
    private int keySize;
    private int valueAt;
    private int valueSize;
    private int headerCount;
    private int headersAt;
    private int recordEnd;

    public BatchReader() {
        this(MAX_UNPACKED_BYTES);
    }

    public BatchReader(int maxUnpackedBytes) {
        this.maxUnpackedBytes = maxUnpackedBytes;
    }

    /** Starts at the first record of {@code batch}, which must be whole; unpacks it if it is compressed. */
    public BatchReader open(BatchView batch) {
        baseOffset = batch.baseOffset();
        baseTimestamp = batch.baseTimestamp();
        appendTime = batch.maxTimestamp();
        hasAppendTime = batch.timestampType() == TimestampType.LOG_APPEND_TIME;
        remaining = batch.count();
        ByteBuffer records = batch.buffer()
                .duplicate()
                .limit(batch.start() + batch.sizeInBytes())
                .position(batch.start() + BatchView.HEADER_SIZE);
        if (batch.isCompressed()) {
            over(Codec.ofBatch(batch).decompress(records, maxUnpackedBytes, buffers));
        } else if (records.hasArray()) {
            over(records);
        } else {
            over(ByteBuffer.allocate(records.remaining()).put(records).flip());
        }
        return this;
    }

    /** Moves to the next record; false after the last. */
    public boolean next() {
        if (remaining == 0) {
            return false;
        }
        remaining--;
        int size = varint();
        if (size < 0 || size > limit - at) {
            throw outOfBounds("record size", size);
        }
        recordEnd = at + size;
        at++; // Attributes: none are defined.
        long timestampDelta = varlong();
        offset = baseOffset + varint();
        timestamp = hasAppendTime ? appendTime : baseTimestamp + timestampDelta;
        bodyAt = at;
        keySize = field("key size");
        keyAt = at;
        at += Math.max(keySize, 0);
        valueSize = field("value size");
        valueAt = at;
        at += Math.max(valueSize, 0);
        headerCount = varint();
        headersAt = at;
        if (headerCount < 0 || at > recordEnd) {
            throw outOfBounds("header count", headerCount);
        }
        at = recordEnd;
        return true;
    }

    public long offset() {
        return offset;
    }

    /** Milliseconds since 1970; the time of the append if the batch says so. */
    public long timestamp() {
        return timestamp;
    }

    /** Bytes of the key, -1 if there is none. */
    public int keySize() {
        return keySize;
    }

    /** Bytes of the value, -1 if there is none. */
    public int valueSize() {
        return valueSize;
    }

    /** A copy of the key; null if there is none. */
    public byte @Nullable [] key() {
        return keySize < 0 ? null : Arrays.copyOfRange(bytes, keyAt, keyAt + keySize);
    }

    /** A copy of the value; null if there is none. */
    public byte @Nullable [] value() {
        return valueSize < 0 ? null : Arrays.copyOfRange(bytes, valueAt, valueAt + valueSize);
    }

    public int headerCount() {
        return headerCount;
    }

    /** The headers, in their order. */
    public Header[] headers() {
        if (headerCount == 0) {
            return NO_HEADERS;
        }
        if (headerCount > (recordEnd - headersAt) / 2) {
            throw outOfBounds("header count", headerCount); // Each takes two bytes at least.
        }
        int resume = at;
        at = headersAt;
        Header[] headers = new Header[headerCount];
        for (int i = 0; i < headerCount; i++) {
            headers[i] = header();
        }
        at = resume;
        return headers;
    }

    /** Goes back to before the first of the {@code count} records of the batch that is open. */
    void rewind(int count) {
        at = start;
        remaining = count;
    }

    /** Whether the records read so far are all that the bytes hold. */
    boolean isAtEnd() {
        return remaining == 0 && at == limit;
    }

    /** Whether the headers of the current record are well formed and end where the record ends. */
    boolean headersAreWhole() {
        if (headerCount == 0) {
            return headersAt == recordEnd;
        }
        int resume = at;
        at = headersAt;
        for (int i = 0; i < headerCount; i++) {
            int keyLength = requiredField("header key size"); // Moves on by itself: "at += …" would forget that.
            at += keyLength;
            int valueLength = field("header value size");
            at += Math.max(valueLength, 0);
        }
        boolean whole = at == recordEnd;
        at = resume;
        return whole;
    }

    /** Bytes of the current record from its key's size on: all that does not depend on its place in a batch. */
    int bodySize() {
        return recordEnd - bodyAt;
    }

    /** Copies the bytes that {@link #bodySize} counts to {@code target}. */
    void copyBody(byte[] target, int to) {
        System.arraycopy(bytes, bodyAt, target, to, recordEnd - bodyAt);
    }

    /** The bytes of all records, unpacked. */
    ByteBuffer plain() {
        return ByteBuffer.wrap(bytes, start, limit - start);
    }

    private void over(ByteBuffer records) {
        bytes = records.array();
        start = records.arrayOffset() + records.position();
        limit = start + records.remaining();
        at = start;
    }

    private Header header() {
        int size = requiredField("header key size");
        String key = new String(bytes, at, size, UTF_8);
        at += size;
        int valueSize = field("header value size");
        if (valueSize < 0) {
            return new RecordHeader(key, null);
        }
        byte[] value = Arrays.copyOfRange(bytes, at, at + valueSize);
        at += valueSize;
        return new RecordHeader(key, value);
    }

    private int requiredField(String name) {
        int size = field(name);
        if (size < 0) {
            throw outOfBounds(name, size);
        }
        return size;
    }

    /** The size of the field that starts here: -1 for null, and never more than the record has left. */
    private int field(String name) {
        int size = varint();
        if (size < -1 || size > recordEnd - at) {
            throw outOfBounds(name, size);
        }
        return size;
    }

    /** One and two bytes, which nearly all numbers of a record take, without the loop. */
    private int varint() {
        byte[] source = bytes;
        int from = at;
        int bits;
        if (from < limit && source[from] >= 0) {
            bits = source[from];
            at = from + 1;
        } else if (from + 1 < limit && source[from + 1] >= 0) {
            bits = (source[from] & 0x7f) | source[from + 1] << 7;
            at = from + 2;
        } else {
            bits = (int) unsigned(28);
        }
        return bits >>> 1 ^ -(bits & 1);
    }

    private long varlong() {
        long bits;
        if (at < limit && bytes[at] >= 0) {
            bits = bytes[at++];
        } else {
            bits = unsigned(63);
        }
        return bits >>> 1 ^ -(bits & 1);
    }

    private long unsigned(int lastShift) {
        long bits = 0;
        for (int shift = 0; shift <= lastShift; shift += 7) {
            if (at >= limit) {
                throw outOfBounds("number at", at);
            }
            byte next = bytes[at++];
            bits |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return bits;
            }
        }
        throw outOfBounds("number with too many bytes at", at);
    }

    private InvalidRecordException outOfBounds(String what, int value) {
        return new InvalidRecordException(
                "The batch at offset %d is malformed: %s %d does not fit in it, %d records before its end"
                        .formatted(baseOffset, what, value, remaining + 1));
    }
}
