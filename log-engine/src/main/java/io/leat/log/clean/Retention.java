package io.leat.log.clean;

import io.leat.log.partition.LastOfProducer;
import io.leat.log.record.BatchReader;
import io.leat.log.record.BatchThinner;
import io.leat.log.record.BatchThinner.Emptied;
import io.leat.log.record.BatchView;
import io.leat.log.segment.AbortedTransaction;
import java.nio.ByteBuffer;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What of each batch stays, in one cleaning. Pure; batches come in their order.
 *
 * <table><caption>What stays</caption>
 * <tr><td>the newest record of a key, and what is newer than the map tells of
 * <tr><td>a tombstone, until its delete horizon
 * <tr><td>a marker, while anything of its transaction was there, and then until its delete horizon
 * <tr><td>the last batch of each producer, and the last batch of each segment, if need be emptied: where a segment ends before the next one
 * begins, a recovery takes the rest for lost
 * </table>
 */
final class Retention {
    private final OffsetMap newest;
    private final TransactionsRead transactions;
    private final Map<Long, LastOfProducer> producers;
    private final long now;
    private final long horizon;
    private final BatchThinner thinner = new BatchThinner();
    private boolean horizonPassed;

    /**
     * @param producers what must be left of each, by its id
     * @param deleteRetentionMs how long what may go stays after it was first seen here
     */
    Retention(
            OffsetMap newest,
            TransactionsRead transactions,
            Map<Long, LastOfProducer> producers,
            long now,
            long deleteRetentionMs) {
        this.newest = newest;
        this.transactions = transactions;
        this.producers = producers;
        this.now = now;
        this.horizon = now + Math.min(deleteRetentionMs, Long.MAX_VALUE - now);
    }

    /**
     * What stays.
     *
     * @param batch null if nothing does
     * @param index the aborted transaction that readers must still be told of, if this is its marker
     */
    record Kept(@Nullable ByteBuffer batch, @Nullable AbortedTransaction index) {}

    /** Decides on the next batch; {@code end} is where the segment ends that it is written to. */
    Kept keep(BatchView batch, long end) {
        TransactionsRead.Role role = transactions.read(batch);
        horizonPassed = batch.isPastDeleteHorizon(now);
        boolean dropsAll = role.gone() && (!batch.isControl() || horizonPassed);
        boolean keepsAll = batch.isControl() && !dropsAll;
        ByteBuffer kept = thinner.thin(
                batch,
                record -> keepsAll || (!dropsAll && keeps(record)),
                mustStay(batch, end) ? Emptied.KEEP : Emptied.DROP,
                role.gone() && batch.isControl(),
                horizon);
        return new Kept(kept, role.index());
    }

    private boolean keeps(BatchReader record) {
        if (record.offset() > newest.latest()) {
            return true;
        }
        byte[] key = record.key();
        return key != null && record.offset() >= newest.get(key) && (record.valueSize() >= 0 || !horizonPassed);
    }

    private boolean mustStay(BatchView batch, long end) {
        return batch.nextOffset() == end || (batch.hasProducerId() && isLastOfProducer(batch));
    }

    private boolean isLastOfProducer(BatchView batch) {
        LastOfProducer last = producers.get(batch.producerId());
        if (last == null) {
            return false; // It is forgotten: its next batch is taken as it comes.
        }
        return last.lastDataOffset() >= 0
                ? batch.lastOffset() == last.lastDataOffset()
                : batch.isControl() && batch.producerEpoch() == last.epoch();
    }
}
