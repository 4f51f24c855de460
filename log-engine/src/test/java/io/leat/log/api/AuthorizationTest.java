package io.leat.log.api;

import static org.apache.kafka.common.resource.ResourceType.CLUSTER;
import static org.apache.kafka.common.resource.ResourceType.GROUP;
import static org.apache.kafka.common.resource.ResourceType.TOPIC;
import static org.apache.kafka.common.resource.ResourceType.TRANSACTIONAL_ID;
import static org.assertj.core.api.Assertions.assertThat;

import io.leat.log.LogEngine;
import io.leat.log.api.AuthorizedRequests.Asked;
import io.leat.testing.FreePorts;
import io.leat.testing.KafkaCluster;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every API, asked by users of whom each has other permissions, from none to some: with the errors, and the permissions, and the things
 * told that a Kafka broker with its StandardAuthorizer answers.
 */
class AuthorizationTest {
    private static final Map<ResourceType, String> ABOUT =
            Map.of(TOPIC, "seen", GROUP, "group", TRANSACTIONAL_ID, "tx", CLUSTER, "kafka-cluster");
    private static final Set<ApiKeys> OPEN =
            EnumSet.of(ApiKeys.API_VERSIONS, ApiKeys.SASL_HANDSHAKE, ApiKeys.SASL_AUTHENTICATE);

    /** The ACLs of each user, by the user's name. */
    private final Map<String, List<AclBinding>> users = new LinkedHashMap<>();

    @Test
    @Timeout(300)
    void everyApiAnswersEveryUserWhatKafkaAnswers(@TempDir Path dir) throws Exception {
        single();
        several();
        Map<String, String> settings = settings();
        int port = FreePorts.next();
        Map<String, String> kafkas = new HashMap<>(settings);
        kafkas.put("listeners", "GUARDED://127.0.0.1:" + port);
        Map<String, String> leats = new HashMap<>(settings);
        leats.put("listeners", "PLAINTEXT://127.0.0.1:0,GUARDED://127.0.0.1:0");
        leats.put("log.dirs", dir.toString());
        leats.put("offsets.topic.num.partitions", "5");
        try (KafkaCluster cluster = KafkaCluster.start(1, kafkas);
                LogEngine engine = LogEngine.open(leats);
                AuthorizedSide kafka = new AuthorizedSide(cluster.bootstrapServers(), "127.0.0.1:" + port);
                AuthorizedSide leat = new AuthorizedSide(
                        engine.bootstrapServers().split(",", -1)[0],
                        engine.bootstrapServers().split(",", -1)[1])) {
            List<AclBinding> acls =
                    users.values().stream().flatMap(List::stream).toList();
            kafka.prepare(acls);
            leat.prepare(acls);
            Map<String, String> differences = new TreeMap<>();
            for (String user : users.keySet()) {
                compare(user, kafka, leat, differences);
            }
            assertThat(differences).isEmpty();
            for (AuthorizedSide side : List.of(kafka, leat)) {
                assertThat(side.topicsOfAnExpression("user" + (users.size() - 1)))
                        .containsExactly("seen");
            }
            Set<ApiKeys> asked = AuthorizedRequests.all(leat.ids()).stream()
                    .map(Asked::key)
                    .collect(Collectors.toCollection(() -> EnumSet.noneOf(ApiKeys.class)));
            asked.addAll(OPEN);
            assertThat(asked).containsAll(leat.served());
        }
    }

    private void compare(String user, AuthorizedSide kafka, AuthorizedSide leat, Map<String, String> differences)
            throws Exception {
        Map<String, Uuid> idsThere = kafka.ids();
        Map<String, Uuid> idsHere = leat.ids();
        List<Asked> ofKafka = AuthorizedRequests.all(idsThere);
        List<Asked> ofLeat = AuthorizedRequests.all(idsHere);
        try (RawClient there = kafka.login(user);
                RawClient here = leat.login(user)) {
            for (int i = 0; i < ofKafka.size(); i++) {
                Asked asked = ofKafka.get(i);
                Set<String> expected = told(there, asked, idsThere);
                Set<String> actual = told(here, ofLeat.get(i), idsHere);
                if (!expected.equals(actual)) {
                    differences.put(asked + " by who has " + users.get(user), "\n" + expected + "\n" + actual + "\n");
                }
            }
        }
    }

    private static Set<String> told(RawClient client, Asked asked, Map<String, Uuid> ids) {
        try {
            return Answers.told(client.ask(asked.request()), asked.version(), ids);
        } catch (Exception e) {
            throw new AssertionError("no answer to " + asked, e);
        }
    }

    private Map<String, String> settings() {
        String logins =
                users.keySet().stream().map(it -> "user_" + it + "=\"secret\"").collect(Collectors.joining(" "));
        return Map.of(
                "authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
                "super.users", "User:ANONYMOUS;User:root",
                "sasl.enabled.mechanisms", "PLAIN",
                "listener.name.guarded.plain.sasl.jaas.config",
                        "org.apache.kafka.common.security.plain.PlainLoginModule required " + logins
                                + " user_root=\"secret\";",
                "listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,GUARDED:SASL_PLAINTEXT");
    }

    /** Users who may do nothing, everything, and one thing each. */
    private void single() {
        users.put("root", List.of());
        user();
        ABOUT.forEach((type, name) -> {
            for (AclOperation operation : EnumSet.range(AclOperation.ALL, AclOperation.IDEMPOTENT_WRITE)) {
                user(new Grant(type, name, operation));
            }
        });
    }

    private void several() {
        Grant topicRead = new Grant(TOPIC, "seen", AclOperation.READ);
        Grant topicWrite = new Grant(TOPIC, "seen", AclOperation.WRITE);
        Grant group = new Grant(GROUP, "group", AclOperation.READ);
        Grant transaction = new Grant(TRANSACTIONAL_ID, "tx", AclOperation.WRITE);
        for (AclOperation operation : List.of(AclOperation.READ, AclOperation.DELETE, AclOperation.DESCRIBE)) {
            user(topicRead, new Grant(GROUP, "group", operation));
            user(topicRead, new Grant(GROUP, "*", operation));
        }
        user(new Grant(TOPIC, "*", AclOperation.DESCRIBE), new Grant(GROUP, "live", AclOperation.READ));
        user(topicRead, new Grant(GROUP, "live", AclOperation.READ));
        user(topicWrite, transaction);
        user(new Grant(TOPIC, "*", AclOperation.WRITE), transaction);
        user(topicRead, group, transaction);
        user(topicWrite, new Grant(CLUSTER, "kafka-cluster", AclOperation.IDEMPOTENT_WRITE));
        user(new Grant(TOPIC, "*", AclOperation.ALL));
        user(new Grant(GROUP, "*", AclOperation.ALL), new Grant(TRANSACTIONAL_ID, "*", AclOperation.ALL));
        user(
                new Grant(TOPIC, "mis", AclOperation.CREATE).prefixed(),
                new Grant(TOPIC, "mis", AclOperation.DESCRIBE).prefixed());
        user(new Grant(TOPIC, "mis", AclOperation.CREATE).prefixed());
        user(new Grant(CLUSTER, "kafka-cluster", AclOperation.CREATE), new Grant(TOPIC, "*", AclOperation.DESCRIBE));
        user(new Grant(TOPIC, "se", AclOperation.ALL).prefixed());
        user(
                new Grant(TOPIC, "*", AclOperation.ALL),
                new Grant(TOPIC, "se", AclOperation.READ).prefixed().denied());
        user(new Grant(TOPIC, "seen", AclOperation.ALL), new Grant(TOPIC, "*", AclOperation.WRITE).denied());
        user(new Grant(TOPIC, "*", AclOperation.ALL), new Grant(TOPIC, "seen", AclOperation.DESCRIBE).denied());
        user(new Grant(TOPIC, "*", AclOperation.ALL).from("10.1.2.3"));
        user(new Grant(TOPIC, "*", AclOperation.ALL).from("127.0.0.1"));
        user(
                new Grant(TOPIC, "*", AclOperation.ALL),
                new Grant(TOPIC, "*", AclOperation.ALL).denied().from("127.0.0.1"));
        user(new Grant(GROUP, "*", AclOperation.ALL), new Grant(GROUP, "*", AclOperation.DESCRIBE).denied());
        user(topicRead, new Grant(GROUP, "expressions", AclOperation.READ));
    }

    private record Grant(
            ResourceType type,
            String name,
            AclOperation operation,
            PatternType pattern,
            AclPermissionType permission,
            String host) {
        Grant(ResourceType type, String name, AclOperation operation) {
            this(type, name, operation, PatternType.LITERAL, AclPermissionType.ALLOW, "*");
        }

        Grant prefixed() {
            return new Grant(type, name, operation, PatternType.PREFIXED, permission, host);
        }

        Grant denied() {
            return new Grant(type, name, operation, pattern, AclPermissionType.DENY, host);
        }

        Grant from(String address) {
            return new Grant(type, name, operation, pattern, permission, address);
        }
    }

    private void user(Grant... grants) {
        String name = "user" + users.size();
        List<AclBinding> acls = new ArrayList<>();
        for (Grant it : grants) {
            acls.add(new AclBinding(
                    new ResourcePattern(it.type, it.name, it.pattern),
                    new AccessControlEntry("User:" + name, it.host, it.operation, it.permission)));
        }
        users.put(name, acls);
    }
}
