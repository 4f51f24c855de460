package io.leat.log.broker;

import io.leat.log.partition.Verification;
import org.apache.kafka.common.errors.ApiException;
import org.jspecify.annotations.Nullable;

/**
 * Whether a batch of a transaction may be appended to a partition.
 *
 * @param verification to append it with; null if it needs none
 * @param refusal why it may not; null if it may
 */
public record Admitted(
        @Nullable Verification verification, @Nullable ApiException refusal) {
    static final Admitted ALREADY = new Admitted(null, null);
}
