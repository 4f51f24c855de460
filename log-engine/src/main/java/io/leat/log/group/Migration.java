package io.leat.log.group;

import io.leat.log.group.GroupRecord.AssignmentLogged;
import io.leat.log.group.GroupRecord.ClassicLogged;
import io.leat.log.group.GroupRecord.EpochLogged;
import io.leat.log.group.GroupRecord.GroupForgotten;
import io.leat.log.group.GroupRecord.MemberLogged;
import io.leat.log.group.GroupRecord.TargetEpochLogged;
import io.leat.log.group.GroupRecord.TargetLogged;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.Subscription;
import org.jspecify.annotations.Nullable;

/**
 * A group that goes over from the classic to the consumer protocol, or back, with its members: each keeps what it has, and the group's
 * numbers go on. Members that speak the classic protocol go on doing so, see {@link ClassicSide}.
 */
public final class Migration {
    private Migration() {}

    /** The records that make a classic group one of the consumer protocol; empty if its members are no consumers. */
    public static Optional<List<GroupRecord>> upgrade(ClassicGroup group, TopicIndex topics, long now) {
        if (!group.protocolType().equals(Members.CONSUMER)) {
            return Optional.empty();
        }
        String id = group.id();
        int epoch = group.epoch();
        List<GroupRecord> records = new ArrayList<>();
        records.add(new GroupForgotten(id));
        List<GroupRecord> targets = new ArrayList<>();
        List<GroupRecord> assignments = new ArrayList<>();
        for (ClassicMember it : group.members().all()) {
            Optional<Subscription> words = ConsumerWords.subscription(it.protocols);
            if (words.isEmpty()) {
                return Optional.empty();
            }
            Set<IdPartition> has = ConsumerWords.assigned(it.assignment, topics);
            records.add(new MemberLogged(id, it.id, member(it, words.get())));
            targets.add(new TargetLogged(id, it.id, has));
            assignments.add(new AssignmentLogged(
                    id, it.id, new MemberAssignment(epoch, epoch, MemberAssignment.State.STABLE, has, Set.of())));
        }
        records.add(new EpochLogged(id, epoch, 0));
        records.addAll(targets);
        records.add(new TargetEpochLogged(id, epoch, now));
        records.addAll(assignments);
        return Optional.of(records);
    }

    private static ConsumerMember member(ClassicMember it, Subscription words) {
        return new ConsumerMember(
                it.id,
                it.instanceId,
                words.rackId().orElse(null),
                it.clientId,
                it.clientHost,
                it.rebalanceTimeoutMs,
                Set.copyOf(words.topics()),
                null,
                null,
                new ConsumerMember.Classic(it.sessionTimeoutMs, it.protocols));
    }

    /** The records that make a group a classic one, once all its members speak that protocol; the last is what the group is then. */
    public static List<GroupRecord> downgrade(ConsumerGroup group, TopicIndex topics, long now) {
        List<GroupRecord> records = new ArrayList<>(group.forget());
        List<ConsumerMember> members = group.members();
        String protocol = protocol(members);
        List<ClassicMetadata.Member> classic =
                members.stream().map(it -> classic(it, protocol, group, topics)).toList();
        records.add(new ClassicLogged(
                group.id(),
                new ClassicMetadata(
                        Members.CONSUMER,
                        group.epoch(),
                        protocol,
                        members.get(0).memberId(),
                        now,
                        classic)));
        return records;
    }

    /** The first protocol that all know, by the liking of the first member. */
    private static @Nullable String protocol(List<ConsumerMember> members) {
        return members.stream()
                .flatMap(it -> names(it).stream())
                .filter(name -> members.stream().allMatch(it -> names(it).contains(name)))
                .findFirst()
                .orElse(null);
    }

    static List<String> names(ConsumerMember member) {
        ConsumerMember.Classic classic = member.classic();
        return classic == null
                ? List.of()
                : classic.protocols().stream().map(ClassicJoin.Protocol::name).toList();
    }

    private static ClassicMetadata.Member classic(
            ConsumerMember it, @Nullable String protocol, ConsumerGroup group, TopicIndex topics) {
        ConsumerMember.Classic words = it.classic();
        if (words == null) {
            throw new IllegalStateException(it.memberId() + " does not speak the classic protocol");
        }
        return new ClassicMetadata.Member(
                it.memberId(),
                it.instanceId(),
                it.clientId(),
                it.clientHost(),
                it.rebalanceTimeoutMs(),
                words.sessionTimeoutMs(),
                words.protocols().stream()
                        .filter(known -> known.name().equals(protocol))
                        .findFirst()
                        .map(ClassicJoin.Protocol::metadata)
                        .orElse(SyncAnswer.NOTHING),
                ConsumerWords.assignment(group.assignment(it.memberId()).assigned(), topics));
    }
}
