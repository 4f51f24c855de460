package io.leat.log.partition;

import org.jspecify.annotations.Nullable;

/**
 * Who appends, and what was found out about it before.
 *
 * @param verification that a batch may begin a transaction here
 * @param transactionVersion of the client whose transaction a marker ends; means nothing for other batches
 */
record Sender(Origin origin, @Nullable Verification verification, int transactionVersion) {

    static Sender of(Origin origin) {
        return new Sender(origin, null, 0);
    }

    static Sender of(Origin origin, @Nullable Verification verification) {
        return new Sender(origin, verification, 0);
    }

    static Sender ofMarker(int transactionVersion) {
        return new Sender(Origin.COORDINATOR, null, transactionVersion);
    }
}
