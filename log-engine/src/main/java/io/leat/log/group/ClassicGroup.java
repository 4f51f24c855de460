package io.leat.log.group;

import io.leat.log.group.GroupRecord.ClassicLogged;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.IllegalGenerationException;
import org.apache.kafka.common.errors.InconsistentGroupProtocolException;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.UnknownMemberIdException;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * A group of the classic protocol: members join, one of them leads and assigns, all are told.
 *
 * <pre>
 *            first join                all joined, or time is over              the leader's sync
 *   Empty ──────────────▶ Preparing ─────────────────────────────▶ Completing ─────────────────▶ Stable
 *     ▲                   Rebalance ◀───────────────────────────── Rebalance                       │
 *     │                    │  ▲      a member comes, goes or changes                                │
 *     └────nobody is left──┘  └─────────────────────────────────────────────────────────────────────┘
 * </pre>
 *
 * <p>Requests that must wait bring a future; it is completed by a {@link Outcome.Reply} of this step or of a later one. What is
 * logged is what a restart needs: the members of a generation when it is settled, and that the group is empty. If an outcome's records
 * cannot be logged, {@link #lost} has all members join again. For one thread at a time.
 */
public final class ClassicGroup implements Members {

    /**
     * What the broker's settings say of all groups.
     *
     * @param newMemberTimeoutMs how long a join waits of a client that does not know its id yet
     */
    public record Limits(int maxSize, int initialDelayMs, int newMemberTimeoutMs) {}

    private final String id;
    private final Limits limits;
    private final ClassicRounds rounds;
    private final ClassicMembers members;

    public ClassicGroup(String id, Limits limits) {
        this.id = id;
        this.limits = limits;
        this.rounds = new ClassicRounds(id, limits);
        this.members = rounds.members;
    }

    /** A group as it was logged. Its members have a whole session from now on to be heard of. */
    public ClassicGroup(String id, Limits limits, ClassicMetadata logged, long now) {
        this(id, limits);
        rounds.resume(logged, now);
    }

    /** Takes a member in, or has it join again. */
    public Outcome join(ClassicJoin join, CompletableFuture<JoinAnswer> waiter, long now) {
        Outcome out = new Outcome();
        Errors refusal = refusal(join);
        if (refusal == Errors.GROUP_MAX_SIZE_REACHED) {
            out.reply(waiter, JoinAnswer.refused(refusal, ""));
            ClassicMember crowdedOut = members.find(join.memberId());
            rounds.pending.remove(join.memberId());
            if (crowdedOut != null) {
                rounds.remove(out, crowdedOut, now);
            }
        } else if (refusal != Errors.NONE) {
            out.reply(waiter, JoinAnswer.refused(refusal, join.memberId()));
        } else if (join.memberId().isEmpty()) {
            joinAnew(out, join, waiter, now);
        } else if (rounds.pending.remove(join.memberId()) != null) {
            add(out, join.memberId(), join, waiter, now);
        } else {
            joinAgain(out, join, waiter, now);
        }
        return out;
    }

    /**
     * Tells a member what it is assigned, now or once the leader has said it.
     *
     * @param assignments by member id; empty but from the leader
     */
    public Outcome sync(
            Identity who,
            @Nullable String protocolType,
            @Nullable String protocol,
            Map<String, Bytes> assignments,
            CompletableFuture<SyncAnswer> waiter,
            long now) {
        Outcome out = new Outcome();
        try {
            ClassicMember member = require(who);
            checkProtocol(protocolType, protocol);
            sync(out, member, assignments, waiter, now);
        } catch (ApiException e) {
            out.reply(waiter, SyncAnswer.refused(Errors.forException(e)));
        }
        return out;
    }

    /**
     * Who speaks in which generation.
     *
     * @param instanceId {@code group.instance.id}; null for a dynamic member
     */
    public record Identity(String memberId, @Nullable String instanceId, int generation) {}

    /**
     * Keeps a member alive.
     *
     * @throws RebalanceInProgressException if it is to join again
     * @throws ApiException if it is not the member it takes itself for
     */
    public void heartbeat(Identity who, long now) {
        ClassicMember member = require(who);
        member.heard(now);
        if (rounds.state == ClassicState.PREPARING_REBALANCE) {
            throw new RebalanceInProgressException("The group " + id + " is rebalancing: join again.");
        }
    }

    /**
     * Ends a membership.
     *
     * @param memberId empty to name a static member by its instance id alone
     * @throws ApiException if there is no such member
     */
    public Outcome leave(String memberId, @Nullable String instanceId, long now) {
        Outcome out = new Outcome();
        if (rounds.pending.remove(memberId) != null) {
            rounds.completeIfAllJoined(out, now);
            return out;
        }
        ClassicMember known = memberId.isEmpty() ? members.ofInstance(instanceId) : null;
        rounds.remove(out, known != null ? known : members.require(memberId, instanceId), now);
        return out;
    }

    /** Does what is due by the clock. */
    public Outcome tick(long now) {
        Outcome out = new Outcome();
        rounds.tick(out, now);
        return out;
    }

    String id() {
        return id;
    }

    ClassicMembers members() {
        return members;
    }

    /** The group goes over to the other protocol: whoever waits is to join again. */
    public Outcome givenUp() {
        Outcome out = new Outcome();
        members.all().forEach(it -> it.refuse(out, Errors.REBALANCE_IN_PROGRESS));
        return out;
    }

    /** What a step said could not be logged: all are to join again. */
    public Outcome lost(long now) {
        Outcome out = new Outcome();
        rounds.rebalance(out, now);
        return out;
    }

    @Override
    public boolean isEmpty() {
        return rounds.state == ClassicState.EMPTY;
    }

    @Override
    public OptionalLong expiresFrom(String topic, long committedAt) {
        if (rounds.state == ClassicState.EMPTY) {
            return OptionalLong.of(Math.max(rounds.emptySince, committedAt));
        }
        boolean known = rounds.state == ClassicState.STABLE && rounds.protocolType.equals(CONSUMER);
        return known && !subscribesTo(topic) ? OptionalLong.of(committedAt) : OptionalLong.empty();
    }

    @Override
    public boolean subscribesTo(String topic) {
        return members.all().stream()
                .anyMatch(it -> ConsumerWords.topics(it.protocols).contains(topic));
    }

    @Override
    public void checkCommitter(String memberId, @Nullable String instanceId, int committed, boolean transactional) {
        if (committed < 0 && rounds.state == ClassicState.EMPTY) {
            return;
        }
        if (committed < 0 && memberId.isEmpty() && instanceId == null) {
            if (transactional) {
                return; // Producers of before KIP-447 do not say for whom they commit.
            }
            throw new UnknownMemberIdException(
                    "The group %s has members; only they can commit its offsets, until they have left.".formatted(id));
        }
        require(new Identity(memberId, instanceId, committed));
        if (rounds.state == ClassicState.COMPLETING_REBALANCE && !transactional) {
            throw new RebalanceInProgressException("The group " + id + " is rebalancing: commit when it has settled.");
        }
    }

    /** That a member has committed, which keeps it alive. */
    public void committed(String memberId, long now) {
        ClassicMember member = members.find(memberId);
        if (member != null) {
            member.heard(now);
        }
    }

    @Override
    public String state() {
        return rounds.state.kafkaName();
    }

    @Override
    public String protocolType() {
        return rounds.protocolType;
    }

    /** The group's protocol; empty unless it has settled on one. */
    public String protocol() {
        return rounds.state == ClassicState.STABLE ? Objects.requireNonNullElse(rounds.protocol, "") : "";
    }

    /** All of it, as of now. What members are assigned and say of themselves is empty unless it has settled. */
    public ClassicMetadata metadata() {
        String chosen = rounds.state == ClassicState.STABLE ? rounds.protocol : null;
        return rounds.metadata(chosen, rounds.emptySince);
    }

    @Override
    public boolean blank() {
        return rounds.state == ClassicState.EMPTY && rounds.generation == 0 && rounds.pending.isEmpty();
    }

    @Override
    public int epoch() {
        return rounds.generation;
    }

    private Errors refusal(ClassicJoin join) {
        if (!accepts(join.memberId())) {
            return Errors.GROUP_MAX_SIZE_REACHED;
        }
        boolean agrees = rounds.state == ClassicState.EMPTY
                ? !join.protocolType().isEmpty() && !join.protocols().isEmpty()
                : join.protocolType().equals(rounds.protocolType) && members.shareOneOf(join.protocols());
        return agrees ? Errors.NONE : Errors.INCONSISTENT_GROUP_PROTOCOL;
    }

    private boolean accepts(String memberId) {
        if (rounds.state == ClassicState.EMPTY) {
            return true;
        }
        ClassicMember member = members.find(memberId);
        if (rounds.state == ClassicState.PREPARING_REBALANCE) {
            // Members of before have no right of way over those who came first to this rebalance.
            long waiting =
                    members.all().stream().filter(it -> it.joining != null).count();
            return (member != null && member.joining != null) || waiting < limits.maxSize();
        }
        return member != null || members.size() < limits.maxSize();
    }

    private void joinAnew(Outcome out, ClassicJoin join, CompletableFuture<JoinAnswer> waiter, long now) {
        ClassicMember same = members.ofInstance(join.instanceId());
        if (same != null) {
            replace(out, same, join, waiter, now);
        } else if (join.instanceId() == null && join.mustKnowItsId()) {
            rounds.pending.put(join.newMemberId(), now + join.sessionTimeoutMs());
            out.reply(waiter, JoinAnswer.refused(Errors.MEMBER_ID_REQUIRED, join.newMemberId()));
        } else {
            add(out, join.newMemberId(), join, waiter, now);
        }
    }

    private void joinAgain(Outcome out, ClassicJoin join, CompletableFuture<JoinAnswer> waiter, long now) {
        ClassicMember member;
        try {
            member = members.require(join.memberId(), join.instanceId());
        } catch (ApiException e) {
            out.reply(waiter, JoinAnswer.refused(Errors.forException(e), join.memberId()));
            return;
        }
        boolean same = member.protocols.equals(join.protocols());
        boolean onlyAsksAgain = same
                && (rounds.state == ClassicState.COMPLETING_REBALANCE
                        || (rounds.state == ClassicState.STABLE && !members.leads(member)));
        if (onlyAsksAgain) {
            member.heard(now);
            out.reply(waiter, rounds.answer(member)); // The answer of before was lost on its way.
        } else {
            member.says(join);
            await(out, member, waiter);
            member.heard(now);
            rounds.rebalanceOrComplete(out, now);
        }
    }

    private void add(Outcome out, String memberId, ClassicJoin join, CompletableFuture<JoinAnswer> waiter, long now) {
        ClassicMember member = new ClassicMember(memberId, join);
        if (members.isEmpty()) {
            rounds.protocolType = join.protocolType();
        }
        members.add(member);
        member.deadline = now + limits.newMemberTimeoutMs();
        rounds.newcomer();
        await(out, member, waiter);
        rounds.rebalanceOrComplete(out, now);
    }

    /** KIP-345: the one that comes with the instance id of another takes its place, and what it was assigned. */
    private void replace(
            Outcome out, ClassicMember old, ClassicJoin join, CompletableFuture<JoinAnswer> waiter, long now) {
        ClassicMember member = new ClassicMember(join.newMemberId(), join);
        member.isNew = false;
        member.assignment = old.assignment;
        member.owesSync = old.owesSync;
        member.heard(now);
        String ledBy = Objects.requireNonNullElse(members.leader(), "");
        old.refuse(out, Errors.FENCED_INSTANCE_ID);
        members.replace(old, member);
        if (rounds.state != ClassicState.STABLE || !Objects.equals(members.vote(), rounds.protocol)) {
            await(out, member, waiter);
            rounds.rebalanceOrComplete(out, now);
            return;
        }
        out.log(new ClassicLogged(id, rounds.metadata(rounds.protocol, now)));
        boolean skips = join.canSkipAssignment() && members.leads(member);
        JoinAnswer answer = new JoinAnswer(
                Errors.NONE,
                rounds.generation,
                rounds.protocolType,
                rounds.protocol,
                // A leader that cannot be told to skip must not know that it leads, lest it assigns anew.
                join.canSkipAssignment() ? Objects.requireNonNullElse(members.leader(), "") : ledBy,
                skips,
                member.id,
                skips ? rounds.everybody() : List.of());
        out.reply(waiter, answer);
    }

    private static void await(Outcome out, ClassicMember member, CompletableFuture<JoinAnswer> waiter) {
        member.answerJoin(out, JoinAnswer.refused(Errors.REBALANCE_IN_PROGRESS, member.id)); // It asks anew.
        member.joining = waiter;
    }

    private void sync(
            Outcome out,
            ClassicMember member,
            Map<String, Bytes> assignments,
            CompletableFuture<SyncAnswer> waiter,
            long now) {
        member.heard(now);
        member.owesSync = false;
        switch (rounds.state) {
            case EMPTY -> out.reply(waiter, SyncAnswer.refused(Errors.UNKNOWN_MEMBER_ID));
            case PREPARING_REBALANCE -> out.reply(waiter, SyncAnswer.refused(Errors.REBALANCE_IN_PROGRESS));
            case STABLE ->
                out.reply(waiter, new SyncAnswer(Errors.NONE, rounds.protocolType, rounds.protocol, member.assignment));
            case COMPLETING_REBALANCE -> {
                member.answerSync(out, SyncAnswer.refused(Errors.REBALANCE_IN_PROGRESS));
                member.syncing = waiter;
                if (members.leads(member)) {
                    rounds.settle(out, assignments, now);
                }
            }
        }
    }

    private ClassicMember require(Identity who) {
        ClassicMember member = members.require(who.memberId(), who.instanceId());
        if (who.generation() != rounds.generation) {
            throw new IllegalGenerationException("The member %s of the group %s speaks of the generation %d; it is %d."
                    .formatted(who.memberId(), id, who.generation(), rounds.generation));
        }
        return member;
    }

    private void checkProtocol(@Nullable String type, @Nullable String name) {
        boolean typeAgrees = type == null || type.equals(rounds.protocolType);
        boolean nameAgrees = name == null || rounds.protocol == null || name.equals(rounds.protocol);
        if (!typeAgrees || !nameAgrees) {
            throw new InconsistentGroupProtocolException(
                    "The group %s goes by the protocol %s of the type %s, not by %s of the type %s."
                            .formatted(id, rounds.protocol, rounds.protocolType, name, type));
        }
    }
}
