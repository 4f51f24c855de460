package io.leat.log.group;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a member of a {@link ConsumerGroup} says, again and again. What is null has not changed since it last said it.
 *
 * @param epoch what it was last told; 0 to join, -1 to leave, -2 for a static member to leave and come back
 * @param rebalanceTimeoutMs how long it may take to give up partitions; -1 if it does not say
 * @param regex an expression for topics; empty for none any more
 * @param owned all it has
 */
public record ConsumerHeartbeat(
        String memberId,
        int epoch,
        @Nullable String instanceId,
        @Nullable String rackId,
        String clientId,
        String clientHost,
        int rebalanceTimeoutMs,
        @Nullable Set<String> topics,
        @Nullable String regex,
        @Nullable String assignor,
        @Nullable Set<IdPartition> owned) {
    public static final int JOIN = 0;
    public static final int LEAVE = -1;
    public static final int LEAVE_FOR_A_WHILE = -2;

    public ConsumerHeartbeat {
        topics = topics == null ? null : Set.copyOf(topics);
        owned = owned == null ? null : Set.copyOf(owned);
    }

    boolean joins() {
        return epoch == JOIN;
    }

    boolean leaves() {
        return epoch < JOIN;
    }

    /** Whether it says everything, as after a lost answer: then it is told everything, too. */
    boolean full() {
        return rebalanceTimeoutMs >= 0 && (topics != null || regex != null) && owned != null;
    }

    /** The member, with what is new. */
    ConsumerMember on(@Nullable ConsumerMember before) {
        Set<String> names = topics != null ? topics : before == null ? Set.of() : before.topics();
        String expression = regex != null ? regex : before == null ? null : before.regex();
        return new ConsumerMember(
                memberId,
                instanceId != null ? instanceId : before == null ? null : before.instanceId(),
                rackId != null ? rackId : before == null ? null : before.rackId(),
                clientId,
                clientHost,
                rebalanceTimeoutMs >= 0 || before == null ? rebalanceTimeoutMs : before.rebalanceTimeoutMs(),
                names,
                expression == null || expression.isEmpty() ? null : expression,
                assignor != null ? assignor : before == null ? null : before.assignor(),
                null);
    }
}
