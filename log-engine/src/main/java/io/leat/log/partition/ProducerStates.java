package io.leat.log.partition;

import io.leat.log.partition.ProducerState.Verdict;
import io.leat.log.record.BatchView;
import io.leat.log.record.EndMarker;
import io.leat.log.segment.AbortedTransaction;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.jspecify.annotations.Nullable;

/**
 * What a partition knows of its producers, and which of their transactions are open. State is what replaying the batches
 * gives (D8). Changes can be taken back until {@link #settle}. Pure; for one thread at a time.
 */
final class ProducerStates {
    private final Map<Long, ProducerState> states = new HashMap<>();
    private final TreeMap<Long, Long> open = new TreeMap<>();
    private final List<ProducerState> undo = new ArrayList<>();
    private final Verifications verifications = new Verifications();

    ProducerStates() {}

    /** As a snapshot left them. */
    ProducerStates(Collection<ProducerState> restored) {
        restored.forEach(this::put);
    }

    /** Judges a batch that has no offset yet. */
    Verdict judge(BatchView batch, Sender sender) {
        ProducerState known = state(batch.producerId());
        if (batch.isControl()) {
            EndMarker marker = EndMarker.of(batch);
            return marker == null
                    ? new Verdict.Append()
                    : known.judge(batch.producerEpoch(), marker, sender.transactionVersion());
        }
        Verdict verdict = known.judge(batch, sender.origin().checksSequences());
        boolean begins = batch.isTransactional() && !known.isInTransaction(batch.producerEpoch());
        if (begins && sender.origin() != Origin.LOCAL && verdict instanceof Verdict.Append) {
            ApiException refusal = verifications.refusal(batch, known, sender);
            return refusal == null ? verdict : new Verdict.Refused(refusal);
        }
        return verdict;
    }

    /**
     * Before the coordinator is asked whether a batch belongs to a transaction.
     *
     * @return what to append it with; null if the transaction is open here, so that nobody need be asked
     * @throws InvalidProducerEpochException if a newer producer of that id has written
     */
    @Nullable
    Verification beginVerification(long producerId, short epoch, int sequence, boolean bumpsEpochs, long now) {
        ProducerState known = state(producerId);
        if (epoch < known.epoch()) {
            throw new InvalidProducerEpochException(
                    "Producer %d begins a transaction with epoch %d, and one with epoch %d has written: it was replaced"
                            .formatted(producerId, epoch, known.epoch()));
        }
        return known.isInTransaction(epoch) ? null : verifications.begin(producerId, epoch, sequence, bumpsEpochs, now);
    }

    /**
     * Applies a batch that has its offsets.
     *
     * @return the transaction that it aborts, if it does
     */
    @Nullable
    AbortedTransaction apply(BatchView batch) {
        if (!batch.hasProducerId()) {
            return null;
        }
        verifications.appended(batch);
        ProducerState before = state(batch.producerId());
        if (!batch.isControl()) {
            change(before, before.after(batch));
            return null;
        }
        EndMarker marker = EndMarker.of(batch);
        if (marker == null) {
            return null;
        }
        change(before, before.after(batch, marker));
        return marker.commit() || before.firstOffset() < 0 ? null : aborted(before, batch);
    }

    /** The first offset of the oldest open transaction; {@code otherwise} if there is none. */
    long firstUndecided(long otherwise) {
        return open.isEmpty() ? otherwise : Math.min(open.firstKey(), otherwise);
    }

    /** The open transactions, as if they were aborted at the end of all offsets. */
    List<AbortedTransaction> openTransactions() {
        List<AbortedTransaction> all = new ArrayList<>();
        open.forEach((first, producerId) -> all.add(new AbortedTransaction(producerId, first, Long.MAX_VALUE, first)));
        return all;
    }

    /** A point to come back to with {@link #undoTo}. */
    int mark() {
        return undo.size();
    }

    void undoTo(int mark) {
        while (undo.size() > mark) {
            put(undo.remove(undo.size() - 1));
        }
    }

    /** What was applied so far stays. */
    void settle() {
        undo.clear();
    }

    /** Forgets producers that wrote nothing since {@code before}, milliseconds since 1970, and have no transaction open. */
    void expire(long before) {
        states.values().removeIf(state -> state.firstOffset() < 0 && state.lastTimestamp() < before);
        verifications.expire(before);
    }

    /** What compaction must leave of each producer, by its id. */
    Map<Long, LastOfProducer> lasts() {
        Map<Long, LastOfProducer> lasts = new HashMap<>();
        states.forEach((id, state) -> lasts.put(id, state.last()));
        return lasts;
    }

    /** All of them, for those who look. */
    List<ActiveProducer> active() {
        return states.values().stream().map(ProducerState::active).toList();
    }

    Collection<ProducerState> all() {
        return states.values();
    }

    private ProducerState state(long producerId) {
        ProducerState known = states.get(producerId);
        return known == null ? ProducerState.unknown(producerId) : known;
    }

    private void change(ProducerState before, ProducerState after) {
        undo.add(before);
        put(after);
    }

    private void put(ProducerState state) {
        ProducerState replaced = states.put(state.producerId(), state);
        if (replaced != null && replaced.firstOffset() >= 0) {
            open.remove(replaced.firstOffset());
        }
        if (state.firstOffset() >= 0) {
            open.put(state.firstOffset(), state.producerId());
        }
        if (state.epoch() < 0 && state.recent().isEmpty()) {
            states.remove(state.producerId()); // Taken back to before it was known.
        }
    }

    private AbortedTransaction aborted(ProducerState before, BatchView marker) {
        return new AbortedTransaction(
                before.producerId(), before.firstOffset(), marker.lastOffset(), firstUndecided(marker.nextOffset()));
    }
}
