package io.leat.log.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leat.log.LogEngine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(120)
class TlsTest {
    @TempDir
    Path dir;

    private Certificates certificates;
    private Path serverKey;
    private Map<String, String> trusting;

    @BeforeEach
    void makeCertificates() {
        certificates = new Certificates(dir);
        serverKey = certificates.key("server");
        trusting = Map.of(
                "security.protocol",
                "SSL",
                "ssl.truststore.location",
                certificates.trusting("of-clients", serverKey).toString(),
                "ssl.truststore.password",
                Certificates.PASSWORD,
                "ssl.truststore.type",
                "PKCS12");
    }

    @Test
    void recordsOfAnySizeGoThereAndBackOverTls() throws Throwable {
        try (SecureLog log = open(keyStore("ssl.", serverKey, "PKCS12"))) {
            SecureLog.send(log.address(0), trusting, "sealed", "first");
            byte[] large = new byte[600_000];
            large[599_999] = 7;
            try (Producer<byte[], byte[]> producer = SecureLog.producer(log.address(0), trusting)) {
                for (int i = 0; i < 10; i++) {
                    producer.send(new ProducerRecord<>("sealed", 0, null, large))
                            .get();
                }
            }
            List<byte[]> values = SecureLog.read(log.address(0), trusting, "sealed", 11);
            assertThat(values).hasSize(11);
            assertThat(values.get(0)).asString().isEqualTo("first");
            assertThat(values.get(10)).isEqualTo(large);
        }
    }

    @ParameterizedTest
    @CsvSource({"JKS", "PEM", "PEM text"})
    void keysComeFromStoresOfAnyKind(String kind) throws Throwable {
        Map<String, String> settings = new HashMap<>();
        if (kind.equals("JKS")) {
            Path jks = certificates.key("other", "JKS");
            settings.putAll(keyStore("listener.name.ssl.ssl.", jks, "JKS"));
            trusting = new HashMap<>(trusting);
            trusting.put(
                    "ssl.truststore.location",
                    certificates.trusting("of-other", jks).toString());
        } else if (kind.equals("PEM")) {
            Path file = Files.writeString(dir.resolve("server.pem"), Certificates.pem(serverKey));
            settings.put("ssl.keystore.type", "PEM");
            settings.put("ssl.keystore.location", file.toString());
        } else {
            String pem = Certificates.pem(serverKey);
            int end = pem.indexOf("-----BEGIN CERTIFICATE");
            settings.put("ssl.keystore.type", "PEM");
            settings.put("ssl.keystore.key", pem.substring(0, end));
            settings.put("ssl.keystore.certificate.chain", pem.substring(end));
        }
        try (SecureLog log = open(settings)) {
            SecureLog.send(log.address(0), trusting, "kinds", kind);
            assertThat(SecureLog.read(log.address(0), trusting, "kinds", 1)).hasSize(1);
        }
    }

    @Test
    void twoListenersHaveTheirOwnKeysAndAnOpenOneIsBesideThem() throws Throwable {
        Path inner = certificates.key("inner");
        Map<String, String> settings = new HashMap<>(keyStore("listener.name.inner.ssl.", inner, "PKCS12"));
        settings.putAll(keyStore("ssl.", serverKey, "PKCS12"));
        settings.put("listeners", "OUTER://127.0.0.1:0,INNER://127.0.0.1:0,OPEN://127.0.0.1:0");
        settings.put("listener.security.protocol.map", "OUTER:SSL,INNER:SSL,OPEN:PLAINTEXT");
        try (SecureLog log = SecureLog.open(dir.resolve("log"), settings)) {
            SecureLog.send(log.address(0), trusting, "two", "outer");
            assertThatThrownBy(() -> SecureLog.send(log.address(1), trusting, "two", "refused"))
                    .isInstanceOf(SslAuthenticationException.class);
            Map<String, String> inside = new HashMap<>(trusting);
            inside.put(
                    "ssl.truststore.location",
                    certificates.trusting("of-inside", inner).toString());
            SecureLog.send(log.address(1), inside, "two", "inner");
            assertThat(SecureLog.read(log.address(2), Map.of(), "two", 2)).hasSize(2);
        }
    }

    /** The principal is what the certificate says, by the rules; seen by what ACLs let it do. */
    @Test
    void whoHasNoCertificateIsRefusedAndWhoHasOneIsWhomTheRulesMakeOfIt() throws Throwable {
        Path alice = certificates.key("alice");
        Path bob = certificates.key("bob");
        Path eve = certificates.key("eve");
        Map<String, String> settings = new HashMap<>(keyStore("ssl.", serverKey, "PKCS12"));
        settings.put("listener.name.ssl.ssl.client.auth", "required");
        settings.put(
                "ssl.truststore.location",
                certificates.trusting("of-server", alice, bob).toString());
        settings.put("ssl.truststore.password", Certificates.PASSWORD);
        settings.put("ssl.principal.mapping.rules", "RULE:^CN=(.*?),OU=tests.*$/$1/U");
        settings.put("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
        settings.put("super.users", "User:ALICE");
        try (SecureLog log = open(settings)) {
            assertThatThrownBy(() -> SecureLog.send(log.address(0), trusting, "mutual", "nobody"))
                    .isInstanceOf(SslAuthenticationException.class);
            assertThatThrownBy(() -> SecureLog.send(log.address(0), as(eve), "mutual", "a stranger"))
                    .isInstanceOf(SslAuthenticationException.class);
            SecureLog.send(log.address(0), as(alice), "mutual", "alice");
            assertThatThrownBy(() -> SecureLog.send(log.address(0), as(bob), "mutual", "bob"))
                    .isInstanceOf(TopicAuthorizationException.class);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ssl.keystore.type=PKCS12 | listener.name.ssl.ssl.keystore.location",
                "ssl.keystore.location=/nowhere/key.p12;ssl.keystore.password=hunter2 | ssl.keystore",
                "ssl.keystore.location=KEY;ssl.keystore.type=PKCS12;ssl.keystore.password=hunter2 | ssl.keystore",
                "ssl.keystore.location=KEY;ssl.client.auth=perhaps | ssl.client.auth",
                "ssl.keystore.location=KEY;ssl.keystore.type=PKCS12;ssl.keystore.password=GOOD;listener.name.ssl.ssl.truststore.location=/nowhere | ssl.truststore",
                "authorizer.class.name=kafka.security.authorizer.AclAuthorizer | authorizer.class.name",
                "super.users=alice | super.users",
            })
    void wrongSettingsAreRefusedAtStartByTheirNamesAndShowNoSecret(String written, String named) {
        Map<String, String> settings = new HashMap<>();
        for (String one : written.split(";", -1)) {
            String value = one.substring(one.indexOf('=') + 1)
                    .replace("KEY", serverKey.toString())
                    .replace("GOOD", Certificates.PASSWORD);
            settings.put(one.substring(0, one.indexOf('=')), value);
        }
        assertThatThrownBy(() -> open(settings).close())
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(named)
                .message()
                .doesNotContain("hunter2")
                .doesNotContain(Certificates.PASSWORD);
        // Nothing is left open by the refusal: the folder can be had.
        LogEngine.open(Map.of("log.dirs", dir.resolve("log").toString())).close();
    }

    private Map<String, String> as(Path key) {
        Map<String, String> client = new HashMap<>(trusting);
        client.putAll(keyStore("ssl.", key, "PKCS12"));
        return client;
    }

    private SecureLog open(Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(settings);
        all.putIfAbsent("listeners", "SSL://127.0.0.1:0");
        return SecureLog.open(dir.resolve("log"), all);
    }

    private static Map<String, String> keyStore(String prefix, Path store, String type) {
        return Map.of(
                prefix + "keystore.location",
                store.toString(),
                prefix + "keystore.password",
                Certificates.PASSWORD,
                prefix + "key.password",
                Certificates.PASSWORD,
                prefix + "keystore.type",
                type);
    }
}
