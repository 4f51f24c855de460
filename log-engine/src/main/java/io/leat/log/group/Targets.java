package io.leat.log.group;

import io.leat.log.group.GroupRecord.TargetEpochLogged;
import io.leat.log.group.GroupRecord.TargetLogged;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.common.TopicPartition;

/** Who of a {@link ConsumerGroup} shall have what, by one of the assignors. */
record Targets(List<String> assignors, TopicIndex topics) {
    /** Even, and with as few moves as that allows. */
    static final String UNIFORM = "uniform";
    /** Topic by topic, neighbours together. */
    static final String RANGE = "range";

    /** Brings the target up to the group's epoch. */
    void renew(Draft draft, long now) {
        ConsumerGroupState state = draft.state();
        if (state.targetEpoch >= state.epoch) {
            return;
        }
        Map<String, Set<String>> subscriptions = new TreeMap<>();
        Map<String, Set<TopicPartition>> before = new HashMap<>();
        state.members.forEach((memberId, member) -> {
            subscriptions.put(memberId, state.topics(member));
            before.put(memberId, named(state.target(memberId)));
        });
        Map<String, Set<TopicPartition>> shares = preferred(state, assignors).equals(RANGE)
                ? RangeAssignment.of(order(state, subscriptions), counts(subscriptions))
                : EvenAssignment.of(subscriptions, counts(subscriptions), before);
        shares.forEach((memberId, share) -> {
            Set<IdPartition> target = identified(share);
            if (!target.equals(draft.state().targets.get(memberId))) {
                draft.log(new TargetLogged(draft.groupId(), memberId, target));
            }
        });
        draft.log(new TargetEpochLogged(draft.groupId(), draft.state().epoch, now));
    }

    /** The assignor that most members want; the first of those there are if nobody minds. */
    static String preferred(ConsumerGroupState state, List<String> assignors) {
        Map<String, Integer> votes = new TreeMap<>();
        state.members.values().forEach(it -> {
            String wanted = it.assignor();
            if (wanted != null && assignors.contains(wanted)) {
                votes.merge(wanted, 1, Integer::sum);
            }
        });
        return votes.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElse(assignors.get(0));
    }

    /** A number that changes when a topic that somebody subscribes to does. */
    static long hash(ConsumerGroupState state, TopicIndex topics) {
        Set<String> names = new TreeSet<>();
        state.members.values().forEach(it -> names.addAll(state.topics(it)));
        long hash = 0;
        for (String name : names) {
            TopicIndex.Entry topic = topics.find(name);
            if (topic != null) {
                hash = 31 * hash + name.hashCode();
                hash = 31 * hash + topic.id().hashCode();
                hash = 31 * hash + topic.partitions();
            }
        }
        return hash;
    }

    /** Static members by their instance ids, so that one that comes back is in its old place; the others behind them. */
    private static Map<String, Set<String>> order(ConsumerGroupState state, Map<String, Set<String>> subscriptions) {
        Map<String, Set<String>> ordered = new java.util.LinkedHashMap<>();
        state.members.values().stream()
                .sorted(java.util.Comparator.comparing((ConsumerMember it) -> it.instanceId() == null ? 1 : 0)
                        .thenComparing(it -> java.util.Objects.requireNonNullElse(it.instanceId(), it.memberId())))
                .forEach(it -> ordered.put(it.memberId(), subscriptions.getOrDefault(it.memberId(), Set.of())));
        return ordered;
    }

    private Map<String, Integer> counts(Map<String, Set<String>> subscriptions) {
        Map<String, Integer> counts = new HashMap<>();
        subscriptions.values().stream().flatMap(Set::stream).distinct().forEach(name -> {
            TopicIndex.Entry topic = topics.find(name);
            if (topic != null) {
                counts.put(name, topic.partitions());
            }
        });
        return counts;
    }

    private Set<TopicPartition> named(Set<IdPartition> partitions) {
        Set<TopicPartition> named = new HashSet<>();
        partitions.forEach(it -> topics.named(it).ifPresent(named::add));
        return named;
    }

    private Set<IdPartition> identified(Set<TopicPartition> partitions) {
        Set<IdPartition> identified = new HashSet<>();
        partitions.forEach(it -> topics.identified(it).ifPresent(identified::add));
        return identified;
    }
}
