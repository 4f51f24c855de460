package io.leat.log.group;

import io.leat.log.group.GroupRecord.ClassicLogged;
import java.util.HashMap;
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

    /** Where a group stands, by Kafka's names. */
    enum State {
        EMPTY("Empty"),
        PREPARING_REBALANCE("PreparingRebalance"),
        COMPLETING_REBALANCE("CompletingRebalance"),
        STABLE("Stable");

        private final String kafkaName;

        State(String kafkaName) {
            this.kafkaName = kafkaName;
        }
    }

    /**
     * What the broker's settings say of all groups.
     *
     * @param newMemberTimeoutMs how long a join waits of a client that does not know its id yet
     */
    public record Limits(int maxSize, int initialDelayMs, int newMemberTimeoutMs) {}

    private final String id;
    private final Limits limits;
    private final ClassicMembers members;
    private final JoinPhase phase = new JoinPhase();
    /** Who got an id and is to come back with it, and until when. */
    private final Map<String, Long> pending = new HashMap<>();

    private State state = State.EMPTY;
    private String protocolType = "";
    private @Nullable String protocol;
    private int generation;
    private long emptySince = -1;
    private long syncDue = Long.MAX_VALUE;

    public ClassicGroup(String id, Limits limits) {
        this.id = id;
        this.limits = limits;
        this.members = new ClassicMembers(id);
    }

    /** A group as it was logged. Its members have a whole session from now on to be heard of. */
    public ClassicGroup(String id, Limits limits, ClassicMetadata logged, long now) {
        this(id, limits);
        protocolType = logged.protocolType();
        protocol = logged.protocol();
        generation = logged.generation();
        for (ClassicMetadata.Member it : logged.members()) {
            ClassicMember member = new ClassicMember(it, protocol);
            member.heard(now);
            members.add(member);
        }
        members.lead(members.isEmpty() ? null : logged.leader());
        state = members.isEmpty() ? State.EMPTY : State.STABLE;
        emptySince = members.isEmpty() ? Math.max(logged.at(), 0) : -1;
    }

    /** Takes a member in, or has it join again. */
    public Outcome join(ClassicJoin join, CompletableFuture<JoinAnswer> waiter, long now) {
        Outcome out = new Outcome();
        Errors refusal = refusal(join);
        if (refusal == Errors.GROUP_MAX_SIZE_REACHED) {
            out.reply(waiter, JoinAnswer.refused(refusal, ""));
            ClassicMember crowdedOut = members.find(join.memberId());
            pending.remove(join.memberId());
            if (crowdedOut != null) {
                remove(out, crowdedOut, now);
            }
        } else if (refusal != Errors.NONE) {
            out.reply(waiter, JoinAnswer.refused(refusal, join.memberId()));
        } else if (join.memberId().isEmpty()) {
            joinAnew(out, join, waiter, now);
        } else if (pending.remove(join.memberId()) != null) {
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
        if (state == State.PREPARING_REBALANCE) {
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
        if (pending.remove(memberId) != null) {
            completeIfAllJoined(out, now);
            return out;
        }
        ClassicMember known = memberId.isEmpty() ? members.ofInstance(instanceId) : null;
        remove(out, known != null ? known : members.require(memberId, instanceId), now);
        return out;
    }

    /** Does what is due by the clock. */
    public Outcome tick(long now) {
        Outcome out = new Outcome();
        if (pending.values().removeIf(due -> now >= due)) {
            completeIfAllJoined(out, now);
        }
        members.all().stream().filter(it -> it.lost(now)).forEach(it -> remove(out, it, now));
        if (now >= syncDue) {
            syncDue = Long.MAX_VALUE;
            members.all().stream().filter(it -> it.owesSync).forEach(it -> remove(out, it, now));
        }
        if (state == State.PREPARING_REBALANCE && phase.over(now)) {
            complete(out, now);
        }
        return out;
    }

    /** The group goes over to the other protocol: whoever waits is to join again. */
    public Outcome givenUp() {
        Outcome out = new Outcome();
        members.all().forEach(it -> it.refuse(out, Errors.REBALANCE_IN_PROGRESS));
        return out;
    }

    String id() {
        return id;
    }

    ClassicMembers members() {
        return members;
    }

    /** What a step said could not be logged: all are to join again. */
    public Outcome lost(long now) {
        Outcome out = new Outcome();
        rebalance(out, now);
        return out;
    }

    @Override
    public boolean isEmpty() {
        return state == State.EMPTY;
    }

    @Override
    public OptionalLong expiresFrom(String topic, long committedAt) {
        if (state == State.EMPTY) {
            return OptionalLong.of(Math.max(emptySince, committedAt));
        }
        boolean known = state == State.STABLE && protocolType.equals(CONSUMER);
        return known && !subscribesTo(topic) ? OptionalLong.of(committedAt) : OptionalLong.empty();
    }

    @Override
    public boolean subscribesTo(String topic) {
        return members.all().stream()
                .anyMatch(it -> ConsumerWords.topics(it.protocols).contains(topic));
    }

    @Override
    public void checkCommitter(String memberId, @Nullable String instanceId, int committed, boolean transactional) {
        if (committed < 0 && state == State.EMPTY) {
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
        if (state == State.COMPLETING_REBALANCE && !transactional) {
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
        return state.kafkaName;
    }

    @Override
    public String protocolType() {
        return protocolType;
    }

    /** The group's protocol; empty unless it has settled on one. */
    public String protocol() {
        return state == State.STABLE && protocol != null ? protocol : "";
    }

    /** All of it, as of now. What members are assigned and say of themselves is empty unless it has settled. */
    public ClassicMetadata metadata() {
        String chosen = state == State.STABLE ? protocol : null;
        return metadata(chosen, emptySince);
    }

    @Override
    public boolean blank() {
        return state == State.EMPTY && generation == 0 && pending.isEmpty();
    }

    @Override
    public int epoch() {
        return generation;
    }

    private Errors refusal(ClassicJoin join) {
        if (!accepts(join.memberId())) {
            return Errors.GROUP_MAX_SIZE_REACHED;
        }
        boolean agrees = state == State.EMPTY
                ? !join.protocolType().isEmpty() && !join.protocols().isEmpty()
                : join.protocolType().equals(protocolType) && members.shareOneOf(join.protocols());
        return agrees ? Errors.NONE : Errors.INCONSISTENT_GROUP_PROTOCOL;
    }

    private boolean accepts(String memberId) {
        if (state == State.EMPTY) {
            return true;
        }
        ClassicMember member = members.find(memberId);
        if (state == State.PREPARING_REBALANCE) {
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
            pending.put(join.newMemberId(), now + join.sessionTimeoutMs());
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
        boolean onlyAsksAgain =
                same && (state == State.COMPLETING_REBALANCE || (state == State.STABLE && !members.leads(member)));
        if (onlyAsksAgain) {
            member.heard(now);
            out.reply(waiter, answer(member)); // The answer of before was lost on its way.
        } else {
            member.says(join);
            await(out, member, waiter);
            member.heard(now);
            rebalanceOrComplete(out, now);
        }
    }

    private void add(Outcome out, String memberId, ClassicJoin join, CompletableFuture<JoinAnswer> waiter, long now) {
        ClassicMember member = new ClassicMember(memberId, join);
        if (members.isEmpty()) {
            protocolType = join.protocolType();
        }
        members.add(member);
        member.deadline = now + limits.newMemberTimeoutMs();
        phase.newcomer();
        await(out, member, waiter);
        rebalanceOrComplete(out, now);
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
        if (state != State.STABLE || !Objects.equals(members.vote(), protocol)) {
            await(out, member, waiter);
            rebalanceOrComplete(out, now);
            return;
        }
        out.log(new ClassicLogged(id, metadata(protocol, now)));
        boolean skips = join.canSkipAssignment() && members.leads(member);
        JoinAnswer answer = new JoinAnswer(
                Errors.NONE,
                generation,
                protocolType,
                protocol,
                // A leader that cannot be told to skip must not know that it leads, lest it assigns anew.
                join.canSkipAssignment() ? Objects.requireNonNullElse(members.leader(), "") : ledBy,
                skips,
                member.id,
                skips ? everybody() : List.of());
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
        switch (state) {
            case EMPTY -> out.reply(waiter, SyncAnswer.refused(Errors.UNKNOWN_MEMBER_ID));
            case PREPARING_REBALANCE -> out.reply(waiter, SyncAnswer.refused(Errors.REBALANCE_IN_PROGRESS));
            case STABLE -> out.reply(waiter, new SyncAnswer(Errors.NONE, protocolType, protocol, member.assignment));
            case COMPLETING_REBALANCE -> {
                member.answerSync(out, SyncAnswer.refused(Errors.REBALANCE_IN_PROGRESS));
                member.syncing = waiter;
                if (members.leads(member)) {
                    settle(out, assignments, now);
                }
            }
        }
    }

    private void settle(Outcome out, Map<String, Bytes> assignments, long now) {
        for (ClassicMember member : members.all()) {
            member.assignment = assignments.getOrDefault(member.id, SyncAnswer.NOTHING);
        }
        state = State.STABLE;
        out.log(new ClassicLogged(id, metadata(protocol, now)));
        for (ClassicMember member : members.all()) {
            if (member.syncing != null) {
                member.heard(now);
                member.answerSync(out, new SyncAnswer(Errors.NONE, protocolType, protocol, member.assignment));
            }
        }
    }

    private void remove(Outcome out, ClassicMember member, long now) {
        member.refuse(out, Errors.UNKNOWN_MEMBER_ID);
        members.remove(member);
        rebalanceOrComplete(out, now);
    }

    private void rebalanceOrComplete(Outcome out, long now) {
        if (state == State.PREPARING_REBALANCE) {
            completeIfAllJoined(out, now);
        } else {
            rebalance(out, now);
        }
    }

    private void rebalance(Outcome out, long now) {
        members.all().forEach(it -> {
            it.answerSync(out, SyncAnswer.refused(Errors.REBALANCE_IN_PROGRESS));
            it.owesSync = false;
        });
        syncDue = Long.MAX_VALUE;
        boolean first = state == State.EMPTY;
        state = State.PREPARING_REBALANCE;
        phase.begin(first, limits.initialDelayMs(), members.longestRebalanceMs(), now);
        if (first && phase.over(now)) {
            complete(out, now);
        } else {
            completeIfAllJoined(out, now);
        }
    }

    private void completeIfAllJoined(Outcome out, long now) {
        boolean all = pending.isEmpty() && members.all().stream().allMatch(it -> it.joining != null);
        if (state == State.PREPARING_REBALANCE && all && !phase.waitsForNewcomers()) {
            complete(out, now);
        }
    }

    /** The next generation, of those who have joined; static members stay in it without a word. */
    private void complete(Outcome out, long now) {
        members.all().stream()
                .filter(it -> it.joining == null && it.instanceId == null)
                .forEach(members::remove);
        if (!members.isEmpty() && !members.electOneThatJoined()) {
            phase.begin(false, 0, members.longestRebalanceMs(), now); // Only silent static members: wait on.
            return;
        }
        generation++;
        if (members.isEmpty()) {
            protocol = null;
            members.lead(null);
            state = State.EMPTY;
            emptySince = now;
            out.log(new ClassicLogged(id, metadata(null, now)));
            return;
        }
        protocol = members.vote();
        state = State.COMPLETING_REBALANCE;
        syncDue = now + members.longestRebalanceMs();
        for (ClassicMember member : members.all()) {
            member.isNew = false;
            member.owesSync = true;
            member.heard(now);
            member.answerJoin(out, answer(member));
        }
    }

    private JoinAnswer answer(ClassicMember member) {
        String leader = Objects.requireNonNullElse(members.leader(), "");
        boolean all = members.leads(member) && state == State.COMPLETING_REBALANCE;
        return new JoinAnswer(
                Errors.NONE,
                generation,
                protocolType,
                protocol,
                leader,
                false,
                member.id,
                all ? everybody() : List.of());
    }

    private List<JoinAnswer.Joined> everybody() {
        return members.all().stream()
                .map(it -> new JoinAnswer.Joined(it.id, it.instanceId, it.metadata(protocol)))
                .toList();
    }

    private ClassicMetadata metadata(@Nullable String chosen, long at) {
        List<ClassicMetadata.Member> all =
                members.all().stream().map(it -> it.logged(chosen)).toList();
        return new ClassicMetadata(protocolType, generation, chosen, members.leader(), at, all);
    }

    private ClassicMember require(Identity who) {
        ClassicMember member = members.require(who.memberId(), who.instanceId());
        if (who.generation() != generation) {
            throw new IllegalGenerationException("The member %s of the group %s speaks of the generation %d; it is %d."
                    .formatted(who.memberId(), id, who.generation(), generation));
        }
        return member;
    }

    private void checkProtocol(@Nullable String type, @Nullable String name) {
        boolean typeAgrees = type == null || type.equals(protocolType);
        boolean nameAgrees = name == null || protocol == null || name.equals(protocol);
        if (!typeAgrees || !nameAgrees) {
            throw new InconsistentGroupProtocolException(
                    "The group %s goes by the protocol %s of the type %s, not by %s of the type %s."
                            .formatted(id, protocol, protocolType, name, type));
        }
    }
}
