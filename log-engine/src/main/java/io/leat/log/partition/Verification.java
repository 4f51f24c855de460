package io.leat.log.partition;

/**
 * A right to begin a transaction in a partition: given out before the coordinator is asked whether the partition belongs to the
 * transaction, and void as soon as a marker ends the transaction in the meantime (KIP-890). Without it a late batch would open a
 * transaction that nobody ever ends. It is its own identity.
 */
public final class Verification {
    private final short epoch;
    private final boolean bumpsEpochs;
    private final long since;
    private int lowestSequence;

    Verification(short epoch, int sequence, boolean bumpsEpochs, long since) {
        this.epoch = epoch;
        this.lowestSequence = sequence;
        this.bumpsEpochs = bumpsEpochs;
        this.since = since;
    }

    /** Whether another batch of the same epoch may share it; then it is known that this one was sent too. */
    boolean covers(short epoch, int sequence) {
        if (epoch > this.epoch) {
            return false;
        }
        if (epoch == this.epoch) {
            lowestSequence = Math.min(lowestSequence, sequence);
        }
        return true;
    }

    /** The lowest sequence that was sent and not appended: what comes after it must wait for it. */
    int lowestSequence() {
        return lowestSequence;
    }

    /** Whether the client speaks transaction version 2: a new epoch for each transaction. */
    boolean bumpsEpochs() {
        return bumpsEpochs;
    }

    short epoch() {
        return epoch;
    }

    /** When it was given out, in milliseconds since 1970. */
    long since() {
        return since;
    }
}
