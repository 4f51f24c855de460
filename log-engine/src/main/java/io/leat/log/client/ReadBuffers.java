package io.leat.log.client;

import io.leat.log.record.BatchReader;
import io.leat.log.segment.ReadBuffer;
import java.util.ArrayDeque;

/**
 * The read memory of one consumer. A partition borrows it for as long as records of it are waiting to be polled; so its size goes with
 * the partitions that have some, one as a rule, and not with all that are assigned.
 */
final class ReadBuffers {
    private final ArrayDeque<Loan> idle = new ArrayDeque<>();

    /** Memory for the batches of one read, and the reader over them. */
    record Loan(ReadBuffer memory, BatchReader reader) {}

    /** The one that was given back last, since it remembers where its read ended. */
    Loan borrow() {
        Loan last = idle.pollFirst();
        return last == null ? new Loan(new ReadBuffer(), new BatchReader()) : last;
    }

    void giveBack(Loan loan) {
        idle.addFirst(loan);
    }
}
