package io.leat.log.api;

import java.util.List;
import org.apache.kafka.common.message.SaslAuthenticateResponseData;
import org.apache.kafka.common.message.SaslHandshakeResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.SaslAuthenticateRequest;
import org.apache.kafka.common.requests.SaslAuthenticateResponse;
import org.apache.kafka.common.requests.SaslHandshakeRequest;
import org.apache.kafka.common.requests.SaslHandshakeResponse;

/**
 * SaslHandshake and SaslAuthenticate where they have no place: on a listener without SASL, or after the login. Those of a login are
 * answered by the authenticator of the connection and do not come here.
 */
final class SaslApi implements ApiFamily {

    @Override
    public void serve(Routes routes) {
        routes.onNow(ApiKeys.SASL_HANDSHAKE, SaslApi::handshake)
                .onNow(ApiKeys.SASL_AUTHENTICATE, SaslApi::authenticate);
    }

    private static AbstractResponse handshake(Call who, SaslHandshakeRequest request) {
        return new SaslHandshakeResponse(new SaslHandshakeResponseData()
                .setErrorCode(Errors.ILLEGAL_SASL_STATE.code())
                .setMechanisms(List.of()));
    }

    private static AbstractResponse authenticate(Call who, SaslAuthenticateRequest request) {
        return new SaslAuthenticateResponse(new SaslAuthenticateResponseData()
                .setErrorCode(Errors.ILLEGAL_SASL_STATE.code())
                .setErrorMessage("SaslAuthenticate request received after successful authentication"));
    }
}
