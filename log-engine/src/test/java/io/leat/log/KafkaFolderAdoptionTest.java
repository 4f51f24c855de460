package io.leat.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.leat.log.broker.Topic;
import io.leat.testing.Folders;
import io.leat.testing.KafkaCluster;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The folder of a real Kafka broker, opened by this engine: its topics, their configs, records and committed offsets are all there. */
class KafkaFolderAdoptionTest {
    private static final List<String> GROUPS =
            List.of("classic", "modern", "altered", "in-transaction", "aborted", "undecided", "deleted");

    /** What a broker tells of all it has. */
    private record Content(
            Map<String, Topic> topics,
            Map<String, Map<String, String>> configs,
            Map<String, List<String>> records,
            Map<String, Map<TopicPartition, OffsetAndMetadata>> committed) {}

    @TempDir
    static Path kafkas;

    private static Content expected = new Content(Map.of(), Map.of(), Map.of(), Map.of());

    @TempDir
    Path dir;

    @BeforeAll
    static void kafkaWrites() throws Exception {
        // Snapshots of the controller's log are made so often that there is one, with more records behind it.
        try (KafkaCluster kafka =
                        KafkaCluster.start(1, Map.of("metadata.log.max.record.bytes.between.snapshots", "2000"));
                Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            makeTopics(admin);
            for (String topic : List.of("orders", "table", "stamped", "cut")) {
                produce(kafka, topic);
            }
            admin.deleteRecords(Map.of(new TopicPartition("cut", 0), RecordsToDelete.beforeOffset(5)))
                    .all()
                    .get();
            commit(kafka, admin);
            KafkaProducer<byte[], byte[]> open = transactional(kafka, "undecided");
            try {
                commitInTransaction(open, "undecided", 99);
                expected = contentOfKafka(kafka, admin);
                kafka.broker(0).stop();
            } finally {
                open.close(Duration.ZERO);
            }
            Folders.copy(kafka.broker(0).logDir(), kafkas);
        }
    }

    @Test
    void theFolderHoldsWhatTheTestsMeanItToHold() throws Exception {
        try (Stream<Path> files = Files.list(kafkas.resolve("__cluster_metadata-0"))) {
            assertThat(files.map(it -> it.getFileName().toString()))
                    .as("a snapshot of the controller's log")
                    .anyMatch(it -> it.matches("0*[1-9][0-9]*-[0-9]+\\.checkpoint"));
        }
        assertThat(expected.configs().get("orders"))
                .isEqualTo(Map.of("retention.ms", "-1", "compression.type", "lz4", "segment.bytes", "1048576"));
        assertThat(expected.configs().get("reborn")).isEmpty();
        assertThat(expected.topics()).containsKeys("__consumer_offsets", "__transaction_state");
        assertThat(expected.topics()).doesNotContainKey("gone");
        assertThat(expected.committed().get("aborted"))
                .containsEntry(new TopicPartition("orders", 0), new OffsetAndMetadata(1));
        assertThat(expected.committed().get("deleted")).isEmpty();
    }

    @ParameterizedTest(name = "clean stop: {0}")
    @ValueSource(booleans = {true, false})
    void topicsConfigsRecordsAndCommittedOffsetsAreThoseOfKafkaAlsoAfterARestart(boolean clean) throws Exception {
        Folders.copy(kafkas, dir);
        if (!clean) {
            Files.delete(dir.resolve(".kafka_cleanshutdown"));
        }
        for (int start = 1; start <= 2; start++) {
            try (LogEngine log = open()) {
                Content content = contentOf(log);
                assertThat(content.topics()).as("start %d", start).isEqualTo(expected.topics());
                assertThat(content.configs()).isEqualTo(expected.configs());
                assertThat(content.records()).isEqualTo(expected.records());
                assertThat(content.committed()).isEqualTo(expected.committed());
            }
        }
    }

    @Test
    void whatIsAppendedHereFollowsWhatKafkaWroteAndDisturbsNoProducerOfKafkas() throws Exception {
        Folders.copy(kafkas, dir);
        List<TopicPartition> orders = List.of(new TopicPartition("orders", 0)); // Written by Kafka's first producer id.
        List<String> before;
        try (LogEngine log = open();
                Producer<byte[], byte[]> producer = log.producer(Map.of());
                Consumer<byte[], byte[]> consumer = log.consumer(Map.of())) {
            before = records(consumer, orders);
            producer.send(new ProducerRecord<>("orders", 0, null, "from here".getBytes(UTF_8)))
                    .get();
        }
        try (LogEngine log = open();
                Consumer<byte[], byte[]> consumer = log.consumer(Map.of())) {
            List<String> after = records(consumer, orders);
            assertThat(after).hasSize(before.size() + 1);
            assertThat(after.subList(1, before.size())).isEqualTo(before.subList(1, before.size()));
        }
    }

    private LogEngine open() {
        return LogEngine.open(Map.of("log.dirs", dir.toString()));
    }

    private static Content contentOf(LogEngine log) {
        Map<String, Topic> topics = new TreeMap<>();
        Map<String, Map<String, String>> configs = new TreeMap<>();
        Map<String, List<String>> records = new TreeMap<>();
        Map<String, Map<TopicPartition, OffsetAndMetadata>> committed = new TreeMap<>();
        try (Consumer<byte[], byte[]> consumer = log.consumer(Map.of())) {
            for (Topic topic : log.broker().topics().all()) {
                topics.put(topic.name(), topic);
                configs.put(topic.name(), own(log.broker().topics().configs(topic.name())));
                if (!topic.internal()) {
                    records.put(topic.name(), records(consumer, partitions(topic.name(), topic.partitions())));
                }
            }
        }
        GROUPS.forEach(it -> committed.put(it, log.broker().groups().committed(it)));
        return new Content(topics, configs, records, committed);
    }

    private static Content contentOfKafka(KafkaCluster kafka, Admin admin) throws Exception {
        Map<String, Topic> topics = new TreeMap<>();
        Map<String, Map<String, String>> configs = new TreeMap<>();
        Map<String, List<String>> records = new TreeMap<>();
        Map<String, Map<TopicPartition, OffsetAndMetadata>> committed = new TreeMap<>();
        Collection<String> names = admin.listTopics(new ListTopicsOptions().listInternal(true))
                .names()
                .get();
        Map<String, Object> config = Map.of("bootstrap.servers", kafka.bootstrapServers());
        try (var consumer = new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            for (TopicDescription topic :
                    admin.describeTopics(names).allTopicNames().get().values()) {
                int partitions = topic.partitions().size();
                topics.put(topic.name(), new Topic(topic.name(), topic.topicId(), partitions, topic.isInternal()));
                if (!topic.isInternal()) {
                    records.put(topic.name(), records(consumer, partitions(topic.name(), partitions)));
                }
            }
        }
        List<ConfigResource> resources = names.stream()
                .map(it -> new ConfigResource(ConfigResource.Type.TOPIC, it))
                .toList();
        admin.describeConfigs(resources)
                .all()
                .get()
                .forEach((topic, configured) -> configs.put(topic.name(), own(configured)));
        for (String group : GROUPS) {
            committed.put(
                    group,
                    admin.listConsumerGroupOffsets(group)
                            .partitionsToOffsetAndMetadata()
                            .get());
        }
        return new Content(topics, configs, records, committed);
    }

    private static Map<String, String> own(Config config) {
        Map<String, String> own = new TreeMap<>();
        config.entries().stream()
                .filter(it -> it.source() == ConfigEntry.ConfigSource.DYNAMIC_TOPIC_CONFIG)
                .forEach(it -> own.put(it.name(), it.value()));
        return own;
    }

    private static List<TopicPartition> partitions(String topic, int count) {
        return Stream.iterate(0, it -> it + 1)
                .limit(count)
                .map(it -> new TopicPartition(topic, it))
                .toList();
    }

    /** Everything a consumer is told of every record, partition by partition. */
    private static List<String> records(Consumer<byte[], byte[]> consumer, List<TopicPartition> partitions) {
        List<String> records = new ArrayList<>();
        for (TopicPartition partition : partitions) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = Objects.requireNonNull(
                    consumer.endOffsets(List.of(partition)).get(partition));
            records.add(partition + " from " + consumer.position(partition) + " to " + end);
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofMillis(200)).forEach(it -> records.add(text(it)));
            }
        }
        return records;
    }

    private static String text(ConsumerRecord<byte[], byte[]> record) {
        String headers = Stream.of(record.headers().toArray())
                .map(it -> it.key() + "=" + Arrays.toString(it.value()))
                .toList()
                .toString();
        return String.join(
                " ",
                record.topic() + "-" + record.partition() + "@" + record.offset(),
                record.leaderEpoch() + "",
                record.timestampType() + "=" + record.timestamp(),
                Arrays.toString(record.key()),
                Arrays.toString(record.value()),
                headers);
    }

    private static void makeTopics(Admin admin) throws Exception {
        create(
                admin,
                "orders",
                3,
                Map.of("retention.ms", "-1", "compression.type", "lz4", "max.message.bytes", "2000"));
        create(admin, "table", 1, Map.of("cleanup.policy", "compact"));
        create(admin, "stamped", 1, Map.of("message.timestamp.type", "LogAppendTime"));
        create(admin, "cut", 1, Map.of());
        create(admin, "gone", 2, Map.of("retention.ms", "1"));
        create(admin, "reborn", 1, Map.of("retention.ms", "1"));
        admin.deleteTopics(List.of("gone", "reborn")).all().get();
        create(admin, "reborn", 2, Map.of());
        ConfigResource orders = new ConfigResource(ConfigResource.Type.TOPIC, "orders");
        admin.incrementalAlterConfigs(Map.of(
                        orders,
                        List.of(
                                change("max.message.bytes", "", AlterConfigOp.OpType.DELETE),
                                change("segment.bytes", "1048576", AlterConfigOp.OpType.SET))))
                .all()
                .get();
    }

    private static AlterConfigOp change(String name, String value, AlterConfigOp.OpType type) {
        return new AlterConfigOp(new ConfigEntry(name, value), type);
    }

    private static void create(Admin admin, String topic, int partitions, Map<String, String> configs)
            throws Exception {
        admin.createTopics(List.of(new NewTopic(topic, partitions, (short) 1).configs(configs)))
                .all()
                .get();
    }

    private static void produce(KafkaCluster kafka, String topic) throws Exception {
        try (var producer = new KafkaProducer<>(
                Map.<String, Object>of("bootstrap.servers", kafka.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (int i = 0; i < 30; i++) {
                byte[] value = i % 9 == 8 ? null : ("value " + i).getBytes(UTF_8);
                var record = new ProducerRecord<>(topic, ("key " + i % 10).getBytes(UTF_8), value);
                record.headers().add("n", new byte[] {(byte) i}).add("none", null);
                producer.send(record).get();
            }
        }
    }

    private static void commit(KafkaCluster kafka, Admin admin) throws Exception {
        for (String protocol : List.of("classic", "consumer")) {
            String group = protocol.equals("classic") ? "classic" : "modern";
            Map<String, Object> config = Map.of(
                    "bootstrap.servers",
                    kafka.bootstrapServers(),
                    "group.id",
                    group,
                    "group.protocol",
                    protocol,
                    "auto.offset.reset",
                    "earliest");
            try (var consumer = new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
                consumer.subscribe(List.of("orders"));
                int seen = 0;
                while (seen < 30) {
                    seen += consumer.poll(Duration.ofMillis(200)).count();
                }
                consumer.commitSync(Map.of(
                        new TopicPartition("orders", 1), new OffsetAndMetadata(3, Optional.of(0), "by " + group)));
            }
        }
        for (String group : List.of("altered", "aborted", "undecided", "deleted")) {
            Map<TopicPartition, OffsetAndMetadata> one =
                    Map.of(new TopicPartition("orders", 0), new OffsetAndMetadata(1));
            admin.alterConsumerGroupOffsets(group, one).all().get();
        }
        admin.deleteConsumerGroups(List.of("deleted")).all().get();
        try (KafkaProducer<byte[], byte[]> producer = transactional(kafka, "decided")) {
            commitInTransaction(producer, "in-transaction", 7);
            producer.commitTransaction();
            commitInTransaction(producer, "aborted", 77);
            producer.abortTransaction();
        }
    }

    private static KafkaProducer<byte[], byte[]> transactional(KafkaCluster kafka, String id) {
        Map<String, Object> config = Map.of(
                "bootstrap.servers",
                kafka.bootstrapServers(),
                "transactional.id",
                id,
                "transaction.timeout.ms",
                900_000);
        var producer = new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
        producer.initTransactions();
        return producer;
    }

    @SuppressWarnings("removal") // Without a member there is no other way to say it, in Kafka 4.3 either.
    private static void commitInTransaction(Producer<byte[], byte[]> producer, String group, long offset) {
        producer.beginTransaction();
        producer.sendOffsetsToTransaction(
                Map.of(new TopicPartition("orders", 0), new OffsetAndMetadata(offset)),
                new ConsumerGroupMetadata(group));
    }
}
