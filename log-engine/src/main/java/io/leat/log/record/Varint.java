package io.leat.log.record;

/**
 * Kafka's variable-length numbers: zigzag (small negatives stay small), then seven bits a byte, lowest first, the top bit
 * set on all but the last.
 */
final class Varint {

    private Varint() {}

    /** Bytes that {@code value} takes, 1 to 5. */
    static int size(int value) {
        return sizeUnsigned(zigzag(value) & 0xffffffffL);
    }

    /** Bytes that {@code value} takes, 1 to 10. */
    static int size(long value) {
        return sizeUnsigned(zigzag(value));
    }

    /** Writes {@code value} at {@code at} and returns the index after it. */
    static int put(byte[] target, int at, int value) {
        return putUnsigned(target, at, zigzag(value) & 0xffffffffL);
    }

    /** Writes {@code value} at {@code at} and returns the index after it. */
    static int put(byte[] target, int at, long value) {
        return putUnsigned(target, at, zigzag(value));
    }

    private static int zigzag(int value) {
        return value << 1 ^ value >> 31;
    }

    private static long zigzag(long value) {
        return value << 1 ^ value >> 63;
    }

    private static int sizeUnsigned(long bits) {
        return (70 - Long.numberOfLeadingZeros(bits | 1)) / 7;
    }

    /** One and two bytes, which nearly all numbers of a record take, without the loop. */
    private static int putUnsigned(byte[] target, int at, long bits) {
        if ((bits & ~0x7fL) == 0) {
            target[at] = (byte) bits;
            return at + 1;
        }
        if ((bits & ~0x3fffL) == 0) {
            target[at] = (byte) (bits | 0x80);
            target[at + 1] = (byte) (bits >>> 7);
            return at + 2;
        }
        return putLong(target, at, bits);
    }

    private static int putLong(byte[] target, int at, long value) {
        long bits = value;
        int next = at;
        while ((bits & ~0x7fL) != 0) {
            target[next++] = (byte) (bits | 0x80);
            bits >>>= 7;
        }
        target[next] = (byte) bits;
        return next + 1;
    }
}
