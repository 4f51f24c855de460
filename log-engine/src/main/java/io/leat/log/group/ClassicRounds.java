package io.leat.log.group;

import io.leat.log.group.GroupRecord.ClassicLogged;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/** How a {@link ClassicGroup} comes from one generation to the next: who is in it, how long is waited for whom, and what they agreed on. */
final class ClassicRounds {

    final ClassicMembers members;
    /** Who got an id and is to come back with it, and until when. */
    final Map<String, Long> pending = new HashMap<>();

    ClassicState state = ClassicState.EMPTY;
    String protocolType = "";

    @Nullable
    String protocol;

    int generation;
    long emptySince = -1;

    private final String id;
    private final ClassicGroup.Limits limits;
    private final JoinPhase phase = new JoinPhase();
    private long syncDue = Long.MAX_VALUE;

    ClassicRounds(String id, ClassicGroup.Limits limits) {
        this.id = id;
        this.limits = limits;
        this.members = new ClassicMembers(id);
    }

    /** Takes over what was logged. Members have a whole session from now on to be heard of. */
    void resume(ClassicMetadata logged, long now) {
        protocolType = logged.protocolType();
        protocol = logged.protocol();
        generation = logged.generation();
        for (ClassicMetadata.Member it : logged.members()) {
            ClassicMember member = new ClassicMember(it, protocol);
            member.heard(now);
            members.add(member);
        }
        members.lead(members.isEmpty() ? null : logged.leader());
        state = members.isEmpty() ? ClassicState.EMPTY : ClassicState.STABLE;
        emptySince = members.isEmpty() ? Math.max(logged.at(), 0) : -1;
    }

    /** That somebody new has joined. */
    void newcomer() {
        phase.newcomer();
    }

    /** Does what is due by the clock. */
    void tick(Outcome out, long now) {
        if (pending.values().removeIf(due -> now >= due)) {
            completeIfAllJoined(out, now);
        }
        members.all().stream().filter(it -> it.lost(now)).forEach(it -> remove(out, it, now));
        if (now >= syncDue) {
            syncDue = Long.MAX_VALUE;
            members.all().stream().filter(it -> it.owesSync).forEach(it -> remove(out, it, now));
        }
        if (state == ClassicState.PREPARING_REBALANCE && phase.over(now)) {
            complete(out, now);
        }
    }

    void settle(Outcome out, Map<String, Bytes> assignments, long now) {
        for (ClassicMember member : members.all()) {
            member.assignment = assignments.getOrDefault(member.id, SyncAnswer.NOTHING);
        }
        state = ClassicState.STABLE;
        out.log(new ClassicLogged(id, metadata(protocol, now)));
        for (ClassicMember member : members.all()) {
            if (member.syncing != null) {
                member.heard(now);
                member.answerSync(out, new SyncAnswer(Errors.NONE, protocolType, protocol, member.assignment));
            }
        }
    }

    void remove(Outcome out, ClassicMember member, long now) {
        member.refuse(out, Errors.UNKNOWN_MEMBER_ID);
        members.remove(member);
        rebalanceOrComplete(out, now);
    }

    void rebalanceOrComplete(Outcome out, long now) {
        if (state == ClassicState.PREPARING_REBALANCE) {
            completeIfAllJoined(out, now);
        } else {
            rebalance(out, now);
        }
    }

    void rebalance(Outcome out, long now) {
        members.all().forEach(it -> {
            it.answerSync(out, SyncAnswer.refused(Errors.REBALANCE_IN_PROGRESS));
            it.owesSync = false;
        });
        syncDue = Long.MAX_VALUE;
        boolean first = state == ClassicState.EMPTY;
        state = ClassicState.PREPARING_REBALANCE;
        phase.begin(first, limits.initialDelayMs(), members.longestRebalanceMs(), now);
        if (first && phase.over(now)) {
            complete(out, now);
        } else {
            completeIfAllJoined(out, now);
        }
    }

    void completeIfAllJoined(Outcome out, long now) {
        boolean all = pending.isEmpty() && members.all().stream().allMatch(it -> it.joining != null);
        if (state == ClassicState.PREPARING_REBALANCE && all && !phase.waitsForNewcomers()) {
            complete(out, now);
        }
    }

    /** The next generation, of those who have joined; static members stay in it without a word. */
    void complete(Outcome out, long now) {
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
            state = ClassicState.EMPTY;
            emptySince = now;
            out.log(new ClassicLogged(id, metadata(null, now)));
            return;
        }
        protocol = members.vote();
        state = ClassicState.COMPLETING_REBALANCE;
        syncDue = now + members.longestRebalanceMs();
        for (ClassicMember member : members.all()) {
            member.isNew = false;
            member.owesSync = true;
            member.heard(now);
            member.answerJoin(out, answer(member));
        }
    }

    JoinAnswer answer(ClassicMember member) {
        String leader = Objects.requireNonNullElse(members.leader(), "");
        boolean all = members.leads(member) && state == ClassicState.COMPLETING_REBALANCE;
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

    List<JoinAnswer.Joined> everybody() {
        return members.all().stream()
                .map(it -> new JoinAnswer.Joined(it.id, it.instanceId, it.metadata(protocol)))
                .toList();
    }

    ClassicMetadata metadata(@Nullable String chosen, long at) {
        List<ClassicMetadata.Member> all =
                members.all().stream().map(it -> it.logged(chosen)).toList();
        return new ClassicMetadata(protocolType, generation, chosen, members.leader(), at, all);
    }
}
