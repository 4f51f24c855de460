package io.leat.log.net;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leat.log.api.RawClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.message.SaslAuthenticateRequestData;
import org.apache.kafka.common.message.SaslHandshakeRequestData;
import org.apache.kafka.common.requests.MetadataRequest;
import org.apache.kafka.common.requests.SaslAuthenticateRequest;
import org.apache.kafka.common.requests.SaslAuthenticateResponse;
import org.apache.kafka.common.requests.SaslHandshakeRequest;
import org.apache.kafka.common.security.scram.internals.ScramFormatter;
import org.apache.kafka.common.security.scram.internals.ScramMessages.ClientFinalMessage;
import org.apache.kafka.common.security.scram.internals.ScramMessages.ClientFirstMessage;
import org.apache.kafka.common.security.scram.internals.ScramMessages.ServerFirstMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Logins that need more than a password on an open line: over TLS, with signed tokens, with librdkafka's nonce, for a while. */
@Timeout(120)
class LoginsTest {
    private static final String ALLOWED_URLS = "org.apache.kafka.sasl.oauthbearer.allowed.urls";

    @TempDir
    Path dir;

    @Test
    void scramOverTlsNeedsTheRightPasswordAndATrustedKey() throws Throwable {
        Certificates certificates = new Certificates(dir);
        Path key = certificates.key("server");
        try (SecureLog log = open(Map.of(
                        "listeners", "SASL_SSL://127.0.0.1:0,PLAINTEXT://127.0.0.1:0",
                        "sasl.enabled.mechanisms", "SCRAM-SHA-512",
                        "ssl.keystore.location", key.toString(),
                        "ssl.keystore.password", Certificates.PASSWORD,
                        "ssl.keystore.type", "PKCS12"));
                Admin admin = SecureLog.admin(log.address(1), Map.of())) {
            give(admin, "carol", "carols-secret", ScramMechanism.SCRAM_SHA_512);
            Map<String, String> carol = new HashMap<>(scram("SASL_SSL", "carol", "carols-secret"));
            carol.put(
                    "ssl.truststore.location",
                    certificates.trusting("trust", key).toString());
            carol.put("ssl.truststore.password", Certificates.PASSWORD);
            carol.put("ssl.truststore.type", "PKCS12");
            SecureLog.send(log.address(0), carol, "sealed", "hello");
            assertThat(SecureLog.read(log.address(0), carol, "sealed", 1)).hasSize(1);

            Map<String, String> guessing = new HashMap<>(carol);
            guessing.putAll(scram("SASL_SSL", "carol", "guess"));
            assertThatThrownBy(() -> SecureLog.send(log.address(0), guessing, "sealed", "x"))
                    .isInstanceOf(SaslAuthenticationException.class);
            Map<String, String> distrusting = new HashMap<>(carol);
            Path other = certificates.trusting("other-trust", certificates.key("other"));
            distrusting.put("ssl.truststore.location", other.toString());
            assertThatThrownBy(() -> SecureLog.send(log.address(0), distrusting, "sealed", "x"))
                    .isInstanceOf(SslAuthenticationException.class);
        }
    }

    /** Up to 2.6.0 librdkafka sends its own nonce twice (librdkafka #4895); any other nonce is nobody's. */
    @Test
    void theNonceOfOldLibrdkafkaIsTakenAndNoOther() throws Exception {
        try (SecureLog log = open(Map.of(
                        "listeners", "SASL_PLAINTEXT://127.0.0.1:0,PLAINTEXT://127.0.0.1:0",
                        "sasl.enabled.mechanisms", "SCRAM-SHA-256"));
                Admin admin = SecureLog.admin(log.address(1), Map.of())) {
            give(admin, "carol", "carols-secret", ScramMechanism.SCRAM_SHA_256);
            assertThat(login(log, "carols-secret", "")).isEmpty();
            assertThat(login(log, "carols-secret", "mine")).isEmpty();
            assertThat(login(log, "carols-secret", "other")).isNotEmpty();
            assertThat(login(log, "guess", "mine")).isNotEmpty();
        }
    }

    /** Logs carol in, with {@code before} in front of the nonce; says what the log has against it. */
    private static String login(SecureLog log, String password, String before) throws Exception {
        ScramFormatter formatter =
                new ScramFormatter(org.apache.kafka.common.security.scram.internals.ScramMechanism.SCRAM_SHA_256);
        try (RawClient client = new RawClient(log.address(0), "old")) {
            client.ask(new SaslHandshakeRequest.Builder(new SaslHandshakeRequestData().setMechanism("SCRAM-SHA-256"))
                    .build());
            ClientFirstMessage first = new ClientFirstMessage("carol", "mine", Map.of());
            ServerFirstMessage server =
                    new ServerFirstMessage(authenticate(client, first.toBytes()).saslAuthBytes());
            ClientFinalMessage last = new ClientFinalMessage("n,,".getBytes(UTF_8), before + server.nonce());
            last.proof(formatter.clientProof(
                    formatter.saltedPassword(password, server.salt(), server.iterations()), first, server, last));
            return java.util.Objects.requireNonNullElse(
                    authenticate(client, last.toBytes()).errorMessage(), "");
        }
    }

    private static SaslAuthenticateResponse authenticate(RawClient client, byte[] bytes) throws IOException {
        return (SaslAuthenticateResponse) client.ask(
                new SaslAuthenticateRequest.Builder(new SaslAuthenticateRequestData().setAuthBytes(bytes)).build());
    }

    /** Kafka's own validator, with the public key in a file; a client with its token in a file. */
    @Test
    void aSignedTokenIsTakenWhileItIsGoodAndSaysWhoItsBearerIs() throws Throwable {
        Tokens tokens = new Tokens();
        Path keys = Files.writeString(dir.resolve("keys.json"), tokens.keySet(), US_ASCII);
        String before = System.getProperty(ALLOWED_URLS);
        System.setProperty(
                ALLOWED_URLS,
                keys.toUri() + ","
                        + List.of("erin", "frank", "late", "other", "forged").stream()
                                .map(it -> dir.resolve(it).toUri().toString())
                                .collect(java.util.stream.Collectors.joining(",")));
        try (SecureLog log = open(Map.of(
                "listeners", "SASL_PLAINTEXT://127.0.0.1:0",
                "sasl.enabled.mechanisms", "OAUTHBEARER",
                "listener.name.sasl_plaintext.oauthbearer.sasl.jaas.config",
                        "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required;",
                "listener.name.sasl_plaintext.oauthbearer.sasl.server.callback.handler.class",
                        "org.apache.kafka.common.security.oauthbearer.OAuthBearerValidatorCallbackHandler",
                "sasl.oauthbearer.jwks.endpoint.url", keys.toUri().toString(),
                "sasl.oauthbearer.expected.audience", "leat",
                "authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
                "super.users", "User:erin"))) {
            SecureLog.send(log.address(0), bearer("erin", tokens.token("erin", "leat", 600)), "tokens", "x");
            assertThatThrownBy(() -> SecureLog.send(
                            log.address(0), bearer("frank", tokens.token("frank", "leat", 600)), "tokens", "x"))
                    .isInstanceOf(TopicAuthorizationException.class);
            assertThatThrownBy(() -> SecureLog.send(
                            log.address(0), bearer("late", tokens.token("erin", "leat", -600)), "tokens", "x"))
                    .isInstanceOf(SaslAuthenticationException.class);
            assertThatThrownBy(() -> SecureLog.send(
                            log.address(0), bearer("other", tokens.token("erin", "elsewhere", 600)), "tokens", "x"))
                    .isInstanceOf(SaslAuthenticationException.class);
            assertThatThrownBy(() -> SecureLog.send(
                            log.address(0), bearer("forged", new Tokens().token("erin", "leat", 600)), "tokens", "x"))
                    .isInstanceOf(SaslAuthenticationException.class);
        } finally {
            if (before == null) {
                System.clearProperty(ALLOWED_URLS);
            } else {
                System.setProperty(ALLOWED_URLS, before);
            }
        }
    }

    private Map<String, String> bearer(String file, String token) throws IOException {
        return Map.of(
                "security.protocol", "SASL_PLAINTEXT",
                "sasl.mechanism", "OAUTHBEARER",
                "sasl.login.callback.handler.class",
                        "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginCallbackHandler",
                "sasl.oauthbearer.token.endpoint.url",
                        Files.writeString(dir.resolve(file), token, US_ASCII)
                                .toUri()
                                .toString(),
                "sasl.jaas.config", "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required;");
    }

    /** A client that does not say again who it is; KafkaProducer does so by itself. */
    @Test
    void aSessionThatIsOverEndsTheConnection() throws Exception {
        try (SecureLog log = open(
                        Map.of(
                                "listeners", "SASL_PLAINTEXT://127.0.0.1:0",
                                "sasl.enabled.mechanisms", "PLAIN",
                                "connections.max.reauth.ms", "1000",
                                "listener.name.sasl_plaintext.plain.sasl.jaas.config",
                                        "org.apache.kafka.common.security.plain.PlainLoginModule required user_alice=\"pw\";"));
                RawClient client = new RawClient(log.address(0), "forgetful").login("alice", "pw")) {
            long start = System.nanoTime();
            long end = start + Duration.ofSeconds(20).toNanos();
            assertThatThrownBy(() -> {
                        while (System.nanoTime() < end) {
                            client.ask(MetadataRequest.Builder.allTopics().build((short) 12));
                        }
                    })
                    .isInstanceOf(IOException.class);
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isBetween(Duration.ofMillis(500), Duration.ofSeconds(15));
        }
    }

    private static void give(Admin admin, String user, String password, ScramMechanism mechanism) throws Exception {
        admin.alterUserScramCredentials(List.of(
                        new UserScramCredentialUpsertion(user, new ScramCredentialInfo(mechanism, 4096), password)))
                .all()
                .get();
    }

    private static Map<String, String> scram(String protocol, String user, String password) {
        return Map.of(
                "security.protocol",
                protocol,
                "sasl.mechanism",
                "SCRAM-SHA-512",
                "sasl.jaas.config",
                "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"%s\" password=\"%s\";"
                        .formatted(user, password));
    }

    private SecureLog open(Map<String, String> settings) {
        return SecureLog.open(dir.resolve("log"), settings);
    }
}
