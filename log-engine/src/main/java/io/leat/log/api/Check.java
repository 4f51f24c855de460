package io.leat.log.api;

import java.util.function.UnaryOperator;
import org.apache.kafka.common.requests.AbstractRequest;
import org.apache.kafka.common.requests.AbstractResponse;

/**
 * What one API asks of the ACLs, before its handler sees the request.
 *
 * @param <Q> the API's request
 */
@FunctionalInterface
interface Check<Q extends AbstractRequest> {
    /** Leaves a response as it is. */
    UnaryOperator<AbstractResponse> AS_IT_IS = it -> it;

    /**
     * Takes out of the request what its sender may not do.
     *
     * @return adds to the handler's response what is said of that, and takes out of it what the sender may not see
     * @throws org.apache.kafka.common.errors.AuthorizationException if nothing is left to be answered
     */
    UnaryOperator<AbstractResponse> apply(Call who, Q request);
}
