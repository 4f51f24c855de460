package io.leat.log.partition;

import java.nio.ByteBuffer;

/**
 * What a read found.
 *
 * @param batches whole batches from position to limit, checksums verified, the first of which holds the offset that was asked
 *     for: the reader skips the records before it. Empty if there is nothing yet. Good until the next read with the same
 *     {@code ReadBuffer}
 * @param highWatermark the end of what may be read
 * @param lastStableOffset the end of what a reader of committed records may read
 * @param logStartOffset the first offset there still is
 * @param aborted which batches a reader of committed records passes over; none if it did not ask for committed ones
 */
public record Fetched(
        ByteBuffer batches, long highWatermark, long lastStableOffset, long logStartOffset, AbortedBatches aborted) {}
