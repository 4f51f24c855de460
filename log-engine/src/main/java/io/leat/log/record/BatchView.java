package io.leat.log.record;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.apache.kafka.common.record.TimestampType;

/**
 * A batch in a buffer, seen through its header. It holds no copy: the setters write into the buffer, and the view is
 * good for as long as the buffer's bytes stay where they are. The layout is in the package's description.
 */
public final class BatchView {
    /** Bytes before the first record. */
    public static final int HEADER_SIZE = 61;

    /** Bytes that {@link #length} does not count: the base offset and the length itself. */
    public static final int LENGTH_END = 12;

    /** Where the bytes begin that the checksum covers. */
    public static final int CHECKED_FROM = 21;

    /** The producer id of a batch that has no producer id. */
    public static final long NO_PRODUCER_ID = -1;

    /** The sequence of a batch that has no producer id. */
    public static final int NO_SEQUENCE = -1;

    /** The timestamp of a batch whose producer gave none. */
    public static final long NO_TIMESTAMP = -1;

    static final byte MAGIC = 2;
    static final int CRC_AT = 17;
    static final int ATTRIBUTES_AT = CHECKED_FROM;
    static final int CODEC_MASK = 0x07;
    static final int LOG_APPEND_TIME = 0x08;
    static final int TRANSACTIONAL = 0x10;
    static final int CONTROL = 0x20;
    static final int DELETE_HORIZON = 0x40;

    private final ByteBuffer bytes;
    private final int start;

    /** The batch that starts at index {@code start} of {@code bytes}; at least {@link #HEADER_SIZE} bytes must be there. */
    public BatchView(ByteBuffer bytes, int start) {
        this.bytes = bytes;
        this.start = start;
    }

    /** The batch at the position of {@code bytes}. */
    public static BatchView at(ByteBuffer bytes) {
        return new BatchView(bytes, bytes.position());
    }

    public ByteBuffer buffer() {
        return bytes;
    }

    /** Where in the buffer it starts. */
    public int start() {
        return start;
    }

    public long baseOffset() {
        return bytes.getLong(start);
    }

    /** Bytes after the length field, as the batch itself says; not to be trusted before {@link #isWhole}. */
    public int length() {
        return bytes.getInt(start + 8);
    }

    /** Bytes of the whole batch, as the batch itself says. */
    public int sizeInBytes() {
        return LENGTH_END + length();
    }

    public int leaderEpoch() {
        return bytes.getInt(start + 12);
    }

    public byte magic() {
        return bytes.get(start + 16);
    }

    /** The checksum that the batch carries. */
    public int crc() {
        return bytes.getInt(start + CRC_AT);
    }

    public int attributes() {
        return bytes.getShort(start + ATTRIBUTES_AT);
    }

    public int lastOffsetDelta() {
        return bytes.getInt(start + 23);
    }

    public long lastOffset() {
        return baseOffset() + lastOffsetDelta();
    }

    /** The offset after the last one. */
    public long nextOffset() {
        return lastOffset() + 1;
    }

    /** What the records' timestamps are relative to; the delete horizon if {@link #hasDeleteHorizon}. */
    public long baseTimestamp() {
        return bytes.getLong(start + 27);
    }

    public long maxTimestamp() {
        return bytes.getLong(start + 35);
    }

    public long producerId() {
        return bytes.getLong(start + 43);
    }

    public boolean hasProducerId() {
        return producerId() > NO_PRODUCER_ID;
    }

    public short producerEpoch() {
        return bytes.getShort(start + 51);
    }

    public int baseSequence() {
        return bytes.getInt(start + 53);
    }

    /** The sequence of the last record. Sequences are 31 bits wide and wrap to zero, never to a negative. */
    public int lastSequence() {
        int base = baseSequence();
        return base == NO_SEQUENCE ? NO_SEQUENCE : (base + lastOffsetDelta()) & Integer.MAX_VALUE;
    }

    /** Number of records, which compaction may have made smaller than the span of offsets. */
    public int count() {
        return bytes.getInt(start + 57);
    }

    /** 0 none, 1 gzip, 2 snappy, 3 lz4, 4 zstd; others are not defined. */
    public int codecId() {
        return attributes() & CODEC_MASK;
    }

    public boolean isCompressed() {
        return codecId() != 0;
    }

    public TimestampType timestampType() {
        return (attributes() & LOG_APPEND_TIME) != 0 ? TimestampType.LOG_APPEND_TIME : TimestampType.CREATE_TIME;
    }

    public boolean isTransactional() {
        return (attributes() & TRANSACTIONAL) != 0;
    }

    /** Whether it holds transaction markers or the like, which no consumer sees. */
    public boolean isControl() {
        return (attributes() & CONTROL) != 0;
    }

    public boolean hasDeleteHorizon() {
        return (attributes() & DELETE_HORIZON) != 0;
    }

    /** Whether compaction gave it a delete horizon that has come by {@code now}: its tombstones and markers may go. */
    public boolean isPastDeleteHorizon(long now) {
        return hasDeleteHorizon() && baseTimestamp() <= now;
    }

    /** Whether {@code available} bytes, from its start, hold a header and all that its length promises (R3). */
    public static boolean isWhole(ByteBuffer bytes, int start, int available) {
        if (available < HEADER_SIZE) {
            return false;
        }
        int length = bytes.getInt(start + 8);
        return length >= HEADER_SIZE - LENGTH_END && length <= available - LENGTH_END;
    }

    /** The checksum of its bytes, to be compared with {@link #crc}. The batch must be whole. */
    public int computeCrc() {
        CRC32C crc = new CRC32C();
        crc.update(bytes.duplicate().limit(start + sizeInBytes()).position(start + ATTRIBUTES_AT));
        return (int) crc.getValue();
    }

    /** Whether its bytes are those that were written. The batch must be whole. */
    public boolean isIntact() {
        return isOfThisFormat() && crc() == computeCrc();
    }

    /** Whether its header is one of the format that is written and read here, magic 2. */
    public boolean isOfThisFormat() {
        return magic() == MAGIC;
    }

    /** Gives it its place in the log. R2 makes this free. */
    public void place(long baseOffset, int leaderEpoch) {
        bytes.putLong(start, baseOffset);
        bytes.putInt(start + 12, leaderEpoch);
    }

    /** Stamps it with the time of its append: each record then has that time. Hashes it again. */
    public void stampAppendTime(long now) {
        bytes.putShort(start + ATTRIBUTES_AT, (short) (attributes() | LOG_APPEND_TIME));
        bytes.putLong(start + 35, now);
        bytes.putInt(start + CRC_AT, computeCrc());
    }

    /** Sets the greatest timestamp to what the records say. Hashes it again. */
    void correctMaxTimestamp(long maxTimestamp) {
        bytes.putLong(start + 35, maxTimestamp);
        bytes.putInt(start + CRC_AT, computeCrc());
    }

    /** Sets size and codec after its records were packed anew. Hashes it again. */
    void correctPacking(int sizeInBytes, int codecId) {
        bytes.putInt(start + 8, sizeInBytes - LENGTH_END);
        bytes.putShort(start + ATTRIBUTES_AT, (short) ((attributes() & ~CODEC_MASK) | codecId));
        bytes.putInt(start + CRC_AT, computeCrc());
    }

    /** Sets what depends on its records after some of them were left out. Hashes it again, and returns its buffer. */
    ByteBuffer correctContent(int sizeInBytes, int attributes, long baseTimestamp, long maxTimestamp, int count) {
        bytes.putInt(start + 8, sizeInBytes - LENGTH_END);
        bytes.putShort(start + ATTRIBUTES_AT, (short) attributes);
        bytes.putLong(start + 27, baseTimestamp);
        bytes.putLong(start + 35, maxTimestamp);
        bytes.putInt(start + 57, count);
        bytes.putInt(start + CRC_AT, computeCrc());
        return bytes;
    }

    /** Its bytes, without a copy. */
    public ByteBuffer slice() {
        return bytes.slice(start, sizeInBytes());
    }

    @Override
    public String toString() {
        return "batch of offsets %d to %d, %d records, %d bytes"
                .formatted(baseOffset(), lastOffset(), count(), sizeInBytes());
    }
}
