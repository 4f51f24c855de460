package io.leat.log.api;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.SubscriptionPattern;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.requests.ApiVersionsRequest;
import org.apache.kafka.common.requests.ApiVersionsResponse;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** One of two brokers that are compared: by the address {@code open} everybody may do everything, by {@code guarded} users come. */
final class AuthorizedSide implements AutoCloseable {
    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final List<String> TOPICS = List.of("seen", "other", "deletable", "erasable");

    private final String guarded;
    private final Admin admin;
    private final Consumer<byte[], byte[]> live;
    private final Producer<byte[], byte[]> transaction;

    AuthorizedSide(String open, String guarded) {
        this.guarded = guarded;
        admin = Admin.create(Map.of("bootstrap.servers", open));
        live = new KafkaConsumer<>(
                Map.of("bootstrap.servers", open, "group.protocol", "consumer", "group.id", "live"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        transaction = new KafkaProducer<>(
                Map.of("bootstrap.servers", open, "transactional.id", "tx", "transaction.timeout.ms", 600_000),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    /** Two topics, a group with offsets of both, one with a member, a transaction that goes on, and the ACLs. */
    void prepare(List<AclBinding> acls) throws Exception {
        admin.createAcls(acls).all().get();
        await("the ACLs")
                .atMost(DEADLINE)
                .until(() -> new HashSet<>(admin.describeAcls(AclBindingFilter.ANY)
                                .values()
                                .get())
                        .equals(new HashSet<>(acls)));
        createMissing();
        await("offsets of the group").atMost(DEADLINE).ignoreExceptions().until(() -> {
            admin.alterConsumerGroupOffsets(
                            "group",
                            Map.of(
                                    new TopicPartition("seen", 0), new OffsetAndMetadata(0),
                                    new TopicPartition("other", 0), new OffsetAndMetadata(0)))
                    .all()
                    .get();
            return true;
        });
        live.subscribe(List.of("seen", "other"));
        await("the assignment").atMost(DEADLINE).until(() -> {
            live.poll(Duration.ofMillis(50));
            return live.assignment().size() == 2;
        });
        transaction.initTransactions();
        transaction.beginTransaction();
        for (String topic : List.of("seen", "other")) {
            transaction.send(new ProducerRecord<>(topic, 0, null, new byte[1])).get();
        }
    }

    private void createMissing() throws Exception {
        Set<String> there = admin.listTopics().names().get();
        List<NewTopic> missing = TOPICS.stream()
                .filter(it -> !there.contains(it))
                .map(it -> new NewTopic(it, 1, (short) 1))
                .toList();
        admin.createTopics(missing).all().get();
        await("the topics").atMost(DEADLINE).ignoreExceptions().until(() -> {
            var all = admin.listTopics().names().get();
            return all.containsAll(TOPICS) && !all.contains("missing");
        });
    }

    /** The ids of the topics, after those were made anew that somebody deleted; a topic that somebody made is gone. */
    Map<String, Uuid> ids() throws Exception {
        Set<String> there = admin.listTopics().names().get();
        if (there.contains("missing")) {
            admin.deleteTopics(List.of("missing")).all().get();
        }
        createMissing();
        return admin.describeTopics(TOPICS).allTopicNames().get().values().stream()
                .collect(Collectors.toMap(TopicDescription::name, TopicDescription::topicId));
    }

    RawClient login(String user) throws IOException {
        return new RawClient(guarded, "compared").login(user, "secret");
    }

    /** Of which topics a consumer gets partitions whose expression matches all. */
    Set<String> topicsOfAnExpression(String user) {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers", guarded,
                "group.protocol", "consumer",
                "group.id", "expressions",
                "security.protocol", "SASL_PLAINTEXT",
                "sasl.mechanism", "PLAIN",
                "sasl.jaas.config",
                        "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"%s\" password=\"secret\";"
                                .formatted(user));
        try (Consumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.subscribe(new SubscriptionPattern(".*"));
            await("an assignment").atMost(DEADLINE).until(() -> {
                consumer.poll(Duration.ofMillis(50));
                return !consumer.assignment().isEmpty();
            });
            return consumer.assignment().stream().map(TopicPartition::topic).collect(Collectors.toSet());
        }
    }

    /** All APIs that are told to clients. */
    Set<ApiKeys> served() throws IOException {
        try (RawClient client = new RawClient(guarded, "compared")) {
            var versions = (ApiVersionsResponse) client.ask(new ApiVersionsRequest.Builder().build((short) 3));
            return versions.data().apiKeys().stream()
                    .map(it -> ApiKeys.forId(it.apiKey()))
                    .collect(Collectors.toCollection(() -> EnumSet.noneOf(ApiKeys.class)));
        }
    }

    @Override
    public void close() {
        transaction.close(Duration.ZERO);
        live.close();
        admin.close();
    }
}
