package io.leat.log.partition;

import io.leat.log.record.BatchView;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.jspecify.annotations.Nullable;

/** Which producers wait for their first batch of a transaction in this partition. Not logged: who was asking asks again. Pure. */
final class Verifications {
    private final Map<Long, Verification> waiting = new HashMap<>();

    /** Gives one out, or the one that an earlier batch of the producer has. */
    Verification begin(long producerId, short epoch, int sequence, boolean bumpsEpochs, long now) {
        Verification before = waiting.get(producerId);
        if (before != null && before.covers(epoch, sequence)) {
            return before;
        }
        Verification begun = new Verification(epoch, sequence, bumpsEpochs, now);
        waiting.put(producerId, begun);
        return begun;
    }

    /** Why the first batch of a transaction may not be appended; null if it may. */
    @Nullable
    ApiException refusal(BatchView batch, ProducerState known, Sender sender) {
        Verification current = waiting.get(batch.producerId());
        if (current == null || current != sender.verification()) {
            return new InvalidTxnStateException(
                    "Producer %d, epoch %d, begins a transaction here that its coordinator does not know of, or has ended"
                            .formatted(batch.producerId(), batch.producerEpoch()));
        }
        if (!sender.origin().checksSequences()) {
            return null;
        }
        int expected = current.bumpsEpochs() && known.recent().isEmpty() ? 0 : current.lowestSequence();
        return batch.baseSequence() <= expected
                ? null
                : new OutOfOrderSequenceException(
                        "Producer %d, epoch %d, begins a transaction here with sequence %d, and %d is next: a batch before it was refused"
                                .formatted(batch.producerId(), batch.producerEpoch(), batch.baseSequence(), expected));
    }

    /** After a batch of a transaction was appended: what was given out is used, or void. */
    void appended(BatchView batch) {
        if (!batch.isTransactional() || waiting.isEmpty()) {
            return;
        }
        Verification given = waiting.get(batch.producerId());
        boolean ofNext =
                given != null && given.bumpsEpochs() && batch.isControl() && batch.producerEpoch() == given.epoch();
        if (!ofNext) { // The marker that ends a transaction has the epoch of the next, and says nothing of that.
            waiting.remove(batch.producerId());
        }
    }

    /** Forgets those given out before {@code before}. */
    void expire(long before) {
        waiting.values().removeIf(it -> it.since() < before);
    }
}
