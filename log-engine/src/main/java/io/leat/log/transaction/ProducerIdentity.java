package io.leat.log.transaction;

/** A producer's id and epoch: of several with one id only that of the highest epoch may write. */
public record ProducerIdentity(long id, short epoch) {
    /** The highest epoch with which a transaction may begin: its end takes the last one. */
    static final short LAST_USABLE = Short.MAX_VALUE - 1;

    private static final short NO_EPOCH = -1;

    static ProducerIdentity fresh(long id) {
        return new ProducerIdentity(id, (short) 0);
    }

    /** An id without an epoch yet. */
    static ProducerIdentity unused(long id) {
        return new ProducerIdentity(id, NO_EPOCH);
    }

    boolean isUnused() {
        return epoch == NO_EPOCH;
    }

    /** Whether it is time for another id. */
    boolean isExhausted() {
        return epoch >= LAST_USABLE;
    }

    ProducerIdentity bumped() {
        return new ProducerIdentity(id, (short) Math.min(epoch + 1, Short.MAX_VALUE));
    }

    /** Whether {@code other} is this one with its next epoch. */
    boolean isBefore(ProducerIdentity other) {
        return other.id == id && other.epoch == epoch + 1;
    }

    @Override
    public String toString() {
        return id + " of epoch " + epoch;
    }
}
