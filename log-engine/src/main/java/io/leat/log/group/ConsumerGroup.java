package io.leat.log.group;

import io.leat.log.group.GroupRecord.AssignmentLogged;
import io.leat.log.group.GroupRecord.EpochForgotten;
import io.leat.log.group.GroupRecord.EpochLogged;
import io.leat.log.group.GroupRecord.MemberLogged;
import io.leat.log.group.GroupRecord.RegexLogged;
import io.leat.log.group.GroupRecord.TargetLogged;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.IntSupplier;
import java.util.function.Predicate;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.FencedMemberEpochException;
import org.apache.kafka.common.errors.GroupMaxSizeReachedException;
import org.apache.kafka.common.errors.StaleMemberEpochException;
import org.apache.kafka.common.errors.UnknownMemberIdException;
import org.apache.kafka.common.errors.UnreleasedInstanceIdException;
import org.apache.kafka.common.errors.UnsupportedAssignorException;
import org.jspecify.annotations.Nullable;

/**
 * A group of the consumer protocol (KIP-848): the server shares out partitions, and leads each member there by its heartbeats.
 *
 * <pre>
 *   a member comes, goes, subscribes anew; a topic grows  ──▶  group epoch + 1
 *   the epoch is ahead of the target                      ──▶  a new target: who shall have what
 *   each heartbeat                                        ──▶  one step of that member: {@link Reconciliation}
 * </pre>
 *
 * <p>Steps return records and change nothing; {@link #apply} does (D8). Beside what is logged a group knows, as long as the process
 * lives, until when each member is to be heard of. For one thread at a time.
 */
public final class ConsumerGroup implements Members {

    /**
     * What the broker's settings say of all groups.
     *
     * @param assignors names, the default first
     */
    public record Limits(int maxSize, int sessionTimeoutMs, List<String> assignors, int regexRefreshMs) {}

    /**
     * What a step asks to be logged, and what the member is told then.
     *
     * @param epoch to be sent with its next words
     * @param assignment what it may own; null if that has not changed
     */
    public record Answer(
            List<GroupRecord> records,
            String memberId,
            int epoch,
            @Nullable Set<IdPartition> assignment) {}

    private final String id;
    private final Limits limits;
    private final IntSupplier sessionTimeoutMs;
    private final ConsumerGroupState state = new ConsumerGroupState();
    private final Sessions sessions = new Sessions();
    private final ClassicSide classic = new ClassicSide(this, state, sessions);
    private final Expressions expressions;
    private @Nullable TopicIndex seen;
    private long emptySince = -1;

    public ConsumerGroup(String id, Limits limits) {
        this(id, limits, limits::sessionTimeoutMs);
    }

    /** @param sessionTimeoutMs what it is for this group, at each moment */
    public ConsumerGroup(String id, Limits limits, IntSupplier sessionTimeoutMs) {
        this.id = id;
        this.sessionTimeoutMs = sessionTimeoutMs;
        this.limits = limits;
        this.expressions = new Expressions(id, limits.regexRefreshMs());
    }

    /** As {@link #heartbeat(ConsumerHeartbeat, Predicate, TopicIndex, long)}, of a member that may see all topics. */
    public Answer heartbeat(ConsumerHeartbeat words, TopicIndex topics, long now) {
        return heartbeat(words, topic -> true, topics, now);
    }

    /**
     * Judges what a member says, and where that leads it.
     *
     * @param visible the topics that it may see: its expression means no others
     */
    public Answer heartbeat(ConsumerHeartbeat words, Predicate<String> visible, TopicIndex topics, long now) {
        Draft draft = new Draft(id, state);
        if (words.leaves()) {
            return leave(draft, words, topics);
        }
        ConsumerMember before = identify(draft, words);
        ConsumerMember member = words.on(before);
        checkAssignor(member.assignor());
        boolean changed = before == null
                || !before.topics().equals(member.topics())
                || !Objects.equals(before.regex(), member.regex());
        if (!member.equals(before)) {
            draft.log(new MemberLogged(id, member.memberId(), member));
        }
        if (before != null && !Objects.equals(before.regex(), member.regex())) {
            dropUnused(draft, before.regex());
        }
        boolean resolved = expressions.resolve(draft, topics, visible, now);
        renew(draft, changed || resolved, topics, now);
        MemberAssignment next = step(draft, words.memberId(), words.owned());
        boolean tell = words.joins()
                || words.full()
                || !next.assigned().equals(state.assignment(words.memberId()).assigned());
        Answer answer = new Answer(draft.records(), words.memberId(), next.epoch(), tell ? next.assigned() : null);
        sessions.heard(member.memberId(), now + sessionTimeoutMs(member));
        sessions.revokes(draft.state().assignment(member.memberId()), member, now);
        return answer;
    }

    /** The group's epoch and target, after what a member has said. */
    void renew(Draft draft, boolean changed, TopicIndex topics, long now) {
        bump(draft, changed, topics);
        new Targets(limits.assignors(), topics).renew(draft, now);
    }

    /** Judges who was not heard of for a whole session, or holds on to what it was to give up. */
    public List<GroupRecord> expire(TopicIndex topics, long now) {
        sessions.tick(now);
        Draft draft = new Draft(id, state);
        state.members.keySet().stream()
                .filter(it -> sessions.over(it, state.assignment(it), now))
                .forEach(it -> remove(draft, it));
        if (draft.changed()) {
            bump(draft, true, topics);
        }
        return draft.records();
    }

    /** Removes members; nothing is said of those that are none. */
    public List<GroupRecord> remove(List<String> memberIds, TopicIndex topics) {
        Draft draft = new Draft(id, state);
        memberIds.stream().filter(state.members::containsKey).forEach(it -> remove(draft, it));
        if (draft.changed()) {
            bump(draft, true, topics);
        }
        return draft.records();
    }

    /** All records that make the group forgotten. */
    public List<GroupRecord> forget() {
        Draft draft = new Draft(id, state);
        List.copyOf(state.members.keySet()).forEach(it -> remove(draft, it));
        List.copyOf(draft.state().regexes.keySet()).forEach(it -> draft.log(new RegexLogged(id, it, null, 0)));
        draft.log(new EpochForgotten(id, true));
        draft.log(new EpochForgotten(id, false));
        return draft.records();
    }

    /** Its members that speak the classic protocol. */
    public ClassicSide classic() {
        return classic;
    }

    /** Whether there are members, and all of them speak the classic protocol. */
    public boolean allClassic() {
        return !state.members.isEmpty() && state.members.values().stream().allMatch(it -> it.classic() != null);
    }

    public String id() {
        return id;
    }

    /** Makes a logged change true; it was logged {@code now}. */
    public void apply(GroupRecord record, long now) {
        boolean had = !state.members.isEmpty();
        state.apply(record);
        if (record instanceof MemberLogged it) {
            if (it.member() == null) {
                sessions.forget(it.memberId());
            } else {
                sessions.begin(it.memberId(), now + sessionTimeoutMs(it.member()));
            }
        }
        if (had && state.members.isEmpty()) {
            emptySince = now;
        }
    }

    /** After a restart: each member has a whole session from now on to be heard of. Named are those that lived in the process that ended. */
    public List<String> resume(long now) {
        state.members.values().forEach(it -> sessions.heard(it.memberId(), now + sessionTimeoutMs(it)));
        return state.members.values().stream()
                .filter(LocalMembers::isOne)
                .map(ConsumerMember::memberId)
                .toList();
    }

    /** What a step said could not be logged: nothing of what it saw counts as seen. */
    public void lost() {
        seen = null;
        expressions.lost();
    }

    /** The group as those see it who look from outside. */
    public record View(int epoch, int targetEpoch, String assignor, List<Viewed> members) {}

    /** A member as those see it who look from outside. */
    public record Viewed(ConsumerMember member, int epoch, Set<IdPartition> assigned, Set<IdPartition> target) {}

    /** The group as of now. */
    public View view() {
        List<Viewed> all = state.members.values().stream()
                .map(it -> new Viewed(
                        it,
                        state.assignment(it.memberId()).epoch(),
                        state.assignment(it.memberId()).assigned(),
                        state.target(it.memberId())))
                .toList();
        return new View(state.epoch, state.targetEpoch, Targets.preferred(state, limits.assignors()), all);
    }

    /** Members as they are now, by their ids. */
    public List<ConsumerMember> members() {
        return List.copyOf(state.members.values());
    }

    /** Where a member stands. */
    public MemberAssignment assignment(String memberId) {
        return state.assignment(memberId);
    }

    @Override
    public boolean isEmpty() {
        return state.members.isEmpty();
    }

    @Override
    public boolean blank() {
        return state.members.isEmpty() && state.epoch == 0;
    }

    @Override
    public int epoch() {
        return state.epoch;
    }

    @Override
    public OptionalLong expiresFrom(String topic, long committedAt) {
        if (state.members.isEmpty()) {
            return OptionalLong.of(Math.max(emptySince, committedAt));
        }
        return subscribesTo(topic) ? OptionalLong.empty() : OptionalLong.of(committedAt);
    }

    @Override
    public boolean subscribesTo(String topic) {
        return state.members.values().stream().anyMatch(it -> state.topics(it).contains(topic));
    }

    @Override
    public void checkCommitter(String memberId, @Nullable String instanceId, int epoch, boolean transactional) {
        boolean nobody = epoch < 0 && memberId.isEmpty();
        if ((epoch < 0 && state.members.isEmpty()) || (nobody && transactional)) {
            return;
        }
        checkEpoch(memberId, epoch);
    }

    /**
     * Judges who asks for offsets: anybody who does not say who it is, or a member in its epoch.
     *
     * @throws UnknownMemberIdException if there is no such member
     * @throws StaleMemberEpochException if it is in another epoch
     */
    public void checkEpoch(String memberId, int epoch) {
        if (require(state, memberId).classic() != null) {
            classic.checkGeneration(memberId, epoch);
            return;
        }
        int known = state.assignment(memberId).epoch();
        if (epoch != known) {
            throw new StaleMemberEpochException("The member %s of the group %s speaks of the epoch %d; it is in %d."
                    .formatted(memberId, id, epoch, known));
        }
    }

    @Override
    public String state() {
        if (state.members.isEmpty()) {
            return "Empty";
        }
        if (state.epoch > state.targetEpoch) {
            return "Assigning";
        }
        return state.members.keySet().stream().allMatch(state::reconciled) ? "Stable" : "Reconciling";
    }

    @Override
    public String protocolType() {
        return CONSUMER;
    }

    /** The member that speaks, as it was; null for a new one. */
    private @Nullable ConsumerMember identify(Draft draft, ConsumerHeartbeat words) {
        ConsumerMember same = draft.state().ofInstance(words.instanceId()).orElse(null);
        if (same != null && !same.memberId().equals(words.memberId())) {
            if (!words.joins()) {
                throw fenced(words);
            }
            checkReleased(same);
            return replace(draft, same, words.memberId());
        }
        ConsumerMember known = draft.state().members.get(words.memberId());
        if (words.joins()) {
            if (known == null) {
                checkRoom();
            }
            return known;
        }
        ConsumerMember member = require(draft.state(), words.memberId());
        checkEpoch(words, state.assignment(words.memberId()));
        return member;
    }

    void checkRoom() {
        if (state.members.size() >= limits.maxSize()) {
            throw new GroupMaxSizeReachedException(
                    "The group %s has %d members already; group.consumer.max.size allows no more."
                            .formatted(id, limits.maxSize()));
        }
    }

    private void checkReleased(ConsumerMember old) {
        boolean away = state.assignment(old.memberId()).epoch() == MemberAssignment.AWAY;
        if (!away && old.classic() == null) { // Those of the classic protocol do not say that they go.
            throw new UnreleasedInstanceIdException(
                    "The group.instance.id %s is used in the group %s by the member %s, which has not left."
                            .formatted(old.instanceId(), id, old.memberId()));
        }
    }

    /** A static member that comes by another id takes the place of the one there was. */
    ConsumerMember replace(Draft draft, ConsumerMember old, String memberId) {
        MemberAssignment held = state.assignment(old.memberId());
        Set<IdPartition> target = state.target(old.memberId());
        draft.remove(old.memberId());
        ConsumerMember next = old.as(memberId);
        draft.log(new MemberLogged(id, memberId, next));
        draft.log(new TargetLogged(id, memberId, target));
        draft.log(new AssignmentLogged(
                id, memberId, new MemberAssignment(0, 0, MemberAssignment.State.STABLE, held.assigned(), Set.of())));
        return next;
    }

    private void checkEpoch(ConsumerHeartbeat words, MemberAssignment known) {
        if (words.epoch() > known.epoch()) {
            throw new FencedMemberEpochException(
                    "The member %s of the group %s speaks of the epoch %d and was told %d. It is to give up all partitions and join anew."
                            .formatted(words.memberId(), id, words.epoch(), known.epoch()));
        }
        boolean missedTheLast = words.epoch() == known.previousEpoch()
                && words.owned() != null
                && known.assigned().containsAll(words.owned());
        if (words.epoch() < known.epoch() && !missedTheLast) {
            throw new FencedMemberEpochException(
                    "The member %s of the group %s speaks of the epoch %d, which is over: it is in %d. It is to give up all partitions and join anew."
                            .formatted(words.memberId(), id, words.epoch(), known.epoch()));
        }
    }

    private void checkAssignor(@Nullable String assignor) {
        if (assignor != null && !limits.assignors().contains(assignor)) {
            throw new UnsupportedAssignorException("The assignor %s is not served: group.consumer.assignors has %s."
                    .formatted(assignor, String.join(", ", limits.assignors())));
        }
    }

    private Answer leave(Draft draft, ConsumerHeartbeat words, TopicIndex topics) {
        ConsumerMember member = state.ofInstance(words.instanceId()).orElse(null);
        if (member == null) {
            member = require(state, words.memberId());
        }
        if (!member.memberId().equals(words.memberId())) {
            throw fenced(words);
        }
        if (words.epoch() == ConsumerHeartbeat.LEAVE_FOR_A_WHILE) {
            MemberAssignment held = state.assignment(member.memberId());
            MemberAssignment away =
                    new MemberAssignment(MemberAssignment.AWAY, held.epoch(), held.state(), held.assigned(), Set.of());
            draft.log(new AssignmentLogged(id, member.memberId(), away));
        } else {
            remove(draft, member.memberId());
            bump(draft, true, topics);
        }
        return new Answer(draft.records(), words.memberId(), words.epoch(), null);
    }

    private void remove(Draft draft, String memberId) {
        ConsumerMember gone = draft.state().members.get(memberId);
        draft.remove(memberId);
        if (gone != null) {
            dropUnused(draft, gone.regex());
        }
    }

    private void dropUnused(Draft draft, @Nullable String regex) {
        boolean used = draft.state().members.values().stream().anyMatch(it -> Objects.equals(it.regex(), regex));
        if (regex != null && !used) {
            draft.log(new RegexLogged(id, regex, null, 0));
        }
    }

    private void bump(Draft draft, boolean changed, TopicIndex topics) {
        if (!changed && topics == seen) {
            return;
        }
        long hash = Targets.hash(draft.state(), topics);
        if (changed || hash != draft.state().metadataHash) {
            draft.log(new EpochLogged(id, draft.state().epoch + 1, hash));
        }
        seen = topics;
    }

    /** Leads a member one step on. */
    MemberAssignment step(Draft draft, String memberId, @Nullable Set<IdPartition> owned) {
        ConsumerGroupState now = draft.state();
        MemberAssignment at = now.assignment(memberId);
        MemberAssignment next = new Reconciliation(now.targetEpoch, now.target(memberId), owned, now::isHeld).step(at);
        if (!next.equals(at) || !now.assignments.containsKey(memberId)) {
            draft.log(new AssignmentLogged(id, memberId, next));
        }
        return next;
    }

    private ConsumerMember require(ConsumerGroupState in, String memberId) {
        ConsumerMember member = in.members.get(memberId);
        if (member == null) {
            throw unknown(memberId);
        }
        return member;
    }

    UnknownMemberIdException unknown(String memberId) {
        return new UnknownMemberIdException(
                "The group %s has no member %s: it left, or was not heard of for too long.".formatted(id, memberId));
    }

    private FencedInstanceIdException fenced(ConsumerHeartbeat words) {
        return new FencedInstanceIdException(
                "The member %s of the group %s was replaced by another of the same group.instance.id, %s."
                        .formatted(words.memberId(), id, words.instanceId()));
    }

    /** In-process members are heard of when they poll, so their session is as long as they may go without. */
    private int sessionTimeoutMs(ConsumerMember member) {
        ConsumerMember.Classic words = member.classic();
        if (words != null) {
            return words.sessionTimeoutMs();
        }
        return LocalMembers.isOne(member) ? member.rebalanceTimeoutMs() : sessionTimeoutMs.getAsInt();
    }
}
