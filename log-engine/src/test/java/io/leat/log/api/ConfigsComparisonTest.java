package io.leat.log.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.leat.log.LogEngine;
import io.leat.log.api.AdminOutcome.Request;
import io.leat.testing.KafkaCluster;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigOp.OpType;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.DescribeConfigsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Configs are described and altered on a real Kafka broker and on ours, and compared field by field. */
@Timeout(120)
@TestInstance(Lifecycle.PER_CLASS)
class ConfigsComparisonTest {
    private static final ConfigResource TOPIC = new ConfigResource(ConfigResource.Type.TOPIC, "t");
    private static final ConfigResource NODE = new ConfigResource(ConfigResource.Type.BROKER, "1");
    private static final ConfigResource CLUSTER = new ConfigResource(ConfigResource.Type.BROKER, "");

    private static final Map<String, String> SAME = Map.of(
            "log.retention.minutes", "600",
            "log.roll.ms", "7200000",
            "log.segment.bytes", "2000000",
            "message.max.bytes", "900000",
            "num.network.threads", "2",
            "log.cleaner.dedupe.buffer.size", "4194304");

    /** What is meant to differ; docs/compatibility.md says why. */
    private static final Set<String> DIFFERENT_IN_A_TOPIC =
            Set.of("min.insync.replicas", "local.retention.bytes", "local.retention.ms");

    /** Of these only what they are is compared: their values are of the one process or the other, or Leat's own defaults. */
    private static final Set<String> DIFFERENT_IN_A_BROKER = Set.of(
            "broker.id",
            "default.replication.factor",
            "group.initial.rebalance.delay.ms",
            "log.cleaner.enable",
            "log.dir",
            "log.dirs",
            "min.insync.replicas",
            "node.id",
            "num.recovery.threads.per.data.dir",
            "offsets.topic.num.partitions",
            "offsets.topic.replication.factor",
            "share.coordinator.state.topic.min.isr",
            "share.coordinator.state.topic.replication.factor",
            "transaction.state.log.min.isr",
            "transaction.state.log.num.partitions",
            "transaction.state.log.replication.factor");

    /** Not dynamic here, or of another type; or a name that Kafka keeps to itself. */
    private static final Set<String> NOT_COMPARED = Set.of(
            "advertised.listeners",
            "controller.listener.names",
            "group.consumer.regex.refresh.interval.ms",
            "listener.security.protocol.map",
            "listeners",
            "log.segment.ms",
            "producer.id.expiration.check.interval.ms");

    private KafkaCluster cluster;
    private LogEngine log;
    private Admin kafka;
    private Admin leat;

    @BeforeAll
    void start(@TempDir Path dir) throws Exception {
        cluster = KafkaCluster.start(1, SAME);
        Map<String, String> settings = new HashMap<>(SAME);
        settings.put("log.dirs", dir.toString());
        settings.put("listeners", "PLAINTEXT://127.0.0.1:0");
        log = LogEngine.open(settings);
        kafka = Admin.create(Map.of("bootstrap.servers", cluster.bootstrapServers()));
        leat = Admin.create(Map.of("bootstrap.servers", log.bootstrapServers()));
        for (Admin admin : List.of(kafka, leat)) {
            admin.createTopics(List.of(
                            new NewTopic("t", 2, (short) 1)
                                    .configs(Map.of("cleanup.policy", "compact", "retention.ms", "7")),
                            new NewTopic("plain", 1, (short) 1),
                            new NewTopic("altered", 1, (short) 1)))
                    .all()
                    .get();
        }
    }

    @AfterAll
    void stop() {
        leat.close();
        kafka.close();
        log.close();
        cluster.close();
    }

    @ParameterizedTest
    @MethodSource
    void aTopicIsDescribedAsKafkaDoes(String topic, String alteredName, String alteredValue) throws Exception {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        if (!alteredName.isEmpty()) {
            for (Admin admin : List.of(kafka, leat)) {
                set(admin, NODE, alteredName, alteredValue);
                set(admin, CLUSTER, alteredName, alteredValue);
            }
        }
        Map<String, String> expected = described(kafka, resource);
        Map<String, String> actual = described(leat, resource);
        DIFFERENT_IN_A_TOPIC.forEach(it -> {
            assertThat(actual).containsKey(it);
            expected.remove(it);
            actual.remove(it);
        });
        assertThat(actual).isEqualTo(expected);
        if (!alteredName.isEmpty()) {
            for (Admin admin : List.of(kafka, leat)) {
                alter(admin, NODE, OpType.DELETE, alteredName, null);
                alter(admin, CLUSTER, OpType.DELETE, alteredName, null);
            }
        }
    }

    static Stream<Arguments> aTopicIsDescribedAsKafkaDoes() {
        return Stream.of(
                Arguments.of("t", "", ""),
                Arguments.of("plain", "", ""),
                Arguments.of("plain", "log.retention.ms", "123456"),
                Arguments.of("t", "log.retention.ms", "123456"),
                Arguments.of("plain", "compression.type", "lz4"));
    }

    /** Every setting that is served is one of Kafka's, has its type, source, synonyms, and can be altered where Kafka's can. */
    @Test
    void theBrokerIsDescribedAsKafkaDoes() throws Exception {
        set(kafka, NODE, "log.cleaner.backoff.ms", "14000");
        set(leat, NODE, "log.cleaner.backoff.ms", "14000");
        set(kafka, CLUSTER, "log.cleaner.io.buffer.size", "500000");
        set(leat, CLUSTER, "log.cleaner.io.buffer.size", "500000");
        Map<String, ConfigEntry> expected = entries(kafka, NODE);
        Map<String, ConfigEntry> actual = entries(leat, NODE);
        List<String> differences = new ArrayList<>();
        actual.forEach((name, entry) -> {
            ConfigEntry theirs = expected.get(name);
            String ours = DIFFERENT_IN_A_BROKER.contains(name) ? kind(entry) : all(entry);
            String wanted =
                    theirs == null ? "nothing" : DIFFERENT_IN_A_BROKER.contains(name) ? kind(theirs) : all(theirs);
            if (!ours.equals(wanted) && !NOT_COMPARED.contains(name)) {
                differences.add(name + ": " + ours + " instead of " + wanted);
            }
            assertThat(entry.documentation()).as(name).isNotBlank();
        });
        assertThat(differences).isEmpty();
        Map<String, String> forAll = described(kafka, CLUSTER);
        forAll.remove("min.insync.replicas"); // Kafka's controller sets it of itself.
        assertThat(described(leat, CLUSTER)).isEqualTo(forAll).isNotEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void alterations(String what, Request request) {
        AdminOutcome expected = AdminOutcome.of(() -> request.send(kafka));
        AdminOutcome actual = AdminOutcome.of(() -> request.send(leat));
        assertThat(actual).matches(it -> it.saysWhatIsSaidBy(expected), "says what Kafka says: " + expected);
    }

    static Stream<Arguments> alterations() {
        return Stream.of(ofTopics(), ofBrokers(), ofGroups()).flatMap(it -> it);
    }

    private static Stream<Arguments> ofTopics() {
        return Stream.of(
                row("a topic that is not there", "zzz", OpType.SET, "retention.ms", "1"),
                row("all topics", "", OpType.SET, "retention.ms", "1"),
                row("a name that is none", "a b", OpType.SET, "retention.ms", "1"),
                row("an unknown config", "altered", OpType.SET, "foo", "1"),
                row("a value that is no number", "altered", OpType.SET, "retention.ms", "x"),
                row("a value out of range", "altered", OpType.SET, "retention.ms", "-3"),
                row("no value", "altered", OpType.SET, "retention.ms", null),
                row("something appended to a number", "altered", OpType.APPEND, "retention.ms", "1"),
                row("something appended to a list", "altered", OpType.APPEND, "cleanup.policy", "compact"),
                row("the same appended again", "altered", OpType.APPEND, "cleanup.policy", "compact"),
                row("something taken from a list", "altered", OpType.SUBTRACT, "cleanup.policy", "delete"),
                row("the same taken again", "altered", OpType.SUBTRACT, "cleanup.policy", "delete"),
                row("what is not there taken from a list", "altered", OpType.SUBTRACT, "cleanup.policy", "foo"),
                row("a wrong one appended", "altered", OpType.APPEND, "cleanup.policy", "foo"),
                row("an unset one deleted", "altered", OpType.DELETE, "flush.ms", null),
                row("an unknown one deleted", "altered", OpType.DELETE, "foo", null),
                Arguments.of("the result", (Request)
                        admin -> described(admin, new ConfigResource(ConfigResource.Type.TOPIC, "altered"))
                                .get("cleanup.policy")),
                Arguments.of("one config twice", (Request) admin -> admin.incrementalAlterConfigs(Map.of(
                                TOPIC,
                                List.of(
                                        new AlterConfigOp(new ConfigEntry("retention.ms", "1"), OpType.SET),
                                        new AlterConfigOp(new ConfigEntry("retention.ms", "2"), OpType.SET))))
                        .all()
                        .get()),
                Arguments.of("a topic that is not there, described", (Request)
                        admin -> described(admin, new ConfigResource(ConfigResource.Type.TOPIC, "zzz"))),
                Arguments.of("a name that is none, described", (Request)
                        admin -> described(admin, new ConfigResource(ConfigResource.Type.TOPIC, "a b"))));
    }

    private static Stream<Arguments> ofGroups() {
        ConfigResource group = new ConfigResource(ConfigResource.Type.GROUP, "g");
        ConfigResource none = new ConfigResource(ConfigResource.Type.GROUP, "");
        String session = "consumer.session.timeout.ms";
        String heartbeat = "consumer.heartbeat.interval.ms";
        return Stream.of(
                row("a session", group, OpType.SET, session, "50000"),
                row("a session that is too short", group, OpType.SET, session, "44999"),
                row("a session that is too long", group, OpType.SET, session, "60001"),
                row("no session", group, OpType.SET, session, "0"),
                row("a session that is no number", group, OpType.SET, session, "x"),
                row("a heartbeat", group, OpType.SET, heartbeat, "7000"),
                row("a heartbeat that is too seldom", group, OpType.SET, heartbeat, "15001"),
                row("something appended to a number", group, OpType.APPEND, heartbeat, "1"),
                row("an unknown config", group, OpType.SET, "foo", "1"),
                row("no group", none, OpType.SET, session, "50000"),
                Arguments.of("what a group has of its own", (Request) admin -> ofConsumers(admin, group)),
                row("a session taken back", group, OpType.DELETE, session, null),
                row("an unset one deleted", group, OpType.DELETE, session, null));
    }

    /** What there is of the consumer protocol: groups of other kinds are not served here. */
    private static Map<String, String> ofConsumers(Admin admin, ConfigResource group) throws Exception {
        Map<String, String> values = new TreeMap<>();
        entries(admin, group).forEach((name, entry) -> {
            if (name.equals("consumer.session.timeout.ms") || name.equals("consumer.heartbeat.interval.ms")) {
                values.put(name, entry.value() + " " + entry.source() + " " + kind(entry));
            }
        });
        return values;
    }

    private static Stream<Arguments> ofBrokers() {
        return Stream.of(NODE, CLUSTER)
                .flatMap(it -> Stream.of(
                        row("a setting that is not dynamic", it, OpType.SET, "log.dirs", "x"),
                        row("a setting of another unit", it, OpType.SET, "log.retention.hours", "1"),
                        row("a value that is no number", it, OpType.SET, "log.retention.ms", "x"),
                        row("a value out of range", it, OpType.SET, "log.cleaner.threads", "-1"),
                        row("no value", it, OpType.SET, "log.retention.ms", null),
                        row("something appended to a number", it, OpType.APPEND, "log.retention.ms", "1"),
                        row("something appended to a list", it, OpType.APPEND, "log.cleanup.policy", "compact"),
                        row("an unset one deleted", it, OpType.DELETE, "message.max.bytes", null),
                        row("connections of an address", it, OpType.SET, "max.connections.per.ip", "1000"),
                        row("a policy taken back", it, OpType.DELETE, "log.cleanup.policy", null),
                        row("connections taken back", it, OpType.DELETE, "max.connections.per.ip", null)));
    }

    private static Arguments row(String what, String topic, OpType type, String name, @Nullable String value) {
        return row(what, new ConfigResource(ConfigResource.Type.TOPIC, topic), type, name, value);
    }

    private static Arguments row(
            String what, ConfigResource resource, OpType type, String name, @Nullable String value) {
        return Arguments.of(what + " of " + resource, AdminOutcome.alter(resource, type, name, value));
    }

    private static void set(Admin admin, ConfigResource resource, String name, String value) throws Exception {
        alter(admin, resource, OpType.SET, name, value);
    }

    private static void alter(Admin admin, ConfigResource resource, OpType type, String name, @Nullable String value)
            throws Exception {
        Object unused = AdminOutcome.alter(resource, type, name, value).send(admin);
        awaitSeen(admin, resource, type, name, value);
    }

    // Kafka answers before its broker knows what its controller has decided.
    private static void awaitSeen(
            Admin admin, ConfigResource resource, OpType type, String name, @Nullable String value) throws Exception {
        long end = System.nanoTime() + 20_000_000_000L;
        ConfigEntry.ConfigSource dynamic = resource.equals(CLUSTER)
                ? ConfigEntry.ConfigSource.DYNAMIC_DEFAULT_BROKER_CONFIG
                : ConfigEntry.ConfigSource.DYNAMIC_BROKER_CONFIG;
        while (System.nanoTime() < end) {
            ConfigEntry entry = entries(admin, resource).get(name);
            boolean seen = entry != null
                    && entry.synonyms().stream()
                            .anyMatch(it -> it.source() == dynamic && Objects.equals(it.value(), value));
            boolean any = entry != null && entry.synonyms().stream().anyMatch(it -> it.source() == dynamic);
            if (type == OpType.SET ? seen : !any) {
                return;
            }
        }
        throw new AssertionError(name + " of " + resource + " is not " + value);
    }

    private static Map<String, ConfigEntry> entries(Admin admin, ConfigResource resource) throws Exception {
        Map<String, ConfigEntry> entries = new TreeMap<>();
        Config config = admin.describeConfigs(
                        List.of(resource),
                        new DescribeConfigsOptions().includeSynonyms(true).includeDocumentation(true))
                .all()
                .get()
                .get(resource);
        Objects.requireNonNull(config).entries().forEach(it -> entries.put(it.name(), it));
        return entries;
    }

    private static Map<String, String> described(Admin admin, ConfigResource resource) throws Exception {
        Map<String, String> described = new TreeMap<>();
        entries(admin, resource).forEach((name, entry) -> described.put(name, all(entry)));
        return described;
    }

    private static String all(ConfigEntry entry) {
        return entry.value() + " " + entry.source() + " " + kind(entry) + " "
                + entry.synonyms().stream()
                        .map(it -> it.name() + "=" + it.value() + "/" + it.source())
                        .toList();
    }

    private static String kind(ConfigEntry entry) {
        return entry.type() + (entry.isReadOnly() ? " read-only" : "") + (entry.isSensitive() ? " sensitive" : "");
    }
}
