package io.leat.log.api;

import java.util.concurrent.CompletionException;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.AbstractRequest;
import org.apache.kafka.common.requests.AbstractResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What goes wrong, as the protocol says it. */
final class Failures {
    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

    private Failures() {}

    /** The request's own error response. What is no {@link ApiException} is a fault of this program, and logged. */
    static AbstractResponse response(AbstractRequest request, Throwable failure) {
        Throwable bare = bare(failure);
        if (Errors.forException(bare) == Errors.UNKNOWN_SERVER_ERROR) {
            LOG.error("{} could not be answered", request.apiKey(), bare);
        }
        AbstractResponse response = request.getErrorResponse(bare);
        if (response == null) {
            throw new IllegalStateException(request.apiKey() + " has no error response", bare);
        }
        return response;
    }

    /** The error of a part of a request; as {@link #response}, a fault of this program is logged. */
    static Errors error(Throwable failure) {
        Throwable bare = bare(failure);
        Errors error = Errors.forException(bare);
        if (error == Errors.UNKNOWN_SERVER_ERROR) {
            LOG.error("A part of a request could not be answered", bare);
        }
        return error;
    }

    static Throwable bare(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }
}
