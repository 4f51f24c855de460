package io.leat.log.clean;

import io.leat.log.segment.AbortedTransaction;
import io.leat.log.segment.Segment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Collects what stays and writes it to a segment in larger pieces. */
final class CleanedWriter {
    private final Segment target;
    private final List<AbortedTransaction> aborted = new ArrayList<>();
    private ByteBuffer pending;

    CleanedWriter(Segment target, int bufferBytes) {
        this.target = target;
        this.pending = ByteBuffer.allocate(bufferBytes);
    }

    /** Takes what stays of a batch; returns its size. */
    int write(Retention.Kept kept) {
        AbortedTransaction index = kept.index();
        if (index != null) {
            aborted.add(index);
        }
        ByteBuffer batch = kept.batch();
        if (batch == null) {
            return 0;
        }
        int size = batch.remaining();
        if (pending.remaining() < size) {
            drain();
        }
        if (pending.capacity() < size) {
            pending = ByteBuffer.allocate(size);
        }
        pending.put(batch);
        return size;
    }

    /** Writes the rest, completes the indexes and makes all of it durable. */
    void finish() {
        drain();
        aborted.forEach(target::append);
        target.complete();
        target.flush();
        target.flushIndexes();
    }

    private void drain() {
        if (pending.position() > 0) {
            if (target.size() + pending.position() > Integer.MAX_VALUE) {
                throw new IllegalStateException(
                        "%s would become larger than a segment can be; it was near that before".formatted(target));
            }
            target.append(pending.flip(), List.of());
            pending.clear();
        }
    }
}
