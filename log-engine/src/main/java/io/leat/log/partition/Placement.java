package io.leat.log.partition;

import io.leat.log.partition.ProducerState.Sent;
import io.leat.log.partition.ProducerState.Verdict;
import io.leat.log.record.BatchView;
import io.leat.log.segment.AbortedTransaction;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.jspecify.annotations.Nullable;

/** Batches of one append on their way into the log: gives them offsets and epoch (R2), judges and notes their producers. */
final class Placement {
    private final ProducerStates producers;
    private final int epoch;
    private final Sender sender;
    private final List<AbortedTransaction> aborted = new ArrayList<>(0);
    private final long first;
    private long next;
    private @Nullable Sent repeated;

    /**
     * A placement that begins at {@code first}.
     *
     * @param epoch the leader's
     * @param sender who sends what is placed
     */
    Placement(ProducerStates producers, long first, int epoch, Sender sender) {
        this.producers = producers;
        this.first = first;
        this.next = first;
        this.epoch = epoch;
        this.sender = sender;
    }

    /**
     * Places the batches from position to limit. What it notes of producers is for the caller to take back if it throws.
     *
     * @throws org.apache.kafka.common.errors.ApiException if a producer may not append
     */
    void place(ByteBuffer batches) {
        for (int at = batches.position(); at < batches.limit(); ) {
            BatchView batch = new BatchView(batches, at);
            if (batch.hasProducerId()) {
                judge(batch, at == batches.position());
            }
            if (repeated == null) {
                place(batch);
            }
            at += batch.sizeInBytes();
        }
    }

    /** The batch of before that these repeat; null if they are new. */
    @Nullable
    Sent repeated() {
        return repeated;
    }

    /** The answer; {@code appendTime} is -1 if the topic keeps the producer's timestamps. */
    Placed placed(long appendTime) {
        Sent before = repeated;
        return before == null
                ? new Placed(first, next - 1, appendTime, false)
                : new Placed(before.baseOffset(), before.lastOffset(), appendTime < 0 ? -1 : before.timestamp(), true);
    }

    /** The offset after the last. */
    long next() {
        return next;
    }

    /** The transactions that markers among them abort. */
    List<AbortedTransaction> aborted() {
        return aborted;
    }

    private void place(BatchView batch) {
        batch.place(next, epoch);
        next = batch.nextOffset();
        AbortedTransaction ended = producers.apply(batch);
        if (ended != null) {
            aborted.add(ended);
        }
    }

    private void judge(BatchView batch, boolean isFirst) {
        Verdict verdict = producers.judge(batch, sender);
        if (verdict instanceof Verdict.Refused refused) {
            throw refused.reason();
        }
        Sent written = verdict instanceof Verdict.AlreadyWritten already ? already.sent() : null;
        if (!isFirst && (written == null) != (repeated == null)) {
            throw new OutOfOrderSequenceException(
                    "Of the batches of one append of producer %d some were written before and some were not"
                            .formatted(batch.producerId()));
        }
        repeated = written;
    }
}
