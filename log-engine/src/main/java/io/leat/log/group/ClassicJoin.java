package io.leat.log.group;

import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * What a client says when it joins a group by the classic protocol.
 *
 * @param memberId empty at the first time
 * @param newMemberId the id it gets if it needs one: chance comes in as an argument
 * @param instanceId {@code group.instance.id}; null for a dynamic member
 * @param protocols what it can do, what it likes best first
 * @param mustKnowItsId whether it is sent back with an id of its own before it becomes a member (JoinGroup v4 and later)
 * @param canSkipAssignment whether a leader can be told that there is nothing to assign (JoinGroup v9 and later)
 */
public record ClassicJoin(
        String memberId,
        String newMemberId,
        @Nullable String instanceId,
        String clientId,
        String clientHost,
        int rebalanceTimeoutMs,
        int sessionTimeoutMs,
        String protocolType,
        List<Protocol> protocols,
        boolean mustKnowItsId,
        boolean canSkipAssignment) {

    public ClassicJoin {
        protocols = List.copyOf(protocols);
    }

    /** A way to share out partitions, or whatever the group is about, with what the member says for it. */
    public record Protocol(String name, Bytes metadata) {}
}
