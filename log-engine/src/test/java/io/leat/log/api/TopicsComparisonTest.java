package io.leat.log.api;

import static io.leat.log.api.AdminOutcome.grow;
import static org.assertj.core.api.Assertions.assertThat;

import io.leat.log.LogEngine;
import io.leat.log.api.AdminOutcome.Request;
import io.leat.testing.KafkaCluster;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.CreateTopicsResult;
import org.apache.kafka.clients.admin.DeleteTopicsOptions;
import org.apache.kafka.clients.admin.NewPartitionReassignment;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.ElectionType;
import org.apache.kafka.common.TopicCollection;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is asked of topics is asked of a real Kafka broker and of ours, and answered alike. */
@Timeout(120)
@TestInstance(Lifecycle.PER_CLASS)
class TopicsComparisonTest {
    private KafkaCluster cluster;
    private LogEngine log;
    private Admin kafka;
    private Admin leat;

    @BeforeAll
    void start(@TempDir Path dir) throws Exception {
        cluster = KafkaCluster.start(1);
        log = LogEngine.open(Map.of("log.dirs", dir.toString(), "listeners", "PLAINTEXT://127.0.0.1:0"));
        kafka = Admin.create(Map.of("bootstrap.servers", cluster.bootstrapServers()));
        leat = Admin.create(Map.of("bootstrap.servers", log.bootstrapServers()));
        for (Admin admin : List.of(kafka, leat)) {
            admin.createTopics(List.of(
                            new NewTopic("t", 2, (short) 1).configs(Map.of("cleanup.policy", "compact")),
                            new NewTopic("a.b", 1, (short) 1)))
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

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void requests(String what, Request request) {
        AdminOutcome expected = AdminOutcome.of(() -> request.send(kafka));
        AdminOutcome actual = AdminOutcome.of(() -> request.send(leat));
        assertThat(actual).matches(it -> it.saysWhatIsSaidBy(expected), "says what Kafka says: " + expected);
    }

    static Stream<Arguments> requests() {
        return Stream.of(creations(), growths(), deletions(), others()).flatMap(it -> it);
    }

    private static Stream<Arguments> creations() {
        return Stream.of(
                row("one that is there", AdminOutcome.create(topic("t", 1, 1))),
                row("no name", AdminOutcome.create(topic("", 1, 1))),
                row("a dot for a name", AdminOutcome.create(topic(".", 1, 1))),
                row("a name with a blank", AdminOutcome.create(topic("a b", 1, 1))),
                row("a name that is too long", AdminOutcome.create(topic("a".repeat(250), 1, 1))),
                row("a name that collides", AdminOutcome.create(topic("a_b", 1, 1))),
                row("the controller's own", AdminOutcome.create(topic("__cluster_metadata", 1, 1))),
                row("no partitions", AdminOutcome.create(topic("n", 0, 1))),
                row("fewer than no partitions", AdminOutcome.create(topic("n", -2, 1))),
                row("no replicas", AdminOutcome.create(topic("n", 1, 0))),
                row("defaults", AdminOutcome.create(new NewTopic("n", Optional.empty(), Optional.empty()))),
                row("an unknown config", config("foo", "bar")),
                row("a config that is no number", config("retention.ms", "x")),
                row("a config out of range", config("retention.ms", "-5")),
                row("a cleanup policy that there is not", config("cleanup.policy", "foo")),
                row("no cleanup policy", config("cleanup.policy", "")),
                row("a level of gzip", config("compression.gzip.level", "0")),
                row("a flag that is none", config("preallocate", "foo")),
                row("a segment that is too small", config("segment.bytes", "1")),
                row("a list of replicas that is none", config("leader.replication.throttled.replicas", "x")),
                row(
                        "configs that contradict",
                        AdminOutcome.create(topic("n", 1, 1)
                                .configs(Map.of("min.compaction.lag.ms", "10", "max.compaction.lag.ms", "5")))),
                row("assigned", assigned(Map.of(0, List.of(1), 1, List.of(1)))),
                row("assigned to nobody", assigned(Map.of(0, List.of()))),
                row("assigned to another", assigned(Map.of(0, List.of(2)))),
                row("assigned to a negative", assigned(Map.of(0, List.of(-1)))),
                row("assigned twice", assigned(Map.of(0, List.of(1, 1)))),
                row("assigned with a gap", assigned(Map.of(0, List.of(1), 2, List.of(1)))),
                row("assigned to different numbers", assigned(Map.of(0, List.of(1), 1, List.of(1, 2)))),
                row("the answer to a creation", TopicsComparisonTest::answer));
    }

    /** Kafka's answer tells the configs of what was made. */
    private static Object answer(Admin admin) throws Exception {
        CreateTopicsResult made = admin.createTopics(
                List.of(topic("made", 3, -1).configs(Map.of("cleanup.policy", "compact,delete", "retention.ms", "9"))));
        TreeMap<String, Object> configs = new TreeMap<>();
        made.config("made")
                .get()
                .entries()
                .forEach(it -> configs.put(it.name(), it.value() + " " + it.isReadOnly() + it.isSensitive()));
        return made.numPartitions("made").get() + " "
                + made.replicationFactor("made").get() + " " + configs;
    }

    private static Stream<Arguments> growths() {
        return Stream.of(
                row("as many as there are", grow("t", NewPartitions.increaseTo(2))),
                row("fewer", grow("t", NewPartitions.increaseTo(1))),
                row("none", grow("t", NewPartitions.increaseTo(0))),
                row("of no topic", grow("u", NewPartitions.increaseTo(1))),
                row("fewer assigned than added", grow("t", NewPartitions.increaseTo(4, List.of(List.of(1))))),
                row(
                        "more assigned than added",
                        grow("t", NewPartitions.increaseTo(3, List.of(List.of(1), List.of(1))))),
                row("added to another", grow("t", NewPartitions.increaseTo(3, List.of(List.of(7))))),
                row("added to nobody", grow("t", NewPartitions.increaseTo(3, List.of(List.of())))),
                row("added twice to one", grow("t", NewPartitions.increaseTo(3, List.of(List.of(1, 1))))));
    }

    private static Stream<Arguments> deletions() {
        return Stream.of(
                row(
                        "delete what is not there",
                        admin -> admin.deleteTopics(Set.of("u")).all().get()),
                row(
                        "delete an unknown id",
                        admin -> admin.deleteTopics(
                                        TopicCollection.ofTopicIds(Set.of(new Uuid(1, 2))), new DeleteTopicsOptions())
                                .all()
                                .get()),
                row("delete records of a compacted topic", records("t", 0)),
                row("delete records above the end", records("a.b", 5)),
                row("delete records below zero", records("a.b", -2)),
                row("delete all records", records("a.b", -1)));
    }

    private static Stream<Arguments> others() {
        return Stream.of(
                row(
                        "describe what is not there",
                        admin -> admin.describeTopics(Set.of("u"))
                                .allTopicNames()
                                .get()),
                row(
                        "describe a name that is none",
                        admin -> admin.describeTopics(Set.of("a b"))
                                .allTopicNames()
                                .get()),
                row(
                        "reassignments",
                        admin -> admin.listPartitionReassignments()
                                .reassignments()
                                .get()),
                row("reassigned to where it is", reassign("t", 0, List.of(1))),
                row("reassigned to another", reassign("t", 0, List.of(2))),
                row("reassigned twice to one", reassign("t", 0, List.of(1, 1))),
                row("a topic that is not there reassigned", reassign("u", 0, List.of(1))),
                row("a partition that is not there reassigned", reassign("t", 9, List.of(1))),
                row(
                        "a reassignment cancelled",
                        admin -> admin.alterPartitionReassignments(Map.of(new TopicPartition("t", 0), Optional.empty()))
                                .all()
                                .get()),
                row("election of preferred leaders", elect(ElectionType.PREFERRED)),
                row("election of unclean leaders", elect(ElectionType.UNCLEAN)),
                row(
                        "election of all leaders",
                        admin -> admin.electLeaders(ElectionType.PREFERRED, null)
                                .partitions()
                                .get()));
    }

    private static Request records(String topic, long before) {
        return admin -> admin.deleteRecords(Map.of(new TopicPartition(topic, 0), RecordsToDelete.beforeOffset(before)))
                .all()
                .get();
    }

    private static Request reassign(String topic, int partition, List<Integer> nodes) {
        return admin -> admin.alterPartitionReassignments(
                        Map.of(new TopicPartition(topic, partition), Optional.of(new NewPartitionReassignment(nodes))))
                .all()
                .get();
    }

    private static Request elect(ElectionType type) {
        return admin -> new TreeMap<>(Map.of(
                "elected",
                admin
                        .electLeaders(
                                type,
                                Set.of(
                                        new TopicPartition("t", 0),
                                        new TopicPartition("t", 7),
                                        new TopicPartition("u", 0)))
                        .partitions()
                        .get()
                        .entrySet()
                        .stream()
                        .map(it -> it.getKey() + " " + it.getValue())
                        .sorted()
                        .toList()));
    }

    private static NewTopic topic(String name, int partitions, int replicas) {
        return new NewTopic(name, partitions, (short) replicas);
    }

    private static Request config(String name, String value) {
        return AdminOutcome.create(topic("n", 1, 1).configs(Map.of(name, value)));
    }

    private static Request assigned(Map<Integer, List<Integer>> replicas) {
        return AdminOutcome.create(new NewTopic("n", new TreeMap<>(replicas)));
    }

    private static Arguments row(String what, Request request) {
        return Arguments.of(what, request);
    }
}
