package io.leat.log.group;

import java.util.List;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a {@link ClassicJoin}.
 *
 * @param generation -1 with an error
 * @param leader the member that assigns; it alone is told of all {@code members}
 * @param skipAssignment that the leader has nothing to assign: all keep what they have
 */
public record JoinAnswer(
        Errors error,
        int generation,
        @Nullable String protocolType,
        @Nullable String protocol,
        String leader,
        boolean skipAssignment,
        String memberId,
        List<Joined> members) {

    /** A member as the leader sees it. */
    public record Joined(String memberId, @Nullable String instanceId, Bytes metadata) {}

    public JoinAnswer {
        members = List.copyOf(members);
    }

    static JoinAnswer refused(Errors error, String memberId) {
        return new JoinAnswer(error, -1, null, null, "", false, memberId, List.of());
    }
}
