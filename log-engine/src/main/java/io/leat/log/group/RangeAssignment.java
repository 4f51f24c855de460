package io.leat.log.group;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/**
 * Who shall own which partition, topic by topic: each member gets neighbours, the first ones one more if it does not come out even. Those
 * who subscribe to the same topics get the same numbers of each.
 */
final class RangeAssignment {
    private RangeAssignment() {}

    /**
     * Shares out the partitions.
     *
     * @param subscriptions topics by member, in the order in which members are served
     * @param partitionCounts number of partitions by topic
     */
    static Map<String, Set<TopicPartition>> of(
            Map<String, Set<String>> subscriptions, Map<String, Integer> partitionCounts) {
        Map<String, Set<TopicPartition>> shares = new HashMap<>();
        subscriptions.keySet().forEach(it -> shares.put(it, new HashSet<>()));
        partitionCounts.forEach((topic, count) -> {
            List<String> members = new ArrayList<>();
            subscriptions.forEach((member, topics) -> {
                if (topics.contains(topic)) {
                    members.add(member);
                }
            });
            int next = 0;
            for (int i = 0; i < members.size(); i++) {
                int share = count / members.size() + (i < count % members.size() ? 1 : 0);
                Set<TopicPartition> mine = shares.getOrDefault(members.get(i), new HashSet<>());
                for (int partition = next; partition < next + share; partition++) {
                    mine.add(new TopicPartition(topic, partition));
                }
                next += share;
            }
        });
        return shares;
    }
}
