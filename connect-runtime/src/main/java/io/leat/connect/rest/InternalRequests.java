package io.leat.connect.rest;

import jakarta.ws.rs.core.Response;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import javax.crypto.Mac;
import org.jspecify.annotations.Nullable;

/**
 * What workers of one group ask of their leader, signed with the group's session key (KIP-507, KIP-618). This worker is a group
 * of its own, and nobody else has a key: whoever asks is told so with Kafka Connect's codes.
 */
final class InternalRequests {
    static final String SIGNATURE = "X-Connect-Authorization";
    static final String ALGORITHM = "X-Connect-Request-Signature-Algorithm";

    private InternalRequests() {}

    /** The answer: 400 without a signature, 403 with one. */
    static Response refused(String what, @Nullable String signature, @Nullable String algorithm) {
        return new ErrorMapper().toResponse(refusal(what, signature, algorithm));
    }

    private static RestException refusal(String what, @Nullable String signature, @Nullable String algorithm) {
        if (signature == null || algorithm == null) {
            return RestException.badRequest("Only a worker of the group may " + what + ": the request has no "
                    + SIGNATURE + " and " + ALGORITHM + ". Change the connector itself instead.");
        }
        try {
            Mac.getInstance(algorithm);
            Base64.getDecoder().decode(signature);
        } catch (NoSuchAlgorithmException | IllegalArgumentException e) {
            return RestException.badRequest("The signature of the request cannot be read: " + e.getMessage() + ".");
        }
        return new RestException(
                403, "Only a worker of the group may " + what + ", and this worker is alone: nobody else has its key.");
    }
}
