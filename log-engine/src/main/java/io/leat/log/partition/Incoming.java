package io.leat.log.partition;

import io.leat.log.record.BatchView;
import java.nio.ByteBuffer;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;

/**
 * What is to be known of batches before a segment is chosen for them.
 *
 * @param bytes of all of them
 * @param maxTimestamp the greatest, -1 if none has one
 * @param lastOffset that the last of them would get
 */
record Incoming(int bytes, long maxTimestamp, long lastOffset) {

    /**
     * Measures the batches from position to limit.
     *
     * @throws RecordTooLargeException if one is larger than {@code max.message.bytes}
     * @throws RecordBatchTooLargeException if they are larger than a segment
     */
    static Incoming of(ByteBuffer batches, long firstOffset, LogConfig config) {
        long timestamp = BatchView.NO_TIMESTAMP;
        long offset = firstOffset;
        for (int at = batches.position(); at < batches.limit(); ) {
            BatchView batch = new BatchView(batches, at);
            int size = batch.sizeInBytes();
            if (size > config.batches().maxBytes()) {
                throw new RecordTooLargeException("A batch of %d bytes is larger than max.message.bytes (%d) allows"
                        .formatted(size, config.batches().maxBytes()));
            }
            timestamp = Math.max(timestamp, batch.maxTimestamp());
            offset += batch.lastOffsetDelta() + 1L;
            at += size;
        }
        if (batches.remaining() > config.segments().bytes()) {
            throw new RecordBatchTooLargeException("An append of %d bytes is larger than segment.bytes (%d) allows"
                    .formatted(batches.remaining(), config.segments().bytes()));
        }
        return new Incoming(batches.remaining(), timestamp, offset - 1);
    }
}
