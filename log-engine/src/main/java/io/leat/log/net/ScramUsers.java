package io.leat.log.net;

import org.apache.kafka.common.security.scram.ScramCredential;
import org.apache.kafka.common.security.scram.internals.ScramMechanism;
import org.jspecify.annotations.Nullable;

/** Who may come by SCRAM. For any thread. */
@FunctionalInterface
interface ScramUsers {
    /** The salted keys of {@code user}; null if there is none of that name and mechanism. */
    @Nullable
    ScramCredential find(ScramMechanism mechanism, String user);
}
