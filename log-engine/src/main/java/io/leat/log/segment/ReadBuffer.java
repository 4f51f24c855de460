package io.leat.log.segment;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What one reader of one partition keeps between reads: memory, and where the last read ended, so that reading on needs no
 * index. For one thread; what a read returned is good until the next read with the same buffer.
 */
public final class ReadBuffer {
    private ByteBuffer memory = ByteBuffer.allocate(0);
    private @Nullable Segment segment;
    private long nextOffset;
    private int nextPosition;

    /** Cleared memory of at least {@code bytes} bytes. */
    ByteBuffer atLeast(int bytes) {
        if (memory.capacity() < bytes) {
            memory = ByteBuffer.allocate(bytes);
        }
        return memory.clear();
    }

    /** Where the batch with {@code offset} starts in {@code segment}, if the last read ended there; -1 if not. */
    int position(Segment of, long offset) {
        return of == segment && offset == nextOffset ? nextPosition : -1;
    }

    void endedAt(Segment of, long offset, int position) {
        segment = of;
        nextOffset = offset;
        nextPosition = position;
    }
}
