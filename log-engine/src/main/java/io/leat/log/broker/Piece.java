package io.leat.log.broker;

import io.leat.log.partition.Origin;
import io.leat.log.record.BatchView;
import java.nio.ByteBuffer;

/** A {@link Part} and who made it. */
record Piece(Partition partition, ByteBuffer batches, Origin origin) {

    /** The number of offsets the batches take. */
    long span() {
        long span = 0;
        for (int at = batches.position(); at < batches.limit(); ) {
            if (!BatchView.isWhole(batches, at, batches.limit() - at)) {
                throw new IllegalArgumentException("The part for " + partition + " does not end with a whole batch");
            }
            BatchView batch = new BatchView(batches, at);
            span += batch.lastOffsetDelta() + 1;
            at += batch.sizeInBytes();
        }
        return span;
    }

    /** Whether it is one batch, which the log appends whole or not at all by itself. */
    boolean single() {
        return BatchView.isWhole(batches, batches.position(), batches.remaining())
                && BatchView.at(batches).sizeInBytes() == batches.remaining();
    }
}
