package io.leat.log.group;

import io.leat.log.group.GroupRecord.AssignmentLogged;
import io.leat.log.group.GroupRecord.EpochLogged;
import io.leat.log.group.GroupRecord.MemberLogged;
import io.leat.log.group.GroupRecord.RegexLogged;
import io.leat.log.group.GroupRecord.TargetEpochLogged;
import io.leat.log.group.GroupRecord.TargetLogged;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What is logged of a {@link ConsumerGroup}: it changes by {@link #apply} alone (D8). */
final class ConsumerGroupState {

    /** Topics that an expression was found to mean. */
    record Resolved(Set<String> topics, long at) {}

    int epoch;
    long metadataHash;
    int targetEpoch;
    final Map<String, ConsumerMember> members = new TreeMap<>();
    final Map<String, Set<IdPartition>> targets = new HashMap<>();
    final Map<String, MemberAssignment> assignments = new HashMap<>();
    final Map<String, Resolved> regexes = new TreeMap<>();
    private final Map<IdPartition, String> holders = new HashMap<>();

    ConsumerGroupState() {}

    private ConsumerGroupState(ConsumerGroupState other) {
        epoch = other.epoch;
        metadataHash = other.metadataHash;
        targetEpoch = other.targetEpoch;
        members.putAll(other.members);
        targets.putAll(other.targets);
        assignments.putAll(other.assignments);
        regexes.putAll(other.regexes);
        holders.putAll(other.holders);
    }

    /** One to think on: what is applied to it does not happen. */
    ConsumerGroupState copy() {
        return new ConsumerGroupState(this);
    }

    void apply(GroupRecord record) {
        if (record instanceof EpochLogged it) {
            epoch = it.epoch();
            metadataHash = it.metadataHash();
        } else if (record instanceof TargetEpochLogged it) {
            targetEpoch = it.epoch();
        } else if (record instanceof MemberLogged it) {
            put(members, it.memberId(), it.member());
        } else if (record instanceof TargetLogged it) {
            put(targets, it.memberId(), it.target());
        } else if (record instanceof AssignmentLogged it) {
            assign(it.memberId(), it.assignment());
        } else if (record instanceof RegexLogged it) {
            put(regexes, it.regex(), it.topics() == null ? null : new Resolved(it.topics(), it.at()));
        }
    }

    private static <T> void put(Map<String, T> map, String key, @Nullable T value) {
        if (value == null) {
            map.remove(key);
        } else {
            map.put(key, value);
        }
    }

    private void assign(String memberId, @Nullable MemberAssignment next) {
        MemberAssignment before = assignments.get(memberId);
        if (before != null) {
            before.held().forEach(it -> holders.remove(it, memberId));
        }
        put(assignments, memberId, next);
        if (next != null) {
            next.held().forEach(it -> holders.put(it, memberId));
        }
    }

    MemberAssignment assignment(String memberId) {
        return assignments.getOrDefault(memberId, MemberAssignment.NONE);
    }

    Set<IdPartition> target(String memberId) {
        return targets.getOrDefault(memberId, Set.of());
    }

    boolean isHeld(IdPartition partition) {
        return holders.containsKey(partition);
    }

    Optional<ConsumerMember> ofInstance(@Nullable String instanceId) {
        return instanceId == null
                ? Optional.empty()
                : members.values().stream()
                        .filter(it -> instanceId.equals(it.instanceId()))
                        .findFirst();
    }

    /** All topics a member subscribes to. */
    Set<String> topics(ConsumerMember member) {
        Resolved matching = member.regex() == null ? null : regexes.get(member.regex());
        if (matching == null) {
            return member.topics();
        }
        Set<String> all = new HashSet<>(member.topics());
        all.addAll(matching.topics());
        return all;
    }

    /** Whether a member has all it shall have. */
    boolean reconciled(String memberId) {
        MemberAssignment at = assignment(memberId);
        return at.state() == MemberAssignment.State.STABLE && at.epoch() == targetEpoch;
    }
}
