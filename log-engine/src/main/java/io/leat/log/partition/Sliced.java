package io.leat.log.partition;

import io.leat.log.segment.AbortedTransaction;
import io.leat.log.segment.Slice;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a read for a reader elsewhere found; as {@link Fetched}, but the bytes are still in their file, and not verified.
 *
 * @param slice null if there is nothing yet
 * @param aborted transactions of which a reader of committed records passes over the batches
 */
public record Sliced(
        @Nullable Slice slice,
        long highWatermark,
        long lastStableOffset,
        long logStartOffset,
        List<AbortedTransaction> aborted) {}
