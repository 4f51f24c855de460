package io.leat.log.clean;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * The newest offset of each key, in 24 bytes a key whatever its size: the 16 bytes of its MD5 stand for it. Open addressing: the
 * first slots to look at come from the hash itself, then one after the other. For one thread.
 */
final class OffsetMap {
    /** Bytes of one slot: the hash, and the offset. */
    static final int SLOT = HashBytes.SIZE + Long.BYTES;

    private final ByteBuffer slots;
    private final int count;
    private final int capacity;
    private final MessageDigest digest;
    private final byte[] hash = new byte[HashBytes.SIZE];
    private final byte[] empty = new byte[HashBytes.SIZE];
    private int size;
    private long latest = -1;

    private static final class HashBytes {
        static final int SIZE = 16;
    }

    /**
     * A map for {@code keys} different keys, or fewer if the memory is not enough.
     *
     * @param keys how many there are at most
     * @param maxBytes of memory, {@code log.cleaner.dedupe.buffer.size}
     * @param loadFactor how full it may get, {@code log.cleaner.io.buffer.load.factor}
     */
    OffsetMap(long keys, long maxBytes, double loadFactor) {
        this(keys, maxBytes, loadFactor, md5());
    }

    /** As the public one, with another way to hash, for a test of keys that meet. */
    OffsetMap(long keys, long maxBytes, double loadFactor, MessageDigest digest) {
        long wanted = (long) Math.ceil(Math.max(1, keys) / loadFactor) + 1;
        this.count = (int) Math.max(2, Math.min(wanted, Math.min(maxBytes, Integer.MAX_VALUE - 64) / SLOT));
        this.capacity =
                Math.max(1, Math.min((int) (count * loadFactor), count - 1)); // One stays free, to end a search.
        this.slots = ByteBuffer.allocate(count * SLOT);
        this.digest = digest;
    }

    /**
     * Notes that the newest record of {@code key} so far is at {@code offset}; offsets come in their order.
     *
     * @return false if there is no room: then nothing is noted
     */
    boolean put(byte[] key, long offset) {
        int slot = find(key);
        if (isFree(slot)) {
            if (size == capacity) {
                return false;
            }
            size++;
            slots.put(slot * SLOT, hash);
        }
        slots.putLong(slot * SLOT + HashBytes.SIZE, offset);
        latest = offset;
        return true;
    }

    /** The newest offset of {@code key}; -1 if it was not seen. */
    long get(byte[] key) {
        int slot = find(key);
        return isFree(slot) ? -1 : slots.getLong(slot * SLOT + HashBytes.SIZE);
    }

    /** Notes that all offsets up to {@code offset} were looked at, whether there was a key or not. */
    void covered(long offset) {
        latest = Math.max(latest, offset);
    }

    /** The last offset that the map tells of; what comes after it is not known. */
    long latest() {
        return latest;
    }

    /** Different keys. */
    int size() {
        return size;
    }

    /** Different keys that there is room for. */
    int capacity() {
        return capacity;
    }

    /** The slot that {@link #hash} of {@code key} is in, or a free one. */
    private int find(byte[] key) {
        byte[] hashed = digest.digest(key);
        System.arraycopy(hashed, 0, hash, 0, HashBytes.SIZE);
        if (Arrays.equals(hash, empty)) {
            hash[0] = 1; // All zeroes mean a free slot.
        }
        for (int probe = 0; ; probe++) {
            int slot = slot(probe);
            if (isFree(slot) || holds(slot)) {
                return slot;
            }
        }
    }

    /** The slot to look at next: four bytes of the hash at each place in it, then one slot after the other. */
    private int slot(int probe) {
        int last = HashBytes.SIZE - Integer.BYTES;
        int bits = ByteBuffer.wrap(hash).getInt(Math.min(probe, last)) & Integer.MAX_VALUE;
        return (int) (((long) bits + Math.max(0, probe - last)) % count);
    }

    private boolean isFree(int slot) {
        return Arrays.equals(slots.array(), slot * SLOT, slot * SLOT + HashBytes.SIZE, empty, 0, HashBytes.SIZE);
    }

    private boolean holds(int slot) {
        return Arrays.equals(slots.array(), slot * SLOT, slot * SLOT + HashBytes.SIZE, hash, 0, HashBytes.SIZE);
    }

    private static MessageDigest md5() {
        try {
            return MessageDigest.getInstance(
                    "MD5"); // Not against attackers: it is short, and keys do not meet by chance.
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has MD5", e);
        }
    }
}
