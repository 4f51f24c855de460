package io.leat.log.group;

import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/** The answer to a member that asks for its assignment; empty with an error. */
public record SyncAnswer(
        Errors error,
        @Nullable String protocolType,
        @Nullable String protocol,
        Bytes assignment) {
    static final Bytes NOTHING = Bytes.wrap(new byte[0]);

    static SyncAnswer refused(Errors error) {
        return new SyncAnswer(error, null, null, NOTHING);
    }
}
