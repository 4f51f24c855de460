package io.leat.log.clean;

import io.leat.log.record.BatchView;
import io.leat.log.record.EndMarker;
import io.leat.log.segment.AbortedTransaction;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Follows the transactions of a partition while its batches are read in order: which batches are of aborted ones, and which markers
 * are of transactions that nothing is left of. Its state goes from segment to segment: a transaction may span many.
 */
final class TransactionsRead {
    private final PriorityQueue<AbortedTransaction> ahead =
            new PriorityQueue<>(Comparator.comparingLong(AbortedTransaction::firstOffset));
    private final Map<Long, Aborted> aborted = new HashMap<>();
    private final Set<Long> committed = new HashSet<>();

    private static final class Aborted {
        final AbortedTransaction transaction;
        boolean seen;

        Aborted(AbortedTransaction transaction) {
            this.transaction = transaction;
        }
    }

    /**
     * What a batch is to its transaction.
     *
     * @param gone whether nothing needs its records: they are aborted, or it is a marker behind which there is no record
     * @param index the aborted transaction that readers must still be told of, if it is the marker of one
     */
    record Role(boolean gone, @Nullable AbortedTransaction index) {
        static final Role LIVE = new Role(false, null);
        static final Role GONE = new Role(true, null);
    }

    /** @param known all transactions that are aborted among the batches to be read */
    TransactionsRead(Collection<AbortedTransaction> known) {
        ahead.addAll(known);
    }

    /** Takes the next batch. */
    Role read(BatchView batch) {
        while (!ahead.isEmpty() && ahead.element().firstOffset() <= batch.lastOffset()) {
            AbortedTransaction begun = ahead.remove();
            aborted.putIfAbsent(begun.producerId(), new Aborted(begun));
        }
        if (batch.isControl()) {
            return readMarker(batch);
        }
        if (!batch.isTransactional()) {
            return Role.LIVE;
        }
        Aborted of = aborted.get(batch.producerId());
        if (of == null) {
            committed.add(batch.producerId());
            return Role.LIVE;
        }
        of.seen = true;
        return Role.GONE;
    }

    private Role readMarker(BatchView batch) {
        if (batch.count() == 0) {
            return Role.GONE; // Emptied before, and kept for its producer's epoch only.
        }
        EndMarker marker = EndMarker.of(batch);
        if (marker == null) {
            return Role.LIVE; // A control batch of another kind.
        }
        if (marker.commit()) {
            return committed.remove(batch.producerId()) ? Role.LIVE : Role.GONE;
        }
        Aborted ended = aborted.remove(batch.producerId());
        return ended != null && ended.seen ? new Role(false, ended.transaction) : Role.GONE;
    }
}
