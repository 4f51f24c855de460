package io.leat.log.group;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a member of a {@link ConsumerGroup} says of itself, as it is logged.
 *
 * @param instanceId {@code group.instance.id}; null for a dynamic member
 * @param topics what it subscribes to by name
 * @param regex what it subscribes to by an expression; null if it does not
 * @param assignor how it wants partitions to be shared out; null if it does not mind
 * @param classic what it says by the classic protocol; null if it does not speak that
 */
public record ConsumerMember(
        String memberId,
        @Nullable String instanceId,
        @Nullable String rackId,
        String clientId,
        String clientHost,
        int rebalanceTimeoutMs,
        Set<String> topics,
        @Nullable String regex,
        @Nullable String assignor,
        @Nullable Classic classic) {

    public ConsumerMember {
        topics = Set.copyOf(topics);
    }

    /** The words of a member that speaks the classic protocol. */
    public record Classic(int sessionTimeoutMs, List<ClassicJoin.Protocol> protocols) {
        public Classic {
            protocols = List.copyOf(protocols);
        }
    }

    /** The same words by another member. */
    ConsumerMember as(String otherId) {
        return new ConsumerMember(
                otherId,
                instanceId,
                rackId,
                clientId,
                clientHost,
                rebalanceTimeoutMs,
                topics,
                regex,
                assignor,
                classic);
    }
}
