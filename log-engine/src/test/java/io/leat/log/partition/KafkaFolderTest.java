package io.leat.log.partition;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.leat.log.disk.Directory;
import io.leat.log.disk.DiskDirectory;
import io.leat.log.partition.LogReads.Seen;
import io.leat.log.segment.AbortedTransaction;
import io.leat.testing.KafkaCluster;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A folder that a real Apache Kafka broker wrote opens here, with every record as Kafka's own consumer had it. */
class KafkaFolderTest {
    private static final TopicPartition CODECS = new TopicPartition("codecs", 0);
    private static final TopicPartition TRANSACTIONS = new TopicPartition("transactions", 0);
    private static final TopicPartition COMPACTED = new TopicPartition("compacted", 0);
    private static final Random RANDOM = new Random(7);
    private static final Map<TopicPartition, List<Seen>> EXPECTED = new HashMap<>();

    private static KafkaCluster kafka;

    @BeforeAll
    static void kafkaWrites() throws Exception {
        kafka = KafkaCluster.start(1, Map.of("log.cleaner.backoff.ms", "100", "log.initial.task.delay.ms", "100"));
        createTopics();
        for (String codec : List.of("none", "gzip", "snappy", "lz4", "zstd")) {
            produce(CODECS.topic(), Map.of("compression.type", codec), 700, false);
        }
        produce(CODECS.topic(), Map.of("enable.idempotence", false, "acks", "1"), 50, false);
        for (boolean commit : new boolean[] {true, false, true, false}) {
            produceInTransaction(commit);
        }
        produce(COMPACTED.topic(), Map.of(), 4000, true);
        Path cleaned = kafka.broker(0).logDir().resolve(OffsetCheckpoint.CLEANER);
        await().atMost(Duration.ofSeconds(60))
                .until(() -> Files.exists(cleaned) && Files.readString(cleaned).contains(COMPACTED.topic()));
        for (TopicPartition each : List.of(CODECS, TRANSACTIONS, COMPACTED)) {
            EXPECTED.put(each, consume(each));
        }
        kafka.broker(0).stop();
    }

    @AfterAll
    static void stop() {
        kafka.close();
    }

    @Test
    void everyCodecHeaderNullAndTimestampOverSeveralSegmentsIsAsKafkaHadIt() {
        assertThat(EXPECTED.get(CODECS)).hasSize(5 * 700 + 50);
        assertReadsAsKafkaDid(CODECS);
    }

    @Test
    void aCompactedTopicWithItsGapsIsAsKafkaHadIt() {
        assertThat(EXPECTED.get(COMPACTED)).as("compaction took some").hasSizeLessThan(4000);
        assertReadsAsKafkaDid(COMPACTED);
    }

    @Test
    void transactionsAreThereAndTheAbortedOnesAreKnown() {
        assertReadsAsKafkaDid(TRANSACTIONS);
        for (boolean clean : new boolean[] {true, false}) {
            PartitionLog log = open(TRANSACTIONS, clean);
            assertThat(log.lastStableOffset()).isEqualTo(log.highWatermark());
            List<AbortedTransaction> aborted = log.abortedTransactions(0, log.highWatermark());
            assertThat(aborted).extracting(AbortedTransaction::firstOffset).containsExactly(11L, 33L);
            assertThat(aborted).extracting(AbortedTransaction::lastOffset).containsExactly(21L, 43L);
            log.abandon();
        }
    }

    @Test
    void aProducerOfKafkasIsRememberedByItsSnapshot() {
        PartitionLog log = open(CODECS, true);
        Snapshots.Restored restored = new Snapshots(folder(CODECS)).newest(log.logEndOffset(), 0);
        assertThat(restored.offset()).isEqualTo(log.logEndOffset());
        assertThat(restored.states()).hasSize(5).allMatch(state -> state.nextSequence() == 700);
        log.abandon();
    }

    @Test
    void theFilesBesideThePartitionsAreUnderstood() {
        Directory dir = DiskDirectory.at(kafka.broker(0).logDir());
        assertThat(MetaProperties.read(dir.read(MetaProperties.FILE, 10_000)).clusterId())
                .isEqualTo(kafka.id());
        OffsetCheckpoint ends = OffsetCheckpoint.read("r", dir.read(OffsetCheckpoint.RECOVERY_POINT, 100_000));
        assertThat(ends.offsets()).containsEntry(CODECS, 5 * 700L + 50).containsEntry(TRANSACTIONS, 44L);
    }

    /** Cleanly, and as if the broker had been killed: then everything is scanned and every index made anew. */
    private static void assertReadsAsKafkaDid(TopicPartition partition) {
        for (boolean clean : new boolean[] {true, false}) {
            PartitionLog log = open(partition, clean);
            List<Seen> expected = EXPECTED.getOrDefault(partition, List.of());
            assertThat(LogReads.all(log, 0, 100_000)).isEqualTo(expected);
            Seen some = expected.get(expected.size() / 2);
            assertThat(log.offsetForTimestamp(some.timestamp()).orElseThrow().timestamp())
                    .isEqualTo(some.timestamp());
            log.abandon();
        }
    }

    private static PartitionLog open(TopicPartition partition, boolean clean) {
        Directory folder = folder(partition);
        Uuid id = PartitionMetadata.read(folder.read(PartitionMetadata.FILE, 1000))
                .topicId();
        boolean compacts = partition.equals(COMPACTED);
        LogConfig config = LogConfig.DEFAULT.withRetention(-1, -1, java.util.Set.of(compacts ? "compact" : "delete"));
        return PartitionLog.open(folder, partition, id, config, new RecoveryHints(clean, 0, 0), InstantSource.system());
    }

    private static Directory folder(TopicPartition partition) {
        return DiskDirectory.at(kafka.broker(0).logDir()).directory(partition.toString());
    }

    private static void createTopics() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            admin.createTopics(List.of(
                            new NewTopic(CODECS.topic(), 1, (short) 1).configs(Map.of("segment.bytes", "1048576")),
                            new NewTopic(TRANSACTIONS.topic(), 1, (short) 1),
                            new NewTopic(COMPACTED.topic(), 1, (short) 1)
                                    .configs(Map.of(
                                            "cleanup.policy", "compact",
                                            "segment.bytes", "1048576",
                                            "min.cleanable.dirty.ratio", "0.01"))))
                    .all()
                    .get();
        }
    }

    private static void produce(String topic, Map<String, Object> config, int count, boolean keyed) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = producer(config)) {
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                sent.add(producer.send(record(topic, i, keyed)));
            }
            for (Future<RecordMetadata> each : sent) {
                each.get();
            }
        }
    }

    private static void produceInTransaction(boolean commit) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = producer(Map.of("transactional.id", "tx" + commit))) {
            producer.initTransactions();
            producer.beginTransaction();
            for (int i = 0; i < 10; i++) {
                producer.send(record(TRANSACTIONS.topic(), i, true)).get();
            }
            if (commit) {
                producer.commitTransaction();
            } else {
                producer.abortTransaction();
            }
        }
    }

    private static ProducerRecord<byte[], byte[]> record(String topic, int i, boolean keyed) {
        byte[] key = keyed ? ("key-" + i % 50).getBytes(UTF_8) : i % 3 == 0 ? null : ("k" + i).getBytes(UTF_8);
        byte[] value = !keyed && i % 7 == 0 ? null : new byte[RANDOM.nextInt(2000)];
        if (value != null) {
            RANDOM.nextBytes(value);
        }
        var record = new ProducerRecord<>(topic, null, 1_700_000_000_000L + i, key, value);
        if (i % 4 == 0) {
            record.headers()
                    .add("å", new byte[] {1, 2, (byte) i})
                    .add("empty", new byte[0])
                    .add("none", null);
        }
        return record;
    }

    private static KafkaProducer<byte[], byte[]> producer(Map<String, Object> config) {
        Map<String, Object> all = new HashMap<>(config);
        all.put("bootstrap.servers", kafka.bootstrapServers());
        return new KafkaProducer<>(all, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private static List<Seen> consume(TopicPartition partition) {
        Map<String, Object> config = Map.of("bootstrap.servers", kafka.bootstrapServers());
        List<Seen> seen = new ArrayList<>();
        try (var consumer = new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = requireNonNull(consumer.endOffsets(List.of(partition)).get(partition));
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofMillis(100)).forEach(record -> seen.add(seen(record)));
            }
        }
        return seen;
    }

    private static Seen seen(ConsumerRecord<byte[], byte[]> record) {
        List<String> headers = Stream.of(record.headers().toArray())
                .map(header -> header.key() + "=" + Seen.text(header.value()))
                .toList();
        return new Seen(
                record.offset(), record.timestamp(), Seen.text(record.key()), Seen.text(record.value()), headers);
    }
}
