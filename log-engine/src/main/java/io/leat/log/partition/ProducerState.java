package io.leat.log.partition;

import io.leat.log.record.BatchView;
import io.leat.log.record.EndMarker;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.TransactionCoordinatorFencedException;

/**
 * What a partition knows of one producer: its last batches, so that a retry is recognised and a gap refused. Immutable, and
 * pure.
 *
 * @param epoch the highest epoch seen; -1 if none
 * @param recent its last batches of that epoch, oldest first, at most {@link #REMEMBERED}
 * @param lastTimestamp of its last batch or marker, for expiry
 * @param coordinatorEpoch of its last marker; -1 if there was none
 * @param firstOffset where its open transaction begins in this partition; -1 if none is open
 */
record ProducerState(
        long producerId, short epoch, List<Sent> recent, long lastTimestamp, int coordinatorEpoch, long firstOffset) {

    /** A client has at most this many batches in flight, so nothing older can be a retry. */
    static final int REMEMBERED = 5;

    /** A batch as it was sent, and where it was put. */
    record Sent(int firstSequence, int lastSequence, long lastOffset, int offsetDelta, long timestamp) {
        long baseOffset() {
            return lastOffset - offsetDelta;
        }
    }

    /** What the log must do with a batch. */
    sealed interface Verdict {
        /** Append it. */
        record Append() implements Verdict {}

        /** Answer with the offsets it already has. */
        record AlreadyWritten(Sent sent) implements Verdict {}

        /** Tell the producer that it may not. */
        record Refused(ApiException reason) implements Verdict {}
    }

    private static final Verdict APPEND = new Verdict.Append();

    ProducerState {
        recent = List.copyOf(recent);
    }

    /** A producer never seen, or forgotten: whatever sequence it comes with is taken for its first. */
    static ProducerState unknown(long producerId) {
        return new ProducerState(producerId, (short) -1, List.of(), -1, -1, -1);
    }

    /** Judges the next data batch of this producer; {@code checkSequence} is false for what the log writes for itself. */
    Verdict judge(BatchView batch, boolean checkSequence) {
        short sent = batch.producerEpoch();
        if (sent < epoch) {
            return new Verdict.Refused(new InvalidProducerEpochException(
                    "Producer %d writes with epoch %d, and one with epoch %d has written: it was replaced"
                            .formatted(producerId, sent, epoch)));
        }
        if (firstOffset >= 0 && !batch.isTransactional()) {
            return new Verdict.Refused(new InvalidTxnStateException(
                    "Producer %d writes without a transaction while one of its own is open since offset %d"
                            .formatted(producerId, firstOffset)));
        }
        return checkSequence && epoch >= 0 ? judgeSequence(batch, sent > epoch) : APPEND;
    }

    /**
     * Judges the marker that is to end this producer's transaction here.
     *
     * @param sent the epoch that the marker carries
     * @param transactionVersion of the client whose transaction it is (KIP-890): from 2 on each end bumps the epoch, so a marker of the
     *     epoch that is writing is one of the transaction before
     */
    Verdict judge(short sent, EndMarker marker, int transactionVersion) {
        boolean repeats =
                firstOffset < 0 || sent == Short.MAX_VALUE; // A coordinator that did not hear the answer asks again.
        if (sent < epoch || (sent == epoch && transactionVersion >= 2 && !repeats)) {
            return new Verdict.Refused(new InvalidProducerEpochException(
                    "A marker for producer %d has epoch %d, and one with epoch %d has written: its transaction is over"
                            .formatted(producerId, sent, epoch)));
        }
        if (marker.coordinatorEpoch() < coordinatorEpoch) {
            return new Verdict.Refused(new TransactionCoordinatorFencedException(
                    "A marker for producer %d is from a coordinator of epoch %d, and one of epoch %d has written: it was replaced"
                            .formatted(producerId, marker.coordinatorEpoch(), coordinatorEpoch)));
        }
        return APPEND;
    }

    /** Whether a transaction of this epoch is open here. */
    boolean isInTransaction(short sent) {
        return firstOffset >= 0 && sent == epoch;
    }

    private Verdict judgeSequence(BatchView batch, boolean newEpoch) {
        int first = batch.baseSequence();
        for (Sent written : newEpoch ? List.<Sent>of() : recent) {
            if (written.firstSequence == first && written.lastSequence == batch.lastSequence()) {
                return new Verdict.AlreadyWritten(written);
            }
        }
        int expected = newEpoch ? 0 : nextSequence();
        return first == expected
                ? APPEND
                : new Verdict.Refused(new OutOfOrderSequenceException(
                        "Producer %d, epoch %d, sends sequence %d, and %d is next: a batch before it was lost or refused"
                                .formatted(producerId, batch.producerEpoch(), first, expected)));
    }

    /** Sequences are 31 bits wide and wrap to zero, never to a negative. */
    int nextSequence() {
        return recent.isEmpty() ? 0 : (recent.get(recent.size() - 1).lastSequence + 1) & Integer.MAX_VALUE;
    }

    /** For those who look. */
    ActiveProducer active() {
        int lastSequence = recent.isEmpty() ? -1 : recent.get(recent.size() - 1).lastSequence();
        return new ActiveProducer(producerId, epoch, lastSequence, lastTimestamp, coordinatorEpoch, firstOffset);
    }

    /** What compaction must leave of it. */
    LastOfProducer last() {
        long offset = recent.isEmpty() ? -1 : recent.get(recent.size() - 1).lastOffset();
        return new LastOfProducer(offset, epoch);
    }

    /** After {@code batch}, which has its offsets, was appended. */
    ProducerState after(BatchView batch) {
        List<Sent> next = new ArrayList<>(batch.producerEpoch() == epoch ? recent : List.of());
        if (next.size() == REMEMBERED) {
            next.remove(0);
        }
        next.add(new Sent(
                batch.baseSequence(),
                batch.lastSequence(),
                batch.lastOffset(),
                batch.lastOffsetDelta(),
                batch.maxTimestamp()));
        long first = batch.isTransactional() && firstOffset < 0 ? batch.baseOffset() : firstOffset;
        return new ProducerState(
                producerId, batch.producerEpoch(), next, batch.maxTimestamp(), coordinatorEpoch, first);
    }

    /** After the marker in {@code batch} ended its transaction. */
    ProducerState after(BatchView batch, EndMarker marker) {
        List<Sent> kept = batch.producerEpoch() == epoch ? recent : List.of();
        return new ProducerState(
                producerId, batch.producerEpoch(), kept, batch.maxTimestamp(), marker.coordinatorEpoch(), -1);
    }
}
