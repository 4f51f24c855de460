package io.leat.log.group;

import java.util.HashMap;
import java.util.Map;

/** Until when the members of a {@link ConsumerGroup} are to be heard of, and to have given up what they were told to. Not logged. */
final class Sessions {
    private record Revocation(int epoch, long deadline) {}

    private final Map<String, Long> deadlines = new HashMap<>();
    private final Map<String, Revocation> revocations = new HashMap<>();
    /** Until when those of the classic protocol are to take their next step: to join again, or to ask what they got. */
    private final Map<String, Long> debts = new HashMap<>();

    private final Map<String, Long> given = new HashMap<>();

    /** That a member was logged: a deadline it has already stays. */
    void begin(String memberId, long deadline) {
        deadlines.putIfAbsent(memberId, deadline);
    }

    void heard(String memberId, long deadline) {
        deadlines.put(memberId, deadline);
    }

    /** That an id was given out, with which somebody is to come back. */
    void gave(String memberId, long deadline) {
        given.put(memberId, deadline);
    }

    /** Whether an id was given out, and not used yet. */
    boolean took(String memberId) {
        return given.remove(memberId) != null;
    }

    /** Forgets ids that nobody came back with. */
    void tick(long now) {
        given.values().removeIf(deadline -> now >= deadline);
    }

    void owes(String memberId, long deadline) {
        debts.putIfAbsent(memberId, deadline);
    }

    void paid(String memberId) {
        debts.remove(memberId);
    }

    /** Where a member stands now: it has its rebalance timeout to give up what it must. */
    void revokes(MemberAssignment at, ConsumerMember member, long now) {
        if (at.state() != MemberAssignment.State.UNREVOKED_PARTITIONS) {
            revocations.remove(member.memberId());
        } else if (!isOf(at, member.memberId())) {
            revocations.put(member.memberId(), new Revocation(at.epoch(), now + member.rebalanceTimeoutMs()));
        }
    }

    private boolean isOf(MemberAssignment at, String memberId) {
        Revocation known = revocations.get(memberId);
        return known != null && known.epoch == at.epoch();
    }

    boolean over(String memberId, MemberAssignment at, long now) {
        Revocation revocation = revocations.get(memberId);
        return now >= deadlines.getOrDefault(memberId, Long.MAX_VALUE)
                || now >= debts.getOrDefault(memberId, Long.MAX_VALUE)
                || (revocation != null && revocation.epoch == at.epoch() && now >= revocation.deadline);
    }

    void forget(String memberId) {
        deadlines.remove(memberId);
        revocations.remove(memberId);
        debts.remove(memberId);
    }
}
