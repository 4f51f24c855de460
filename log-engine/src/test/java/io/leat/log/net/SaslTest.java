package io.leat.log.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leat.testing.KafkaTool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialDeletion;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.ResourceNotFoundException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnacceptableCredentialException;
import org.apache.kafka.common.errors.UnsupportedSaslMechanismException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(120)
class SaslTest {
    private static final String PLAIN_USERS =
            "org.apache.kafka.common.security.plain.PlainLoginModule required user_alice=\"wonder-land\" user_bob=\"bobs-own\";";
    private static final String OAUTH_MODULE =
            "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required";

    @TempDir
    Path dir;

    @Test
    void plainLetsThoseInWhoAreNamedInTheSettingsAndTheyAreWhoTheySay() throws Throwable {
        Map<String, String> settings = new HashMap<>(plain());
        settings.put("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
        settings.put("super.users", "User:alice");
        try (SecureLog log = open(settings)) {
            SecureLog.send(log.address(0), user("PLAIN", "alice", "wonder-land"), "plain", "hello");
            assertThat(SecureLog.read(log.address(0), user("PLAIN", "alice", "wonder-land"), "plain", 1))
                    .hasSize(1);
            assertThatThrownBy(
                            () -> SecureLog.send(log.address(0), user("PLAIN", "bob", "bobs-own"), "plain", "not his"))
                    .isInstanceOf(TopicAuthorizationException.class);
            assertThatThrownBy(() -> SecureLog.send(log.address(0), user("PLAIN", "alice", "guess"), "plain", "x"))
                    .isInstanceOf(SaslAuthenticationException.class)
                    .message()
                    .doesNotContain("wonder-land");
            assertThatThrownBy(() ->
                            SecureLog.send(log.address(0), user("SCRAM-SHA-256", "alice", "wonder-land"), "plain", "x"))
                    .isInstanceOf(UnsupportedSaslMechanismException.class)
                    .hasMessageContaining("PLAIN");
        }
    }

    @ParameterizedTest
    @EnumSource(names = "UNKNOWN", mode = EnumSource.Mode.EXCLUDE)
    void scramUsersAreMadeByAdminAndKeptAndNeitherTheFolderNorTheAnswersHoldAPassword(ScramMechanism mechanism)
            throws Throwable {
        Map<String, String> settings = scram();
        try (SecureLog log = open(settings);
                Admin admin = SecureLog.admin(log.address(1), Map.of())) {
            admin.alterUserScramCredentials(List.of(new UserScramCredentialUpsertion(
                            "carol", new ScramCredentialInfo(mechanism, 8192), "carols-secret")))
                    .all()
                    .get();
            SecureLog.send(log.address(0), user(mechanism.mechanismName(), "carol", "carols-secret"), "scram", "one");
        }
        try (SecureLog log = open(settings);
                Admin admin = SecureLog.admin(log.address(1), Map.of())) {
            Map<String, String> carol = user(mechanism.mechanismName(), "carol", "carols-secret");
            SecureLog.send(log.address(0), carol, "scram", "after a restart");
            assertThat(admin.describeUserScramCredentials().all().get().get("carol"))
                    .isNotNull()
                    .extracting(it -> it.credentialInfos())
                    .isEqualTo(List.of(new ScramCredentialInfo(mechanism, 8192)));
            assertThatThrownBy(() -> SecureLog.send(
                            log.address(0), user(mechanism.mechanismName(), "carol", "wrong"), "scram", "x"))
                    .isInstanceOf(SaslAuthenticationException.class);
            admin.alterUserScramCredentials(List.of(new UserScramCredentialDeletion("carol", mechanism)))
                    .all()
                    .get();
            assertThatThrownBy(() -> SecureLog.send(log.address(0), carol, "scram", "no more"))
                    .isInstanceOf(SaslAuthenticationException.class);
        }
        assertThat(Files.readString(dir.resolve("leat-catalogue"), java.nio.charset.StandardCharsets.ISO_8859_1))
                .contains("carol")
                .doesNotContain("carols-secret");
    }

    @Test
    void whatScramUsersMayNotBeIsRefusedAsKafkaDoes() throws Exception {
        try (SecureLog log = open(scram());
                Admin admin = SecureLog.admin(log.address(1), Map.of())) {
            var results = admin.alterUserScramCredentials(List.of(
                            upsertion("few", 4095),
                            upsertion("many", 16385),
                            upsertion("", 4096),
                            upsertion("good", 4096)))
                    .values();
            assertFails(results.get("few"), UnacceptableCredentialException.class, "Too few iterations");
            assertFails(results.get("many"), UnacceptableCredentialException.class, "Too many iterations");
            assertFails(results.get(""), UnacceptableCredentialException.class, "Username must not be empty");
            assertThat(results.get("good")).isNotNull().satisfies(it -> it.get());
            var gone = admin.alterUserScramCredentials(
                    List.of(new UserScramCredentialDeletion("nobody", ScramMechanism.SCRAM_SHA_512)));
            assertFails(gone.values().get("nobody"), ResourceNotFoundException.class, "does not exist");
            assertFails(
                    admin.describeUserScramCredentials(List.of("nobody")).description("nobody"),
                    ResourceNotFoundException.class,
                    "nobody");
        }
    }

    @Test
    void kafkasOwnToolMakesAndRemovesScramUsers() throws Throwable {
        try (SecureLog log = open(scram())) {
            configs(
                    log,
                    "--alter",
                    "--add-config",
                    "SCRAM-SHA-512=[iterations=4096,password=dave-pw]",
                    "--entity-name",
                    "dave");
            SecureLog.send(log.address(0), user("SCRAM-SHA-512", "dave", "dave-pw"), "tool", "x");
            configs(log, "--alter", "--delete-config", "SCRAM-SHA-512", "--entity-name", "dave");
            assertThatThrownBy(
                            () -> SecureLog.send(log.address(0), user("SCRAM-SHA-512", "dave", "dave-pw"), "tool", "x"))
                    .isInstanceOf(SaslAuthenticationException.class);
        }
    }

    /** Kafka's unsecured tokens are taken only where their validator is named. */
    @Test
    void tokensAreJudgedByTheValidatorThatIsNamed() throws Throwable {
        Map<String, String> settings = new HashMap<>();
        settings.put("listeners", "SASL_PLAINTEXT://127.0.0.1:0");
        settings.put("sasl.enabled.mechanisms", "OAUTHBEARER");
        assertThatThrownBy(() -> open(settings).close())
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("sasl.oauthbearer.jwks.endpoint.url");
        settings.put(
                "listener.name.sasl_plaintext.oauthbearer.sasl.server.callback.handler.class",
                "org.apache.kafka.common.security.oauthbearer.internals.unsecured.OAuthBearerUnsecuredValidatorCallbackHandler");
        try (SecureLog log = open(settings)) {
            Map<String, String> client = Map.of(
                    "security.protocol", "SASL_PLAINTEXT",
                    "sasl.mechanism", "OAUTHBEARER",
                    "sasl.login.callback.handler.class",
                            "org.apache.kafka.common.security.oauthbearer.internals.unsecured.OAuthBearerUnsecuredLoginCallbackHandler",
                    "sasl.jaas.config", OAUTH_MODULE + " unsecuredLoginStringClaim_sub=\"erin\";");
            SecureLog.send(log.address(0), client, "tokens", "x");
        }
    }

    @Test
    void aSessionIsRenewedWhileItGoesOnAndEndsForWhoDoesNot() throws Exception {
        Map<String, String> settings = new HashMap<>(plain());
        settings.put("connections.max.reauth.ms", "1500");
        try (SecureLog log = open(settings);
                Producer<byte[], byte[]> producer =
                        SecureLog.producer(log.address(0), user("PLAIN", "alice", "wonder-land"))) {
            long end = System.nanoTime() + Duration.ofSeconds(5).toNanos();
            while (System.nanoTime() < end) {
                producer.send(new ProducerRecord<>("sessions", 0, null, new byte[100]))
                        .get(10, TimeUnit.SECONDS);
            }
            double renewed = producer.metrics().entrySet().stream()
                    .filter(it -> it.getKey().name().equals("successful-reauthentication-total"))
                    .mapToDouble(it -> (double) it.getValue().metricValue())
                    .sum();
            assertThat(renewed).isGreaterThanOrEqualTo(2);
        }
    }

    @Test
    void usersOfOneListenerAreNotThoseOfAnother() throws Throwable {
        Map<String, String> settings = new HashMap<>(plain());
        settings.put("listeners", "SASL_PLAINTEXT://127.0.0.1:0,SECOND://127.0.0.1:0");
        settings.put("listener.security.protocol.map", "SASL_PLAINTEXT:SASL_PLAINTEXT,SECOND:SASL_PLAINTEXT");
        settings.put("listener.name.second.plain.sasl.jaas.config", PLAIN_USERS.replace("wonder-land", "other"));
        try (SecureLog log = open(settings)) {
            SecureLog.send(log.address(0), user("PLAIN", "alice", "wonder-land"), "two", "x");
            SecureLog.send(log.address(1), user("PLAIN", "alice", "other"), "two", "x");
            assertThatThrownBy(() -> SecureLog.send(log.address(1), user("PLAIN", "alice", "wonder-land"), "two", "x"))
                    .isInstanceOf(SaslAuthenticationException.class);
        }
    }

    @Test
    void aMechanismWithoutUsersIsRefusedAtStartByTheNameOfTheSetting() {
        assertThatThrownBy(() -> open(Map.of(
                                "listeners", "SASL_PLAINTEXT://127.0.0.1:0",
                                "sasl.enabled.mechanisms", "PLAIN"))
                        .close())
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("listener.name.sasl_plaintext.plain.sasl.jaas.config");
        assertThatThrownBy(() -> open(Map.of("listeners", "SASL_PLAINTEXT://127.0.0.1:0"))
                        .close())
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("GSSAPI")
                .hasMessageContaining("sasl.enabled.mechanisms");
    }

    @Test
    void manyLoginsAtOnceEachFindTheirUser() throws Exception {
        try (SecureLog log = open(scram());
                Admin admin = SecureLog.admin(log.address(1), Map.of())) {
            admin.alterUserScramCredentials(IntStream.range(0, 8)
                            .mapToObj(i -> (org.apache.kafka.clients.admin.UserScramCredentialAlteration)
                                    new UserScramCredentialUpsertion(
                                            "user" + i,
                                            new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_256, 4096),
                                            "secret" + i))
                            .toList())
                    .all()
                    .get();
            List<Throwable> failures = new java.util.concurrent.CopyOnWriteArrayList<>();
            List<Thread> threads = IntStream.range(0, 8)
                    .mapToObj(i -> new Thread(() -> {
                        try {
                            SecureLog.send(
                                    log.address(0), user("SCRAM-SHA-256", "user" + i, "secret" + i), "many", "x");
                        } catch (Throwable e) {
                            failures.add(e);
                        }
                    }))
                    .toList();
            threads.forEach(Thread::start);
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(failures).isEmpty();
        }
    }

    private static UserScramCredentialUpsertion upsertion(String user, int iterations) {
        return new UserScramCredentialUpsertion(
                user, new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_256, iterations), "pw");
    }

    private static void assertFails(@Nullable KafkaFuture<?> future, Class<? extends Throwable> error, String message) {
        assertThatThrownBy(() -> Objects.requireNonNull(future).get())
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(error)
                .hasMessageContaining(message);
    }

    private static KafkaTool.Result configs(SecureLog log, String... arguments) {
        List<String> all =
                new java.util.ArrayList<>(List.of("--bootstrap-server", log.address(1), "--entity-type", "users"));
        all.addAll(List.of(arguments));
        return KafkaTool.run("kafka.admin.ConfigCommand", all.toArray(String[]::new))
                .orFail();
    }

    private SecureLog open(Map<String, String> settings) {
        return SecureLog.open(dir, settings);
    }

    private static Map<String, String> plain() {
        return Map.of(
                "listeners", "SASL_PLAINTEXT://127.0.0.1:0",
                "sasl.enabled.mechanisms", "PLAIN",
                "listener.name.sasl_plaintext.plain.sasl.jaas.config", PLAIN_USERS);
    }

    /** Beside the listener of SCRAM there is an open one, by which users are made. */
    private static Map<String, String> scram() {
        return Map.of(
                "listeners", "SASL_PLAINTEXT://127.0.0.1:0,PLAINTEXT://127.0.0.1:0",
                "sasl.enabled.mechanisms", "SCRAM-SHA-256,SCRAM-SHA-512");
    }

    private static Map<String, String> user(String mechanism, String name, String password) {
        String module = mechanism.equals("PLAIN")
                ? "org.apache.kafka.common.security.plain.PlainLoginModule"
                : "org.apache.kafka.common.security.scram.ScramLoginModule";
        return Map.of(
                "security.protocol",
                "SASL_PLAINTEXT",
                "sasl.mechanism",
                mechanism,
                "sasl.jaas.config",
                module + " required username=\"" + name + "\" password=\"" + password + "\";");
    }
}
