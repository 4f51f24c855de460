package io.leat.log.group;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/**
 * Who holds which partition: at most one member each, at every step. A partition is held from the moment its member is told so until
 * the member says that it has given it up, or is gone. Not logged: members do not outlive the process.
 */
final class Holdings {
    private final Map<TopicPartition, String> holders = new HashMap<>();

    /** Takes for {@code member} what nobody else holds, and returns what of {@code wanted} it holds then. */
    Set<TopicPartition> take(String member, Collection<TopicPartition> wanted) {
        Set<TopicPartition> held = new HashSet<>();
        for (TopicPartition partition : wanted) {
            if (holders.computeIfAbsent(partition, it -> member).equals(member)) {
                held.add(partition);
            }
        }
        return held;
    }

    /** Frees what {@code member} holds and is not in {@code kept}; true if that was anything. */
    boolean release(String member, Set<TopicPartition> kept) {
        return holders.entrySet().removeIf(it -> it.getValue().equals(member) && !kept.contains(it.getKey()));
    }

    Set<TopicPartition> of(String member) {
        Set<TopicPartition> held = new HashSet<>();
        holders.forEach((partition, holder) -> {
            if (holder.equals(member)) {
                held.add(partition);
            }
        });
        return held;
    }
}
