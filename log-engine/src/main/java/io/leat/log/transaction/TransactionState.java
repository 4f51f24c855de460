package io.leat.log.transaction;

import java.util.Arrays;
import java.util.Optional;

/** How far a transaction is, with the names and numbers that Kafka gives to these. */
public enum TransactionState {
    EMPTY(0, "Empty"),
    ONGOING(1, "Ongoing"),
    PREPARE_COMMIT(2, "PrepareCommit"),
    PREPARE_ABORT(3, "PrepareAbort"),
    COMPLETE_COMMIT(4, "CompleteCommit"),
    COMPLETE_ABORT(5, "CompleteAbort"),
    /** Forgotten since nobody used it; never logged. */
    DEAD(6, "Dead"),
    /** About to be taken from its producer; never logged, and over at once here. */
    PREPARE_EPOCH_FENCE(7, "PrepareEpochFence");

    private final byte id;
    private final String label;

    TransactionState(int id, String label) {
        this.id = (byte) id;
        this.label = label;
    }

    /** Its number in a record. */
    byte id() {
        return id;
    }

    /** Its name as Kafka's tools show it. */
    public String label() {
        return label;
    }

    /** Whether the decision has fallen and the markers are being written. */
    public boolean isPrepared() {
        return this == PREPARE_COMMIT || this == PREPARE_ABORT;
    }

    /** Whether nothing of it is open. */
    public boolean isIdle() {
        return this == EMPTY || this == COMPLETE_COMMIT || this == COMPLETE_ABORT;
    }

    /** The state of this label, if there is one. */
    public static Optional<TransactionState> named(String label) {
        return Arrays.stream(values()).filter(it -> it.label.equals(label)).findFirst();
    }

    static TransactionState of(byte id) {
        return Arrays.stream(values())
                .filter(it -> it.id == id)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("a transaction in the unknown state " + id));
    }
}
