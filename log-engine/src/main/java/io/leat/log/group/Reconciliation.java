package io.leat.log.group;

import io.leat.log.group.MemberAssignment.State;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One step of a member towards what it shall have (KIP-848): it first gives up what it is not to have, says so, and then gets what
 * nobody else holds any more.
 *
 * @param target what it shall have in the epoch {@code targetEpoch}
 * @param owned what it says it has; null if it does not say
 * @param held whether some member holds a partition, this one's own {@code assigned} set aside
 */
record Reconciliation(
        int targetEpoch, Set<IdPartition> target, @Nullable Set<IdPartition> owned, Predicate<IdPartition> held) {

    MemberAssignment step(MemberAssignment now) {
        return switch (now.state()) {
            case STABLE -> now.epoch() == targetEpoch ? now : next(now, now.epoch());
            case UNREVOKED_PARTITIONS -> owned == null || ownsAnyOf(now.revoking()) ? now : next(now, now.epoch() + 1);
            case UNRELEASED_PARTITIONS -> next(now, now.epoch());
        };
    }

    private MemberAssignment next(MemberAssignment now, int epoch) {
        Set<IdPartition> kept = new HashSet<>(now.assigned());
        kept.retainAll(target);
        Set<IdPartition> revoking = new HashSet<>(now.assigned());
        revoking.removeAll(target);
        if (!revoking.isEmpty() && ownsAnyOf(revoking)) {
            return now.in(epoch, State.UNREVOKED_PARTITIONS, kept, revoking);
        }
        boolean waits = false;
        Set<IdPartition> assigned = new HashSet<>(kept);
        for (IdPartition partition : target) {
            if (!kept.contains(partition)) {
                if (held.test(partition)) {
                    waits = true;
                } else {
                    assigned.add(partition);
                }
            }
        }
        return now.in(targetEpoch, waits ? State.UNRELEASED_PARTITIONS : State.STABLE, assigned, Set.of());
    }

    private boolean ownsAnyOf(Set<IdPartition> partitions) {
        return owned == null || partitions.stream().anyMatch(owned::contains);
    }
}
