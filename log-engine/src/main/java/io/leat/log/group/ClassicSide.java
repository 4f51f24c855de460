package io.leat.log.group;

import io.leat.log.group.ClassicGroup.Identity;
import io.leat.log.group.GroupRecord.MemberLogged;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.Subscription;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.IllegalGenerationException;
import org.apache.kafka.common.errors.InconsistentGroupProtocolException;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * Members of a {@link ConsumerGroup} that speak the classic protocol, while the group goes over. To them it is a group in which somebody
 * else leads: they join, which is one step of {@link Reconciliation}, ask what they are assigned, and are told to join again whenever
 * another step is due.
 */
public final class ClassicSide {

    /** What a join asks to be logged, and its answer then. */
    public record Joining(List<GroupRecord> records, JoinAnswer answer) {}

    private final ConsumerGroup group;
    private final ConsumerGroupState state;
    private final Sessions sessions;

    ClassicSide(ConsumerGroup group, ConsumerGroupState state, Sessions sessions) {
        this.group = group;
        this.state = state;
        this.sessions = sessions;
    }

    /** Takes a member in, or leads it one step on. */
    public Joining join(ClassicJoin join, TopicIndex topics, long now) {
        Subscription words = ConsumerWords.subscription(join.protocols()).orElse(null);
        if (words == null || !join.protocolType().equals(Members.CONSUMER) || !sharesProtocols(join)) {
            return refused(Errors.INCONSISTENT_GROUP_PROTOCOL, join.memberId());
        }
        if (join.memberId().isEmpty() && join.instanceId() == null && join.mustKnowItsId()) {
            sessions.gave(join.newMemberId(), now + join.sessionTimeoutMs());
            return refused(Errors.MEMBER_ID_REQUIRED, join.newMemberId());
        }
        Draft draft = new Draft(group.id(), state);
        String memberId = join.memberId().isEmpty() ? join.newMemberId() : join.memberId();
        try {
            ConsumerMember before = identify(draft, join, memberId);
            return join(draft, join, memberId, before, words, topics, now);
        } catch (ApiException e) {
            return refused(Errors.forException(e), join.memberId());
        }
    }

    private Joining join(
            Draft draft,
            ClassicJoin join,
            String memberId,
            @Nullable ConsumerMember before,
            Subscription words,
            TopicIndex topics,
            long now) {
        ConsumerMember member = new ConsumerMember(
                memberId,
                join.instanceId(),
                words.rackId().orElse(null),
                join.clientId(),
                join.clientHost(),
                join.rebalanceTimeoutMs(),
                Set.copyOf(words.topics()),
                null,
                null,
                new ConsumerMember.Classic(join.sessionTimeoutMs(), join.protocols()));
        if (!member.equals(before)) {
            draft.log(new MemberLogged(group.id(), memberId, member));
        }
        boolean changed = before == null || !before.topics().equals(member.topics());
        group.renew(draft, changed, topics, now);
        // Whatever generation it says it is of: a member that missed an answer still has what it had. (Kafka takes it
        // to have nothing.)
        Set<IdPartition> owned = ConsumerWords.identified(words.ownedPartitions(), topics);
        MemberAssignment next = group.step(draft, memberId, owned);
        sessions.heard(memberId, now + join.sessionTimeoutMs());
        sessions.owes(memberId, now + join.rebalanceTimeoutMs());
        JoinAnswer answer = new JoinAnswer(
                Errors.NONE,
                next.epoch(),
                Members.CONSUMER,
                join.protocols().get(0).name(),
                "",
                false,
                memberId,
                List.of());
        return new Joining(draft.records(), answer);
    }

    private static Joining refused(Errors error, String memberId) {
        return new Joining(List.of(), JoinAnswer.refused(error, memberId));
    }

    private boolean sharesProtocols(ClassicJoin join) {
        return join.protocols().stream()
                .anyMatch(protocol -> state.members.values().stream()
                        .filter(it -> it.classic() != null)
                        .allMatch(it -> Migration.names(it).contains(protocol.name())));
    }

    private @Nullable ConsumerMember identify(Draft draft, ClassicJoin join, String memberId) {
        ConsumerMember same = state.ofInstance(join.instanceId()).orElse(null);
        if (same != null && !same.memberId().equals(memberId)) {
            if (!join.memberId().isEmpty()) {
                throw fenced(join.memberId(), same);
            }
            return group.replace(draft, same, memberId);
        }
        ConsumerMember known = state.members.get(memberId);
        if (known == null) {
            // One that was dropped is to know it, and to give up what it had; Kafka takes it in.
            if (!join.memberId().isEmpty() && !sessions.took(memberId)) {
                throw group.unknown(memberId);
            }
            group.checkRoom();
        }
        return known;
    }

    /** What a member is assigned. */
    public SyncAnswer sync(
            Identity who, @Nullable String protocolType, @Nullable String protocol, TopicIndex topics, long now) {
        try {
            ConsumerMember member = require(who);
            MemberAssignment at = state.assignment(member.memberId());
            String name = Migration.names(member).get(0);
            if (!Objects.requireNonNullElse(protocolType, Members.CONSUMER).equals(Members.CONSUMER)
                    || !Objects.requireNonNullElse(protocol, name).equals(name)) {
                throw new InconsistentGroupProtocolException(
                        "The member %s of the group %s joined by the protocol %s, not by %s."
                                .formatted(who.memberId(), group.id(), name, protocol));
            }
            if (at.epoch() < state.epoch && at.state() != MemberAssignment.State.UNREVOKED_PARTITIONS) {
                throw rebalancing(member, now);
            }
            sessions.paid(who.memberId());
            sessions.heard(who.memberId(), now + sessionTimeoutMs(member));
            return new SyncAnswer(Errors.NONE, Members.CONSUMER, name, ConsumerWords.assignment(at.assigned(), topics));
        } catch (ApiException e) {
            return SyncAnswer.refused(Errors.forException(e));
        }
    }

    /**
     * Keeps a member alive.
     *
     * @throws RebalanceInProgressException if another step is due: it is to join again
     * @throws ApiException if it is not the member it takes itself for
     */
    public void heartbeat(Identity who, long now) {
        ConsumerMember member = require(who);
        sessions.heard(who.memberId(), now + sessionTimeoutMs(member));
        MemberAssignment at = state.assignment(who.memberId());
        boolean stepIsDue = switch (at.state()) {
            case STABLE -> false;
            case UNREVOKED_PARTITIONS -> true;
            case UNRELEASED_PARTITIONS ->
                state.target(who.memberId()).stream()
                        .anyMatch(it -> !at.assigned().contains(it) && !state.isHeld(it));
        };
        if (at.epoch() < state.epoch || stepIsDue) {
            throw rebalancing(member, now);
        }
    }

    /**
     * The id of a member that leaves.
     *
     * @param memberId empty to name a static member by its instance id alone
     * @throws ApiException if there is no such member of the classic protocol
     */
    public String leaver(String memberId, @Nullable String instanceId) {
        ConsumerMember named = state.ofInstance(instanceId).orElse(null);
        if (named != null && !memberId.isEmpty() && !named.memberId().equals(memberId)) {
            throw fenced(memberId, named);
        }
        ConsumerMember member = named != null ? named : state.members.get(memberId);
        if (member == null || member.classic() == null) {
            throw group.unknown(memberId);
        }
        return member.memberId();
    }

    private ConsumerMember require(Identity who) {
        ConsumerMember same = state.ofInstance(who.instanceId()).orElse(null);
        if (same != null && !same.memberId().equals(who.memberId())) {
            throw fenced(who.memberId(), same);
        }
        ConsumerMember member = state.members.get(who.memberId());
        if (member == null || member.classic() == null) {
            throw group.unknown(who.memberId());
        }
        checkGeneration(who.memberId(), who.generation());
        return member;
    }

    void checkGeneration(String memberId, int generation) {
        int epoch = state.assignment(memberId).epoch();
        if (generation != epoch) {
            throw new IllegalGenerationException(
                    "The member %s of the group %s speaks of the generation %d; it is in %d."
                            .formatted(memberId, group.id(), generation, epoch));
        }
    }

    private RebalanceInProgressException rebalancing(ConsumerMember member, long now) {
        sessions.owes(member.memberId(), now + member.rebalanceTimeoutMs());
        return new RebalanceInProgressException("The group " + group.id() + " is rebalancing: join again.");
    }

    private static int sessionTimeoutMs(ConsumerMember member) {
        ConsumerMember.Classic classic = member.classic();
        return classic == null ? 0 : classic.sessionTimeoutMs();
    }

    private FencedInstanceIdException fenced(String memberId, ConsumerMember by) {
        return new FencedInstanceIdException(
                "The member %s of the group %s was replaced by another of the same group.instance.id, %s."
                        .formatted(memberId, group.id(), by.instanceId()));
    }
}
