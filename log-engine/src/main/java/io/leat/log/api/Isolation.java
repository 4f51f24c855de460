package io.leat.log.api;

import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.errors.InvalidRequestException;

/** The isolation level of a request, which is a number in the protocol. */
final class Isolation {
    private Isolation() {}

    /**
     * Whether only committed records are asked for.
     *
     * @throws InvalidRequestException if there is no such level
     */
    static boolean committedOnly(byte level) {
        if (level == IsolationLevel.READ_COMMITTED.id()) {
            return true;
        } else if (level == IsolationLevel.READ_UNCOMMITTED.id()) {
            return false;
        }
        throw new InvalidRequestException(
                "The isolation level %d is neither 0 (read_uncommitted) nor 1 (read_committed).".formatted(level));
    }
}
