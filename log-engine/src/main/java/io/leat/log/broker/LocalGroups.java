package io.leat.log.broker;

import io.leat.log.group.Grant;
import io.leat.log.group.Group;
import io.leat.log.group.GroupRecord.Member;
import io.leat.log.group.GroupRecord.MembersChanged;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.InconsistentGroupProtocolException;
import org.apache.kafka.common.errors.InvalidSessionTimeoutException;
import org.apache.kafka.common.errors.UnknownMemberIdException;

/** Members in this process: they are told of changes by a bell, and need no answer to wait for. */
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
    private final CatalogueTopics topics;
    private final Map<String, Bells> bells = new ConcurrentHashMap<>();

    LocalGroups(GroupTable table, CatalogueTopics topics) {
        this.table = table;
        this.topics = topics;
    }

    Groups.Assigned join(Groups.Join join) {
        GroupTable.checkGroupId(join.groupId());
        checkSession(join.sessionTimeoutMs());
        Group group = group(table.entry(join.groupId()));
        String memberId = join.memberId().isEmpty() ? join.clientId() + "-" + Uuid.randomUuid() : join.memberId();
        Member member = new Member(
                memberId, join.instanceId(), join.clientId(), join.sessionTimeoutMs(), join.topics(), Set.of());
        int maxSize = table.settings().groupMaxSize();
        commit(group, group.join(member, maxSize, topics.partitionCounts(), table.now()));
        return assigned(group, memberId, Set.of());
    }

    Groups.Assigned heartbeat(String groupId, String memberId, Set<TopicPartition> owned, Set<String> subscribed) {
        Group group = find(groupId)
                .orElseThrow(() ->
                        new UnknownMemberIdException("The group %s has no member %s.".formatted(groupId, memberId)));
        group.heartbeat(memberId, subscribed, topics.partitionCounts(), table.now())
                .ifPresent(change -> commit(group, change));
        return assigned(group, memberId, owned);
    }

    void leave(String groupId, String memberId) {
        find(groupId)
                .ifPresent(group -> group.leave(memberId, topics.partitionCounts(), table.now())
                        .ifPresent(change -> commit(group, change)));
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

    /** Drops members not heard of for a session. */
    void expire() {
        for (GroupEntry entry : table.awake()) {
            if (entry.members() instanceof Group group) {
                group.expire(topics.partitionCounts(), table.now()).ifPresent(change -> commit(group, change));
            }
        }
    }

    /** Topics came, grew or went: every member is asked to look. */
    void topicsChanged() {
        bells.values().forEach(Bells::ring);
    }

    private void commit(Group group, MembersChanged change) {
        Map<String, Integer> counts = topics.partitionCounts();
        long before = group.version();
        table.commit(List.of(change));
        group.applied(counts);
        ringIfChanged(group, before);
    }

    private Groups.Assigned assigned(Group group, String memberId, Set<TopicPartition> owned) {
        long before = group.version();
        Grant grant = group.grant(memberId, owned, table.now());
        ringIfChanged(group, before); // Something was given up that another waits for.
        return new Groups.Assigned(memberId, grant.epoch(), grant.partitions(), grant.settled());
    }

    private void ringIfChanged(Group group, long before) {
        if (group.version() != before) {
            bells(group.id()).ring();
        }
    }

    private Optional<Group> find(String groupId) {
        return table.find(groupId)
                .map(GroupEntry::members)
                .filter(Group.class::isInstance)
                .map(Group.class::cast);
    }

    private static Group group(GroupEntry entry) {
        if (entry.members() instanceof Group group) {
            return group;
        }
        if (!entry.members().isEmpty()) {
            throw new InconsistentGroupProtocolException(
                    ("The group %s has members that joined over the network, by the classic protocol. Consumers of this process can join it"
                                    + " when they have left; or use another group.id.")
                            .formatted(entry.id()));
        }
        Group group = new Group(entry.id(), entry.members().epoch());
        entry.become(group);
        return group;
    }

    private Bells bells(String groupId) {
        return bells.computeIfAbsent(groupId, it -> new Bells());
    }

    private void checkSession(int timeoutMs) {
        int min = table.settings().groupMinSessionTimeoutMs();
        int max = table.settings().groupMaxSessionTimeoutMs();
        if (timeoutMs < min || timeoutMs > max) {
            throw new InvalidSessionTimeoutException(
                    "A session timeout of %d ms is outside of group.min.session.timeout.ms=%d and group.max.session.timeout.ms=%d."
                            .formatted(timeoutMs, min, max));
        }
    }
}
