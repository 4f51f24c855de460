package io.leat.log.partition;

/** Who made the batches of an append, and so how far they are believed. */
public enum Origin {
    /** A producer in this process, by {@code BatchWriter}: the form is good, the topic's rules apply. */
    LOCAL,
    /** A client over the network: nothing is believed. */
    CLIENT,
    /** This process for itself: offsets of groups, transaction states, markers. Sequences are not checked. */
    COORDINATOR;

    /** Whether idempotent producers are held to their sequences. */
    boolean checksSequences() {
        return this != COORDINATOR;
    }
}
