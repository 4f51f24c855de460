package io.leat.log.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;

/** The bytes of a file of {@link FaultyDisk}, and what of them is durable. */
final class MemoryFile {
    private static final int SECTOR = 512;

    private final FaultyDisk disk;
    private byte[] bytes = {};
    private int size;
    private byte[] durable = {};

    /** How many bytes at the start are as they were at the last flush. */
    private int same;

    MemoryFile(FaultyDisk disk) {
        this.disk = disk;
    }

    synchronized long size() {
        return size;
    }

    /** Appends what fits; the first bytes of it if the disk is full, as a real one does. */
    synchronized void append(ByteBuffer source) throws IOException {
        int wanted = source.remaining();
        int fit = disk.take(wanted);
        if (bytes.length < size + fit) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + fit));
        }
        source.get(bytes, size, fit);
        size += fit;
        if (fit < wanted) {
            throw new IOException("No space left on device");
        }
    }

    synchronized int read(ByteBuffer target, long position) {
        int count = (int) Math.max(0, Math.min(target.remaining(), size - position));
        target.put(bytes, (int) Math.min(position, size), count);
        return count;
    }

    synchronized void truncate(long newSize) {
        disk.give(Math.max(0, size - newSize));
        size = (int) Math.min(size, newSize);
        same = Math.min(same, size);
    }

    synchronized void flush() throws IOException {
        disk.requireFlushing();
        if (durable.length != size || same < size) {
            byte[] now = Arrays.copyOf(durable, size);
            System.arraycopy(bytes, same, now, same, size - same);
            durable = now;
            same = size;
        }
    }

    synchronized void flip(long bit) {
        bytes[(int) (bit / 8)] ^= (byte) (1 << bit % 8);
        if (bit / 8 < durable.length && bit / 8 < same) {
            durable[(int) (bit / 8)] = bytes[(int) (bit / 8)];
        }
    }

    /** After a power cut: the durable bytes, or those plus some of what was written since, parts of it never written. */
    synchronized void loseUnflushed(Random random) {
        if (same == durable.length && size > same && random.nextBoolean()) {
            int kept = same + random.nextInt(size - same + 1);
            if (kept > same && random.nextBoolean()) {
                int hole = same + random.nextInt(kept - same);
                Arrays.fill(bytes, hole, Math.min(kept, hole + SECTOR), (byte) 0);
            }
            size = kept;
        } else {
            bytes = durable.clone();
            size = durable.length;
        }
        durable = Arrays.copyOf(bytes, size);
        same = size;
    }
}
