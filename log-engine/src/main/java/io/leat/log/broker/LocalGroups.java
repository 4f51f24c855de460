package io.leat.log.broker;

import io.leat.log.group.ConsumerGroup;
import io.leat.log.group.ConsumerHeartbeat;
import io.leat.log.group.ConsumerMember;
import io.leat.log.group.IdPartition;
import io.leat.log.group.LocalMembers;
import io.leat.log.group.MemberAssignment;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.UnknownMemberIdException;
import org.jspecify.annotations.Nullable;

/**
 * Members in this process: they speak the consumer protocol, name partitions and not ids, and are told of changes by a bell, so that they
 * need not ask again and again.
 */
final class LocalGroups {

    /** Who looks at a group's version, or waits for it to change. */
    private static final class Bells {
        private final AtomicLong version = new AtomicLong();
        private final List<Runnable> bells = new CopyOnWriteArrayList<>();

        void ring() {
            version.incrementAndGet();
            bells.forEach(Runnable::run);
        }
    }

    private final GroupTable table;
    private final ConsumerGroups consumers;
    private final Map<String, Bells> bells = new ConcurrentHashMap<>();

    LocalGroups(GroupTable table) {
        this.table = table;
        this.consumers = new ConsumerGroups(table, this::ring);
    }

    /** All members of that protocol, those on the network too. */
    ConsumerGroups consumers() {
        return consumers;
    }

    Groups.Assigned join(Groups.Join join) {
        GroupTable.checkGroupId(join.groupId());
        table.checkSession(join.sessionTimeoutMs());
        String memberId = join.memberId().isEmpty() ? join.clientId() + "-" + Uuid.randomUuid() : join.memberId();
        String instanceId = orNull(join.instanceId());
        release(join.groupId(), memberId, instanceId);
        return say(
                join.groupId(),
                new ConsumerHeartbeat(
                        memberId,
                        ConsumerHeartbeat.JOIN,
                        instanceId,
                        null,
                        join.clientId(),
                        LocalMembers.HOST,
                        join.sessionTimeoutMs(),
                        join.topics(),
                        null,
                        null,
                        Set.of()));
    }

    /** A second consumer of this process with the same instance id takes over from the first, which is fenced. */
    private void release(String groupId, String memberId, @Nullable String instanceId) {
        consumers
                .find(groupId)
                .ifPresent(group -> group.members().stream()
                        .filter(it -> instanceId != null && instanceId.equals(it.instanceId()))
                        .filter(it -> it.clientHost().equals(LocalMembers.HOST)
                                && !it.memberId().equals(memberId))
                        .map(ConsumerMember::memberId)
                        .findFirst()
                        .ifPresent(old -> leave(groupId, old, instanceId, ConsumerHeartbeat.LEAVE_FOR_A_WHILE)));
    }

    Groups.Assigned heartbeat(
            String groupId,
            String memberId,
            String instanceId,
            int epoch,
            Set<TopicPartition> owned,
            Set<String> subscribed) {
        Set<IdPartition> ids = new HashSet<>();
        owned.forEach(it -> table.topics().identified(it).ifPresent(ids::add));
        ConsumerMember known =
                consumers.find(groupId).flatMap(it -> member(it, memberId)).orElse(null);
        return say(
                groupId,
                new ConsumerHeartbeat(
                        memberId,
                        epoch,
                        orNull(instanceId),
                        null,
                        known == null ? "" : known.clientId(),
                        LocalMembers.HOST,
                        -1,
                        subscribed,
                        null,
                        null,
                        ids));
    }

    void leave(String groupId, String memberId) {
        consumers
                .find(groupId)
                .flatMap(group -> member(group, memberId))
                .ifPresent(it -> leave(groupId, memberId, it.instanceId(), ConsumerHeartbeat.LEAVE));
    }

    private void leave(String groupId, String memberId, @Nullable String instanceId, int how) {
        try {
            consumers.heartbeat(
                    groupId,
                    new ConsumerHeartbeat(
                            memberId, how, instanceId, null, "", LocalMembers.HOST, -1, null, null, null, null));
        } catch (UnknownMemberIdException | FencedInstanceIdException e) {
            return; // It is gone already, which is what was asked for.
        }
    }

    private Groups.Assigned say(String groupId, ConsumerHeartbeat words) {
        ConsumerGroup.Answer answer = consumers.heartbeat(groupId, words);
        ConsumerGroup group = consumers.find(groupId).orElseThrow();
        MemberAssignment at = group.assignment(words.memberId());
        boolean settled = at.state() == MemberAssignment.State.STABLE && at.epoch() == group.epoch();
        return new Groups.Assigned(words.memberId(), answer.epoch(), named(at.assigned()), settled);
    }

    private static java.util.Optional<ConsumerMember> member(ConsumerGroup group, String memberId) {
        return group.members().stream()
                .filter(it -> it.memberId().equals(memberId))
                .findFirst();
    }

    /** By their names; those of topics that are gone are left out. */
    Set<TopicPartition> named(Set<IdPartition> partitions) {
        Set<TopicPartition> named = new HashSet<>();
        partitions.forEach(it -> table.topics().named(it).ifPresent(named::add));
        return named;
    }

    long version(String groupId) {
        return bells(groupId).version.get();
    }

    void watch(String groupId, Runnable bell) {
        bells(groupId).bells.add(bell);
    }

    void unwatch(String groupId, Runnable bell) {
        bells(groupId).bells.remove(bell);
    }

    /** Topics came, grew or went: every member is asked to look. */
    void topicsChanged() {
        bells.values().forEach(Bells::ring);
    }

    private void ring(String groupId) {
        Bells listeners = bells.get(groupId);
        if (listeners != null) {
            listeners.ring();
        }
    }

    private Bells bells(String groupId) {
        return bells.computeIfAbsent(groupId, it -> new Bells());
    }

    private static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }
}
