package io.leat.log.broker;

import java.util.function.IntToLongFunction;

/** Producer ids, taken from the catalogue in blocks: what is left of a block at a restart is never used. */
final class ProducerIds {
    /** As many as Kafka's brokers take at a time. */
    private static final int BLOCK = 1000;

    private final IntToLongFunction reserve;
    private long next;
    private long end;

    /** @param reserve takes so many ids for good and returns the first */
    ProducerIds(IntToLongFunction reserve) {
        this.reserve = reserve;
    }

    synchronized long next() {
        if (next == end) {
            next = reserve.applyAsLong(BLOCK);
            end = next + BLOCK;
        }
        return next++;
    }
}
