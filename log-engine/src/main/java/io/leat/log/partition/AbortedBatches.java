package io.leat.log.partition;

import io.leat.log.record.BatchView;
import io.leat.log.segment.AbortedTransaction;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Which batches belong to aborted transactions: readers of committed records pass over them. */
public final class AbortedBatches {
    /** None does. */
    public static final AbortedBatches NONE = new AbortedBatches(List.of());

    /** By producer: the first offset of each transaction, and the offset of its marker. Those of one producer do not overlap. */
    private final Map<Long, NavigableMap<Long, Long>> transactions = new HashMap<>();

    AbortedBatches(List<AbortedTransaction> aborted) {
        for (AbortedTransaction each : aborted) {
            transactions
                    .computeIfAbsent(each.producerId(), id -> new TreeMap<>())
                    .put(each.firstOffset(), each.lastOffset());
        }
    }

    /** Whether {@code batch} belongs to one of them. */
    public boolean contains(BatchView batch) {
        if (transactions.isEmpty() || !batch.isTransactional()) {
            return false;
        }
        NavigableMap<Long, Long> ofProducer = transactions.get(batch.producerId());
        Map.Entry<Long, Long> transaction = ofProducer == null ? null : ofProducer.floorEntry(batch.baseOffset());
        return transaction != null && batch.baseOffset() < transaction.getValue();
    }
}
