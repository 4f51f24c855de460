package io.leat.log.api;

import java.nio.ByteBuffer;
import org.apache.kafka.common.errors.InvalidRequestException;
import org.apache.kafka.common.protocol.ByteBufferAccessor;

/**
 * Reads the fields of a request, and so many at most. Each becomes an object or a part of one, of which the smallest take ten times what
 * they take in the request: without a bound, a request of allowed size that is an array of empty names fills the heap.
 */
final class Fields extends ByteBufferAccessor {
    private static final int LEAST = 100_000;
    private static final int HEAP_BYTES_PER_FIELD = 512;

    private int left;

    Fields(ByteBuffer bytes) {
        this(bytes, most(Runtime.getRuntime().maxMemory()));
    }

    Fields(ByteBuffer bytes, int most) {
        super(bytes);
        this.left = most;
    }

    /** How many a request may have in a heap of so many bytes. */
    static int most(long heapBytes) {
        return (int) Math.max(LEAST, Math.min(Integer.MAX_VALUE, heapBytes / HEAP_BYTES_PER_FIELD));
    }

    /** What the length of an array is held against, before there is an array. */
    @Override
    public int remaining() {
        return Math.min(left, super.remaining());
    }

    @Override
    public byte readByte() {
        count();
        return super.readByte();
    }

    @Override
    public short readShort() {
        count();
        return super.readShort();
    }

    @Override
    public int readInt() {
        count();
        return super.readInt();
    }

    @Override
    public long readLong() {
        count();
        return super.readLong();
    }

    @Override
    public double readDouble() {
        count();
        return super.readDouble();
    }

    @Override
    public int readUnsignedVarint() {
        count();
        return super.readUnsignedVarint();
    }

    @Override
    public int readVarint() {
        count();
        return super.readVarint();
    }

    @Override
    public long readVarlong() {
        count();
        return super.readVarlong();
    }

    private void count() {
        if (--left < 0) {
            throw new InvalidRequestException("it has more fields than one request may have with this heap");
        }
    }
}
