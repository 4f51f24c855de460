package io.leat.log.group;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.common.TopicPartition;

/**
 * Who shall own which partition: even, and with as few moves as that allows. Members may subscribe to different topics; a partition
 * goes to one that subscribes to its topic. Two members of the same subscription differ by at most one.
 */
final class EvenAssignment {
    private static final Comparator<TopicPartition> BY_NAME =
            Comparator.comparing(TopicPartition::topic).thenComparingInt(TopicPartition::partition);

    private final Map<String, Set<String>> subscriptions;
    private final Map<String, NavigableSet<TopicPartition>> shares = new TreeMap<>();

    private EvenAssignment(Map<String, Set<String>> subscriptions) {
        this.subscriptions = subscriptions;
        subscriptions.keySet().forEach(member -> shares.put(member, new TreeSet<>(BY_NAME)));
    }

    /**
     * Shares out the partitions.
     *
     * @param subscriptions topics by member
     * @param partitionCounts number of partitions by topic; a topic that is not there has none
     * @param before who had what until now
     */
    static Map<String, Set<TopicPartition>> of(
            Map<String, Set<String>> subscriptions,
            Map<String, Integer> partitionCounts,
            Map<String, Set<TopicPartition>> before) {
        EvenAssignment assignment = new EvenAssignment(subscriptions);
        assignment.shareOut(assignment.keep(partitions(subscriptions, partitionCounts), before));
        assignment.even();
        Map<String, Set<TopicPartition>> result = new HashMap<>();
        assignment.shares.forEach((member, share) -> result.put(member, Set.copyOf(share)));
        return result;
    }

    private static NavigableSet<TopicPartition> partitions(
            Map<String, Set<String>> subscriptions, Map<String, Integer> counts) {
        NavigableSet<TopicPartition> all = new TreeSet<>(BY_NAME);
        subscriptions.values().stream().flatMap(Set::stream).distinct().forEach(topic -> {
            for (int partition = 0; partition < counts.getOrDefault(topic, 0); partition++) {
                all.add(new TopicPartition(topic, partition));
            }
        });
        return all;
    }

    /** Leaves partitions with those who have them, and returns the others. */
    private NavigableSet<TopicPartition> keep(
            NavigableSet<TopicPartition> all, Map<String, Set<TopicPartition>> before) {
        NavigableSet<TopicPartition> free = new TreeSet<>(all);
        shares.forEach((member, share) -> before.getOrDefault(member, Set.of()).stream()
                .filter(partition -> wants(member, partition) && free.remove(partition))
                .forEach(share::add));
        return free;
    }

    private void shareOut(NavigableSet<TopicPartition> free) {
        for (TopicPartition partition : free) {
            shares.entrySet().stream()
                    .filter(it -> wants(it.getKey(), partition))
                    .min(Comparator.comparingInt(it -> it.getValue().size()))
                    .ifPresent(it -> it.getValue().add(partition));
        }
    }

    /** Moves partitions one by one from those with more to those with less, while that makes it more even. */
    private void even() {
        List<String> members = new ArrayList<>(shares.keySet());
        boolean moved = true;
        while (moved) {
            members.sort(
                    Comparator.comparingInt((String member) -> share(member).size())
                            .thenComparing(it -> it));
            moved = moveOne(members);
        }
    }

    private boolean moveOne(List<String> byLoad) {
        for (int heavy = byLoad.size() - 1; heavy > 0; heavy--) {
            NavigableSet<TopicPartition> from = share(byLoad.get(heavy));
            for (int light = 0; light < heavy && share(byLoad.get(light)).size() + 1 < from.size(); light++) {
                String member = byLoad.get(light);
                Optional<TopicPartition> movable = from.descendingSet().stream()
                        .filter(partition -> wants(member, partition))
                        .findFirst();
                if (movable.isPresent()) {
                    from.remove(movable.get());
                    return share(member).add(movable.get());
                }
            }
        }
        return false;
    }

    private NavigableSet<TopicPartition> share(String member) {
        return shares.computeIfAbsent(member, it -> new TreeSet<>(BY_NAME));
    }

    private boolean wants(String member, TopicPartition partition) {
        return subscriptions.getOrDefault(member, Set.of()).contains(partition.topic());
    }
}
