package io.leat.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.leat.log.LogEngine;
import io.leat.testing.KafkaCluster;
import io.leat.testing.KafkaTool;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code leat acls} and {@code leat users}, on our log and on a Kafka broker. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SecurityCommandsTest {
    private static final Map<String, String> AUTHORIZED = Map.of(
            "authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
            "super.users", "User:ANONYMOUS");

    @TempDir
    private Path dir;

    private KafkaCluster kafka;
    private LogEngine log;

    @BeforeAll
    void open(@TempDir Path data) {
        kafka = KafkaCluster.start(1, AUTHORIZED);
        Map<String, String> settings = new java.util.HashMap<>(AUTHORIZED);
        settings.put("log.dirs", data.toString());
        settings.put("listeners", "PLAINTEXT://127.0.0.1:0,SASL_PLAINTEXT://127.0.0.1:0");
        settings.put("sasl.enabled.mechanisms", "SCRAM-SHA-256,SCRAM-SHA-512");
        log = LogEngine.open(settings);
    }

    @AfterAll
    void close() {
        log.close();
        kafka.close();
    }

    private String address(String side) {
        return side.equals("kafka")
                ? kafka.bootstrapServers()
                : log.bootstrapServers().split(",", -1)[0];
    }

    @ParameterizedTest
    @ValueSource(strings = {"leat", "kafka"})
    void aclsAreAddedListedAndRemoved(String side) throws Exception {
        ok(side, "acls", "--add", "--topic", "orders", "--allow-principal", "User:ann", "--operation", "Read");
        ok(
                side,
                "acls",
                "--add",
                "--topic",
                "or",
                "--resource-pattern-type",
                "prefixed",
                "--deny-principal",
                "User:bob",
                "--deny-host",
                "10.0.0.1");
        ok(side, "acls", "--add", "--cluster", "--allow-principal", "User:ann", "--operation", "DescribeConfigs");
        Awaitility.await().until(() -> json(side, "acls", "--list").size() == 3);

        JsonNode all = json(side, "acls", "--list");
        assertThat(all.findValuesAsText("operation")).containsExactlyInAnyOrder("READ", "ALL", "DESCRIBE_CONFIGS");
        assertThat(ok(side, "acls", "--list", "--topic", "orders").lines())
                .hasSize(2)
                .last()
                .asString()
                .matches("Topic +orders +literal +User:ann +\\* +Read +allow");
        assertThat(json(side, "acls", "--list", "--topic", "orders", "--resource-pattern-type", "match"))
                .hasSize(2);
        assertThat(json(side, "acls", "--list", "--principal", "User:bob")
                        .at("/0/host")
                        .asText())
                .isEqualTo("10.0.0.1");

        assertThat(run(side, "n\n", "acls", "--remove", "--topic", "orders"))
                .satisfies(it -> assertThat(it.exit()).isEqualTo(1))
                .satisfies(it -> assertThat(it.err()).contains("Remove 1 ACLs"));
        assertThat(run(side, "y\n", "acls", "--remove", "--topic", "orders").exit())
                .isZero();
        ok(
                side,
                "acls",
                "--remove",
                "--force",
                "--topic",
                "or",
                "--resource-pattern-type",
                "prefixed",
                "--deny-principal",
                "User:bob",
                "--deny-host",
                "10.0.0.1");
        ok(side, "acls", "--remove", "--force", "--cluster");
        Awaitility.await().until(() -> json(side, "acls", "--list").isEmpty());
    }

    /** The roles and the other options come to the ACLs that Kafka's own tool makes of them. */
    @Test
    void theSameOptionsMakeTheSameAclsAsKafkasTool() throws Exception {
        for (List<String> options : List.of(
                List.of(
                        "--producer",
                        "--idempotent",
                        "--topic",
                        "a",
                        "--topic",
                        "b",
                        "--transactional-id",
                        "t",
                        "--allow-principal",
                        "User:ann",
                        "--allow-host",
                        "10.0.0.1",
                        "--allow-host",
                        "10.0.0.2"),
                List.of(
                        "--consumer",
                        "--topic",
                        "a",
                        "--group",
                        "g",
                        "--resource-pattern-type",
                        "prefixed",
                        "--allow-principal",
                        "User:ann",
                        "--allow-principal",
                        "User:bob"),
                List.of("--producer", "--consumer", "--topic", "a", "--group", "g", "--allow-principal", "User:ann"),
                List.of(
                        "--topic",
                        "*",
                        "--group",
                        "g",
                        "--operation",
                        "Read",
                        "--operation",
                        "alterconfigs",
                        "--deny-principal",
                        "User:*",
                        "--allow-principal",
                        "User:ann"))) {
            List<String> ours = new ArrayList<>(List.of("acls", "--add"));
            ours.addAll(options);
            ok("leat", ours.toArray(new String[0]));
            Set<String> byUs = takeAway();
            List<String> theirs = new ArrayList<>(List.of("--bootstrap-server", address("leat"), "--add"));
            theirs.addAll(options);
            KafkaTool.run("org.apache.kafka.tools.AclCommand", theirs.toArray(new String[0]))
                    .orFail();
            assertThat(byUs).as("%s", options).isEqualTo(takeAway()).isNotEmpty();
        }
    }

    private Set<String> takeAway() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", address("leat")))) {
            Set<String> all = new TreeSet<>();
            admin.deleteAcls(List.of(AclBindingFilter.ANY)).all().get().forEach(it -> all.add(it.toString()));
            return all;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"leat", "kafka"})
    void usersGetPasswordsThatAreNeverShown(String side) throws Exception {
        Path file = Files.writeString(dir.resolve("password"), "open-sesame\n", UTF_8);
        String added = ok(side, "users", "--add", "--user", "carol", "--password-file", file.toString());
        assertThat(run(
                                side,
                                "second\n",
                                "users",
                                "--add",
                                "--user",
                                "carol",
                                "--mechanism",
                                "SCRAM-SHA-256",
                                "--iterations",
                                "5000",
                                "--password-file",
                                "-")
                        .exit())
                .isZero();
        Awaitility.await().until(() -> json(side, "users", "--list").size() == 1);
        String described = ok(side, "users", "--describe");
        assertThat(described.lines())
                .anyMatch(it -> it.matches("carol +SCRAM-SHA-512 +4096"))
                .anyMatch(it -> it.matches("carol +SCRAM-SHA-256 +5000"));
        assertThat(added + described).doesNotContain("open-sesame").doesNotContain("second");
        if (side.equals("leat")) {
            assertThat(login("carol", "open-sesame", "SCRAM-SHA-512").exit()).isZero();
            assertThat(login("carol", "guess", "SCRAM-SHA-512").exit()).isNotZero();
        }

        ok(side, "users", "--delete", "--user", "carol", "--mechanism", "SCRAM-SHA-256");
        Awaitility.await()
                .until(() ->
                        json(side, "users", "--describe").at("/0/credentials").size() == 1);
        ok(side, "users", "--delete", "--user", "carol");
        Awaitility.await().until(() -> json(side, "users", "--list").isEmpty());
        assertThat(run(side, "", "users", "--delete", "--user", "carol"))
                .satisfies(it -> assertThat(it.exit()).isEqualTo(1))
                .satisfies(it -> assertThat(it.err()).contains("carol"));
    }

    private Ran login(String user, String password, String mechanism) throws Exception {
        Path config = Files.writeString(
                dir.resolve("client.properties"),
                "security.protocol=SASL_PLAINTEXT\nsasl.mechanism=" + mechanism
                        + "\nsasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required username=\""
                        + user + "\" password=\"" + password + "\";\n",
                UTF_8);
        return Ran.leat(
                "topics",
                "--list",
                "--bootstrap-server",
                log.bootstrapServers().split(",", -1)[1],
                "--command-config",
                config.toString());
    }

    @Test
    void whatIsWrongIsSaidBeforeAnythingIsChanged() {
        assertWrong("--allow-principal", "acls", "--add", "--topic", "t");
        assertWrong("--topic", "acls", "--add", "--allow-principal", "User:ann");
        assertWrong("User:alice", "acls", "--add", "--topic", "t", "--allow-principal", "ann");
        assertWrong(
                "DescribeConfigs", "acls", "--add", "--topic", "t", "--allow-principal", "User:a", "--operation", "x");
        assertWrong("--group", "acls", "--add", "--consumer", "--topic", "t", "--allow-principal", "User:a");
        assertWrong(
                "literal",
                "acls",
                "--add",
                "--topic",
                "t",
                "--allow-principal",
                "User:a",
                "--resource-pattern-type",
                "any");
        assertWrong("--topic", "acls", "--remove", "--force");
        assertWrong("--allow-principal", "acls", "--remove", "--force", "--topic", "t", "--operation", "Read");
        assertWrong("--user", "users", "--add");
        assertWrong("SCRAM-SHA-512", "users", "--add", "--user", "u", "--mechanism", "PLAIN");
        assertWrong("nowhere", "users", "--add", "--user", "u", "--password-file", dir + "/nowhere");
    }

    private void assertWrong(String hint, String... args) {
        Ran ran = run("leat", "", args);
        assertThat(ran.exit()).as("%s: %s", List.of(args), ran.err()).isEqualTo(2);
        assertThat(ran.err()).contains(hint);
    }

    private JsonNode json(String side, String... args) throws Exception {
        List<String> all = new ArrayList<>(List.of(args));
        all.add("--json");
        return new ObjectMapper().readTree(ok(side, all.toArray(new String[0])));
    }

    private String ok(String side, String... args) {
        Ran ran = run(side, "", args);
        assertThat(ran.exit())
                .as("%s%n%s%s", List.of(args), ran.out(), ran.err())
                .isZero();
        return ran.out();
    }

    private Ran run(String side, String input, String... args) {
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream(input.getBytes(UTF_8)));
        try {
            List<String> all = new ArrayList<>(List.of(args));
            all.addAll(List.of("--bootstrap-server", address(side)));
            return Ran.leat(all.toArray(new String[0]));
        } finally {
            System.setIn(before);
        }
    }
}
