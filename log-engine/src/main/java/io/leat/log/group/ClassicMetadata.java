package io.leat.log.group;

import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * What is logged of a group of the classic protocol: Kafka's {@code GroupMetadataValue}. What members say of themselves and what
 * they are assigned are their own business, and kept as bytes.
 *
 * @param protocolType {@code consumer}, {@code connect}, or whatever its members agreed on; empty if there never were any
 * @param protocol how the assignment is made, by the members' vote; null without members
 * @param leader the member that makes it; null without members
 * @param at when the group came to this, in milliseconds since the epoch; -1 if not known
 */
public record ClassicMetadata(
        String protocolType,
        int generation,
        @Nullable String protocol,
        @Nullable String leader,
        long at,
        List<Member> members) {

    public ClassicMetadata {
        members = List.copyOf(members);
    }

    /**
     * A member.
     *
     * @param instanceId {@code group.instance.id}; null for a dynamic member
     * @param subscription its metadata for the group's protocol
     */
    public record Member(
            String memberId,
            @Nullable String instanceId,
            String clientId,
            String clientHost,
            int rebalanceTimeoutMs,
            int sessionTimeoutMs,
            Bytes subscription,
            Bytes assignment) {}
}
