package io.leat.log.group;

import java.util.HashSet;
import java.util.Set;

/**
 * Where a member of a {@link ConsumerGroup} stands on its way to what it shall have.
 *
 * @param epoch what it was last told, or shall be told next; -2 for a static member that is away
 * @param previousEpoch what it was told before: it may not have heard the last
 * @param assigned what it may own
 * @param revoking what it must give up before it gets anything else
 */
public record MemberAssignment(
        int epoch, int previousEpoch, State state, Set<IdPartition> assigned, Set<IdPartition> revoking) {

    /** The states by Kafka's names. */
    public enum State {
        /** It has what it shall have in its epoch. */
        STABLE(0),
        /** It is to give up some partitions. */
        UNREVOKED_PARTITIONS(1),
        /** It waits for partitions that others are to give up. */
        UNRELEASED_PARTITIONS(2);

        private final int code;

        State(int code) {
            this.code = code;
        }

        int code() {
            return code;
        }

        /** One that is not known is as good as waiting: it goes on from where it is. */
        static State of(int code) {
            return code == STABLE.code
                    ? STABLE
                    : code == UNREVOKED_PARTITIONS.code ? UNREVOKED_PARTITIONS : UNRELEASED_PARTITIONS;
        }
    }

    /** The epoch of a static member that has left and is to come back. */
    static final int AWAY = -2;

    static final MemberAssignment NONE = new MemberAssignment(0, 0, State.STABLE, Set.of(), Set.of());

    public MemberAssignment {
        assigned = Set.copyOf(assigned);
        revoking = Set.copyOf(revoking);
    }

    /** All that nobody else may have. */
    public Set<IdPartition> held() {
        Set<IdPartition> held = new HashSet<>(assigned);
        held.addAll(revoking);
        return held;
    }

    MemberAssignment in(int newEpoch, State newState, Set<IdPartition> newAssigned, Set<IdPartition> newRevoking) {
        int before = newEpoch == epoch ? previousEpoch : epoch;
        return new MemberAssignment(newEpoch, before, newState, newAssigned, newRevoking);
    }
}
