package io.leat.log.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.leat.log.LogEngine;
import io.leat.testing.KafkaTool;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.GroupNotEmptyException;
import org.apache.kafka.common.errors.GroupSubscribedToTopicException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What Kafka's consumers, admin client and tools expect of groups, whatever protocol the consumers speak. */
@Timeout(120)
abstract class GroupClients {
    static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    Path dir;

    private String address = "PLAINTEXT://127.0.0.1:0";
    private LogEngine log;
    private final List<Consumer<byte[], byte[]>> consumers = new ArrayList<>();

    /** What a consumer of the protocol has to say beside its group. */
    abstract Map<String, Object> protocol();

    /** The group's type by Kafka's name. */
    abstract String type();

    @BeforeEach
    void open() {
        log = LogEngine.open(Map.of(
                "log.dirs",
                dir.toString(),
                "listeners",
                address,
                "group.initial.rebalance.delay.ms",
                "0",
                "group.min.session.timeout.ms",
                "1000",
                "group.consumer.min.session.timeout.ms",
                "1000",
                "group.consumer.session.timeout.ms",
                "3000",
                "group.consumer.min.heartbeat.interval.ms",
                "100",
                "group.consumer.heartbeat.interval.ms",
                "300"));
        address = "PLAINTEXT://" + log.bootstrapServers();
    }

    @AfterEach
    void close() {
        consumers.forEach(it -> it.close(CloseOptions.timeout(Duration.ofSeconds(1))));
        log.close();
    }

    @Test
    void consumersShareOutATopicAndOneTakesOverWhenAnotherLeaves() {
        topic("t", 4);
        Consumer<byte[], byte[]> a = subscribed("g", Map.of());
        pollUntil(() -> a.assignment().size() == 4, a);
        Consumer<byte[], byte[]> b = subscribed("g", Map.of());
        pollUntil(() -> a.assignment().size() == 2 && b.assignment().size() == 2, a, b);
        Set<TopicPartition> both = new HashSet<>(a.assignment());
        both.addAll(b.assignment());
        assertThat(both).hasSize(4);

        end(b, CloseOptions.GroupMembershipOperation.LEAVE_GROUP);

        pollUntil(() -> a.assignment().size() == 4, a);
    }

    @Test
    void aConsumerThatDiesIsTakenOverFromWhenItsSessionEnds() {
        topic("t", 2);
        Consumer<byte[], byte[]> a = subscribed("g", Map.of());
        Consumer<byte[], byte[]> b = subscribed("g", Map.of());
        pollUntil(() -> a.assignment().size() == 1 && b.assignment().size() == 1, a, b);

        end(b, CloseOptions.GroupMembershipOperation.REMAIN_IN_GROUP);

        pollUntil(() -> a.assignment().size() == 2, a);
    }

    @Test
    void aStaticMemberComesBackToItsPartitionsAndTheOthersAreNotDisturbed() {
        topic("t", 2);
        Told told = new Told();
        Consumer<byte[], byte[]> a = consumer("g", Map.of("group.instance.id", "a"));
        a.subscribe(List.of("t"), told);
        Consumer<byte[], byte[]> b = subscribed("g", Map.of("group.instance.id", "b"));
        pollUntil(() -> a.assignment().size() == 1 && b.assignment().size() == 1, a, b);
        Set<TopicPartition> before = Set.copyOf(b.assignment());
        int changes = told.changes;

        end(b, CloseOptions.GroupMembershipOperation.DEFAULT);
        Consumer<byte[], byte[]> again = subscribed("g", Map.of("group.instance.id", "b"));
        pollUntil(() -> again.assignment().equals(before), a, again);

        assertThat(told.changes).isEqualTo(changes);
        assertThat(a.assignment()).hasSize(1);
    }

    @Test
    void whatOneCommitsTheNextBeginsWith() {
        topic("t", 1);
        TopicPartition partition = new TopicPartition("t", 0);
        Consumer<byte[], byte[]> a = subscribed("g", Map.of());
        pollUntil(() -> a.assignment().size() == 1, a);
        a.commitSync(Map.of(partition, new OffsetAndMetadata(7, Optional.of(0), "remember me")));
        end(a, CloseOptions.GroupMembershipOperation.LEAVE_GROUP);

        Consumer<byte[], byte[]> b = subscribed("g", Map.of());
        pollUntil(() -> b.assignment().size() == 1, b);

        assertThat(b.committed(Set.of(partition)).get(partition))
                .isEqualTo(new OffsetAndMetadata(7, Optional.of(0), "remember me"));
        assertThatThrownBy(() -> b.commitSync(Map.of(partition, new OffsetAndMetadata(7, "x".repeat(5000)))))
                .isInstanceOf(org.apache.kafka.common.errors.OffsetMetadataTooLarge.class);
    }

    @Test
    void aSimpleConsumerCommitsWithoutJoiningAsLongAsNobodyHas() {
        topic("t", 1);
        TopicPartition partition = new TopicPartition("t", 0);
        Consumer<byte[], byte[]> simple = consumer("g", Map.of());
        simple.assign(List.of(partition));
        simple.commitSync(Map.of(partition, new OffsetAndMetadata(3)));
        assertThat(committed(simple, partition)).isEqualTo(3);

        Consumer<byte[], byte[]> member = subscribed("g", Map.of());
        pollUntil(() -> member.assignment().size() == 1, member);

        assertThatThrownBy(() -> simple.commitSync(Map.of(partition, new OffsetAndMetadata(4))))
                .isInstanceOf(CommitFailedException.class);
    }

    @Test
    void theAdminClientListsDescribesAndDeletesGroupsAndOffsets() throws Exception {
        topic("t", 2);
        topic("other", 1);
        TopicPartition partition = new TopicPartition("t", 0);
        TopicPartition other = new TopicPartition("other", 0);
        try (Admin admin = admin()) {
            admin.alterConsumerGroupOffsets(
                            "g", Map.of(partition, new OffsetAndMetadata(5), other, new OffsetAndMetadata(6)))
                    .all()
                    .get();
            Consumer<byte[], byte[]> a = subscribed("g", Map.of("client.id", "me"));
            pollUntil(() -> a.assignment().size() == 2, a);

            Collection<GroupListing> listed = admin.listGroups().all().get();
            assertThat(listed).extracting(GroupListing::groupId).containsExactly("g");
            assertThat(listed.iterator().next().type().orElseThrow().toString()).isEqualToIgnoringCase(type());
            ConsumerGroupDescription group = described(admin, "g");
            assertThat(group.groupState()).isEqualTo(GroupState.STABLE);
            assertThat(group.members()).hasSize(1);
            var member = group.members().iterator().next();
            assertThat(member.clientId()).isEqualTo("me");
            assertThat(member.host()).isEqualTo("/127.0.0.1");
            assertThat(member.assignment().topicPartitions()).hasSize(2);

            assertThat(offsets(admin, "g")).containsOnlyKeys(partition, other);
            assertThatThrownBy(
                            () -> admin.deleteConsumerGroups(List.of("g")).all().get())
                    .hasCauseInstanceOf(GroupNotEmptyException.class);
            assertThatThrownBy(() -> admin.deleteConsumerGroupOffsets("g", Set.of(partition))
                            .all()
                            .get())
                    .hasCauseInstanceOf(GroupSubscribedToTopicException.class);
            admin.deleteConsumerGroupOffsets("g", Set.of(other)).all().get();
            assertThat(offsets(admin, "g")).containsOnlyKeys(partition);

            end(a, CloseOptions.GroupMembershipOperation.LEAVE_GROUP);
            await().atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(described(admin, "g").groupState()).isEqualTo(GroupState.EMPTY));
            admin.deleteConsumerGroups(List.of("g")).all().get();
            assertThat(admin.listGroups().all().get()).isEmpty();
            assertThatThrownBy(() ->
                            admin.describeConsumerGroups(List.of("g")).all().get())
                    .hasCauseInstanceOf(GroupIdNotFoundException.class);
        }
    }

    @Test
    void aGroupGoesOnWhereItWasWhenTheServerComesBack() throws Exception {
        topic("t", 4);
        Consumer<byte[], byte[]> a = subscribed("g", Map.of());
        Consumer<byte[], byte[]> b = subscribed("g", Map.of());
        pollUntil(() -> a.assignment().size() == 2 && b.assignment().size() == 2, a, b);
        TopicPartition first = a.assignment().iterator().next();
        a.commitSync(Map.of(first, new OffsetAndMetadata(9)));
        String memberId = a.groupMetadata().memberId();

        log.close();
        open();

        pollUntil(() -> committed(a, first) == 9, a, b);
        end(b, CloseOptions.GroupMembershipOperation.LEAVE_GROUP);
        pollUntil(() -> a.assignment().size() == 4, a);
        assertThat(a.groupMetadata().memberId()).isEqualTo(memberId);
    }

    @Test
    void kafkasToolListsDescribesAndResetsGroups() {
        topic("test", 3);
        write("test", 1, 20);
        Consumer<byte[], byte[]> a = consumer("g", Map.of());
        a.subscribe(List.of("test"));
        pollUntil(() -> a.assignment().size() == 3, a);
        a.commitSync(Map.of(new TopicPartition("test", 1), new OffsetAndMetadata(2)));

        assertThat(tool("--list").out()).contains("g");
        assertThat(tool("--describe", "--group", "g").out())
                .contains("test")
                .contains(a.groupMetadata().memberId());
        assertThat(tool("--describe", "--group", "g", "--state").out()).contains("Stable");
        end(a, CloseOptions.GroupMembershipOperation.LEAVE_GROUP);
        tool("--reset-offsets", "--group", "g", "--topic", "test", "--to-earliest", "--execute");
        tool("--reset-offsets", "--group", "g", "--topic", "test:1", "--to-offset", "10", "--execute");

        Consumer<byte[], byte[]> again = consumer("g", Map.of());
        TopicPartition one = new TopicPartition("test", 1);
        assertThat(committed(again, new TopicPartition("test", 0))).isZero();
        assertThat(committed(again, one)).isEqualTo(10);
        tool("--delete", "--group", "g");
    }

    private KafkaTool.Result tool(String... args) {
        List<String> all = new ArrayList<>(List.of("--bootstrap-server", log.bootstrapServers()));
        all.addAll(List.of(args));
        return KafkaTool.run("org.apache.kafka.tools.consumer.group.ConsumerGroupCommand", all.toArray(String[]::new))
                .orFail();
    }

    static Map<TopicPartition, OffsetAndMetadata> offsets(Admin admin, String group)
            throws ExecutionException, InterruptedException {
        return admin.listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata()
                .get();
    }

    private static long committed(Consumer<byte[], byte[]> consumer, TopicPartition partition) {
        OffsetAndMetadata offset = consumer.committed(Set.of(partition)).get(partition);
        return offset == null ? -1 : offset.offset();
    }

    private static ConsumerGroupDescription described(Admin admin, String group)
            throws ExecutionException, InterruptedException {
        return Objects.requireNonNull(
                admin.describeConsumerGroups(List.of(group)).all().get().get(group));
    }

    private void write(String topic, int partition, int count) {
        try (Producer<byte[], byte[]> producer = log.producer(Map.of("metric.reporters", ""))) {
            for (int i = 0; i < count; i++) {
                Future<RecordMetadata> unused =
                        producer.send(new ProducerRecord<>(topic, partition, null, new byte[] {1}));
            }
        }
    }

    LogEngine log() {
        return log;
    }

    Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", log.bootstrapServers()));
    }

    void topic(String name, int partitions) {
        log.broker().topics().create(new NewTopic(name, partitions, (short) 1));
    }

    Consumer<byte[], byte[]> subscribed(String group, Map<String, Object> config) {
        Consumer<byte[], byte[]> consumer = consumer(group, config);
        consumer.subscribe(List.of("t"));
        return consumer;
    }

    Consumer<byte[], byte[]> consumer(String group, Map<String, Object> config) {
        Map<String, Object> all = new HashMap<>(protocol());
        all.put("bootstrap.servers", log.bootstrapServers());
        all.put("group.id", group);
        all.put("enable.auto.commit", false);
        all.put("auto.offset.reset", "earliest");
        all.putAll(config);
        Consumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(all, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        consumers.add(consumer);
        return consumer;
    }

    void end(Consumer<byte[], byte[]> consumer, CloseOptions.GroupMembershipOperation how) {
        consumers.remove(consumer);
        consumer.close(CloseOptions.groupMembershipOperation(how));
    }

    @SafeVarargs
    static void pollUntil(BooleanSupplier condition, Consumer<byte[], byte[]>... consumers) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("did not come true in " + PATIENCE);
            }
            for (Consumer<byte[], byte[]> consumer : consumers) {
                assertThat(consumer.poll(Duration.ofMillis(20))).isNotNull();
            }
        }
    }

    private static final class Told implements ConsumerRebalanceListener {
        private int changes;

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            changes++;
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            changes++;
        }
    }
}
