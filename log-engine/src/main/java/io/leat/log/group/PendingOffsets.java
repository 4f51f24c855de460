package io.leat.log.group;

import io.leat.log.group.GroupRecord.OffsetCommitted;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/**
 * Offsets of one group that were committed in transactions which are open. Of several commits of a partition the one that was logged last
 * counts, whichever transaction ends first. For one thread at a time.
 */
final class PendingOffsets {
    /** One commit, and how many were logged before it. */
    private record Entry(long order, OffsetCommitted offset) {}

    private final Map<Long, Map<TopicPartition, Entry>> byProducer = new HashMap<>();
    /** What is newer than these is not overtaken; only as long as a transaction is open. */
    private final Map<TopicPartition, Long> overtakenUpTo = new HashMap<>();

    private long logged;

    void add(long producerId, OffsetCommitted it) {
        byProducer.computeIfAbsent(producerId, id -> new HashMap<>()).put(it.partition(), new Entry(logged++, it));
    }

    /** A commit or its end was logged outside of these transactions: what they have logged before does not count any more. */
    void overtaken(TopicPartition partition) {
        if (!isEmpty()) {
            overtakenUpTo.put(partition, logged++);
        }
    }

    /** Forgets what a producer has committed; returns what of it counts if it is committed. */
    List<OffsetCommitted> end(long producerId, boolean commit) {
        Map<TopicPartition, Entry> ended = byProducer.remove(producerId);
        List<OffsetCommitted> counting = new ArrayList<>();
        if (ended != null && commit) {
            ended.forEach((partition, entry) -> {
                if (overtakenUpTo.getOrDefault(partition, -1L) < entry.order) {
                    counting.add(entry.offset);
                    overtakenUpTo.put(partition, entry.order);
                }
            });
        }
        if (isEmpty()) {
            overtakenUpTo.clear();
        }
        return counting;
    }

    boolean has(TopicPartition partition) {
        return byProducer.values().stream().anyMatch(it -> it.containsKey(partition));
    }

    Set<TopicPartition> partitions() {
        Set<TopicPartition> all = new HashSet<>();
        byProducer.values().forEach(it -> all.addAll(it.keySet()));
        return all;
    }

    boolean isEmpty() {
        return byProducer.isEmpty();
    }
}
