package io.leat.log.net;

import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import javax.security.sasl.SaslException;
import javax.security.sasl.SaslServer;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.security.scram.ScramCredential;
import org.apache.kafka.common.security.scram.internals.ScramFormatter;
import org.apache.kafka.common.security.scram.internals.ScramMechanism;
import org.apache.kafka.common.security.scram.internals.ScramMessages.ClientFinalMessage;
import org.apache.kafka.common.security.scram.internals.ScramMessages.ClientFirstMessage;
import org.apache.kafka.common.security.scram.internals.ScramMessages.ServerFinalMessage;
import org.apache.kafka.common.security.scram.internals.ScramMessages.ServerFirstMessage;
import org.jspecify.annotations.Nullable;

/**
 * The server's side of SCRAM (RFC 5802) for one login:
 *
 * <pre>
 *   FIRST ── user, nonce ──▶ FINAL ── proof of the password ──▶ COMPLETE
 *     └────────────────────────┴── anything wrong ──▶ FAILED
 * </pre>
 *
 * <p>librdkafka before 2.6.1 puts its own nonce twice into its final message (librdkafka #4895). The proof is over what it sent, so it
 * proves the same; that nonce is taken too.
 */
final class ScramServer implements SaslServer {
    private enum State {
        FIRST,
        FINAL,
        COMPLETE,
        FAILED
    }

    /** What is known after the first message. */
    private record Started(
            String user, ScramCredential credential, ClientFirstMessage client, ServerFirstMessage server) {}

    private final ScramMechanism mechanism;
    private final ScramUsers users;
    private final ScramFormatter formatter;
    private State state = State.FIRST;
    private @Nullable Started started;

    ScramServer(ScramMechanism mechanism, ScramUsers users) throws NoSuchAlgorithmException {
        this.mechanism = mechanism;
        this.users = users;
        this.formatter = new ScramFormatter(mechanism);
    }

    @Override
    public byte[] evaluateResponse(byte[] response) throws SaslException {
        try {
            Started login = started;
            if (state == State.FIRST) {
                Started begun = begin(new ClientFirstMessage(response));
                started = begun;
                state = State.FINAL;
                return begun.server().toBytes();
            } else if (state == State.FINAL && login != null) {
                byte[] answer = finish(login, new ClientFinalMessage(response));
                state = State.COMPLETE;
                return answer;
            }
            throw new SaslException("a message of SCRAM after the last");
        } catch (InvalidKeyException e) {
            state = State.FAILED;
            throw new SaslException("The keys of the user cannot be used", e);
        } catch (SaslException | RuntimeException e) {
            state = State.FAILED;
            throw e;
        }
    }

    private Started begin(ClientFirstMessage first) throws SaslException {
        String user = ScramFormatter.username(first.saslName());
        if (!first.authorizationId().isEmpty() && !first.authorizationId().equals(user)) {
            throw new SaslAuthenticationException(
                    "Authentication failed: Client requested an authorization id that is different from username");
        }
        if (first.extensions().tokenAuthenticated()) {
            throw new SaslException("Delegation tokens are not served");
        }
        ScramCredential credential = users.find(mechanism, user);
        if (credential == null) {
            throw new SaslException("Authentication failed: Invalid user credentials");
        }
        ServerFirstMessage answer = new ServerFirstMessage(
                first.nonce(), formatter.secureRandomString(), credential.salt(), credential.iterations());
        return new Started(user, credential, first, answer);
    }

    private byte[] finish(Started login, ClientFinalMessage last) throws SaslException, InvalidKeyException {
        String nonce = login.server().nonce();
        boolean twice = last.nonce().equals(login.client().nonce() + nonce);
        if (!twice && !last.nonce().equals(nonce)) {
            throw new SaslException("Invalid client nonce in the final client message.");
        }
        byte[] storedKey = login.credential().storedKey();
        byte[] signature = formatter.clientSignature(storedKey, login.client(), login.server(), last);
        if (last.proof().length != signature.length
                || !MessageDigest.isEqual(formatter.storedKey(signature, last.proof()), storedKey)) {
            throw new SaslException("Invalid client credentials");
        }
        byte[] proof = formatter.serverSignature(login.credential().serverKey(), login.client(), login.server(), last);
        return new ServerFinalMessage(null, proof).toBytes();
    }

    @Override
    public String getMechanismName() {
        return mechanism.mechanismName();
    }

    @Override
    public boolean isComplete() {
        return state == State.COMPLETE;
    }

    @Override
    public String getAuthorizationID() {
        return complete().user();
    }

    @Override
    public @Nullable Object getNegotiatedProperty(String name) {
        Started unused = complete();
        return null;
    }

    @Override
    public byte[] unwrap(byte[] incoming, int offset, int length) {
        throw new IllegalStateException("SCRAM encrypts nothing: what follows is not wrapped");
    }

    @Override
    public byte[] wrap(byte[] outgoing, int offset, int length) {
        throw new IllegalStateException("SCRAM encrypts nothing: what follows is not wrapped");
    }

    @Override
    public void dispose() {
        started = null;
    }

    private Started complete() {
        Started login = started;
        if (state != State.COMPLETE || login == null) {
            throw new IllegalStateException("the login is not complete");
        }
        return login;
    }
}
