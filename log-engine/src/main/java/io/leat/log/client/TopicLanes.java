package io.leat.log.client;

import java.util.Map;
import java.util.Random;

/**
 * The lanes of one topic, as the catalogue was at one time, and the partition that records without a key go to: one for a
 * whole batch, then another, so that batches are full and partitions even (KIP-480; no partition is slower than another here).
 */
final class TopicLanes {
    private final String topic;
    private final Map<String, Integer> seen;
    private final PartitionLane[] lanes;
    private final Random random;
    private volatile int sticky;

    /**
     * @param seen the partition counts that hold for {@code lanes}; another map, even an equal one, means they may have changed
     */
    TopicLanes(String topic, Map<String, Integer> seen, PartitionLane[] lanes, Random random) {
        this.topic = topic;
        this.seen = seen;
        this.lanes = lanes;
        this.random = random;
        this.sticky = random.nextInt(lanes.length);
    }

    /** Whether these are the lanes of {@code topic}, and the catalogue is still the same. */
    @SuppressWarnings("ReferenceEquality") // The map is replaced, never changed: its identity is its version.
    boolean isFor(String topic, Map<String, Integer> counts) {
        return counts == seen && this.topic.equals(topic);
    }

    int count() {
        return lanes.length;
    }

    PartitionLane lane(int partition) {
        return lanes[partition];
    }

    PartitionLane[] all() {
        return lanes;
    }

    /** The partition for a record that names none and has no key. */
    int sticky() {
        return sticky;
    }

    /** A record needs a new batch: if {@code full} was the sticky lane, another is from now on. */
    PartitionLane nextSticky(PartitionLane full) {
        int current = sticky;
        if (lanes[current] == full) {
            current = other(current);
            sticky = current;
        }
        return lanes[current];
    }

    private int other(int current) {
        int picked = lanes.length == 1 ? 0 : random.nextInt(lanes.length - 1);
        return picked < current || lanes.length == 1 ? picked : picked + 1;
    }
}
