package io.leat.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.leat.testing.Folders;
import io.leat.testing.KafkaCluster;
import io.leat.testing.KafkaTool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same folder, with plain, idempotent and transactional records, compacted by Apache Kafka and by us: the same records are left. */
class KafkaCompactionTest {
    private static final TopicPartition TABLE = new TopicPartition("table", 0);
    private static final String DUMP = "org.apache.kafka.tools.DumpLogSegments";
    private static final String CHECKPOINT = "cleaner-offset-checkpoint";
    private static final long FIRST_TIME = 1_700_000_000_000L;

    @TempDir
    Path dir;

    private final Random random = new Random(5);
    private int written;

    @Test
    void kafkaAndWeLeaveTheSameRecordsOfTheSameFolderAndKafkasToolFindsNoFaultInOurs() throws Exception {
        try (KafkaCluster kafka = KafkaCluster.start(
                        1, Map.of("log.cleaner.backoff.ms", "100", "log.initial.task.delay.ms", "100"));
                Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            create(admin);
            write(kafka);
            List<String> all = readByKafka(kafka, "read_uncommitted");
            kafka.broker(0).stop();
            Folders.copy(kafka.broker(0).logDir(), dir);
            kafka.broker(0).restart();
            allowCompaction(admin);
            awaitCleaned(kafka.broker(0).logDir());
            List<String> committed = readByKafka(kafka, "read_committed");
            List<String> uncommitted = readByKafka(kafka, "read_uncommitted");
            assertThat(uncommitted.size())
                    .as("compaction took most of %d", all.size())
                    .isLessThan(all.size() / 2);

            compactHere();
            try (LogEngine log = LogEngine.open(Map.of("log.dirs", dir.toString(), "log.cleaner.enable", "false"))) {
                assertThat(read(log, "read_committed")).isEqualTo(committed);
                assertThat(read(log, "read_uncommitted")).isEqualTo(uncommitted);
            }
        }
        dumpFindsNoFault();
    }

    private void compactHere() throws Exception {
        try (LogEngine log = LogEngine.open(Map.of("log.dirs", dir.toString(), "log.cleaner.backoff.ms", "50"))) {
            log.broker()
                    .topics()
                    .alterConfigs(TABLE.topic(), List.of(new AlterConfigOp(lag(), AlterConfigOp.OpType.SET)));
            awaitCleaned(dir);
        }
    }

    /** Kafka's own tool reads our segments, deeply, and our indexes. */
    private void dumpFindsNoFault() throws Exception {
        String logs = files(".log");
        KafkaTool.Result batches =
                KafkaTool.run(DUMP, "--deep-iteration", "--files", logs).orFail();
        assertThat(batches.out())
                .contains("isvalid: true", "deleteHorizonMs: OptionalLong[")
                .doesNotContain("isvalid: false", "invalid bytes");
        String indexes = files("index");
        KafkaTool.Result entries =
                KafkaTool.run(DUMP, "--verify-index-only", "--files", indexes).orFail();
        assertThat(entries.err()).isEmpty();
        KafkaTool.Result sanity =
                KafkaTool.run(DUMP, "--index-sanity-check", "--files", indexes).orFail();
        assertThat(sanity.err()).isEmpty();
        assertThat(sanity.out()).contains("passed sanity check");
    }

    private String files(String suffix) throws Exception {
        try (Stream<Path> files = Files.list(dir.resolve(TABLE.toString()))) {
            return String.join(
                    ",",
                    files.map(Path::toString)
                            .filter(it -> it.endsWith(suffix) && !it.endsWith(".txnindex"))
                            .sorted()
                            .toList());
        }
    }

    private static void create(Admin admin) throws Exception {
        Map<String, String> configs = Map.of(
                "cleanup.policy", "compact",
                "segment.bytes", "1048576",
                "min.cleanable.dirty.ratio", "0",
                "min.compaction.lag.ms", Long.toString(Long.MAX_VALUE / 2));
        admin.createTopics(List.of(new NewTopic(TABLE.topic(), 1, (short) 1).configs(configs)))
                .all()
                .get();
    }

    private static void allowCompaction(Admin admin) throws Exception {
        ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, TABLE.topic());
        admin.incrementalAlterConfigs(Map.of(topic, List.of(new AlterConfigOp(lag(), AlterConfigOp.OpType.SET))))
                .all()
                .get();
    }

    private static ConfigEntry lag() {
        return new ConfigEntry("min.compaction.lag.ms", "0");
    }

    /** Until all but the active segment is clean, as the checkpoint says. */
    private static void awaitCleaned(Path folder) {
        await().atMost(Duration.ofSeconds(60)).until(() -> {
            try (Stream<Path> files = Files.list(folder.resolve(TABLE.toString()))) {
                long active = files.map(it -> it.getFileName().toString())
                        .filter(it -> it.matches("[0-9]{20}\\.log"))
                        .mapToLong(it -> Long.parseLong(it.substring(0, 20)))
                        .max()
                        .orElseThrow();
                Path checkpoint = folder.resolve(CHECKPOINT);
                return Files.exists(checkpoint)
                        && Files.readString(checkpoint).contains(TABLE.topic() + " 0 " + active + "\n");
            }
        });
    }

    private void write(KafkaCluster kafka) throws Exception {
        for (String codec : List.of("none", "gzip", "snappy", "lz4", "zstd")) {
            try (KafkaProducer<byte[], byte[]> plain =
                            producer(kafka, Map.of("compression.type", codec, "linger.ms", 50));
                    KafkaProducer<byte[], byte[]> transactional =
                            producer(kafka, Map.of("transactional.id", "t-" + codec, "compression.type", codec))) {
                transactional.initTransactions();
                for (int round = 0; round < 6; round++) {
                    send(plain, 40);
                    transactional.beginTransaction();
                    send(transactional, 10);
                    if (random.nextBoolean()) {
                        transactional.commitTransaction();
                    } else {
                        transactional.abortTransaction();
                    }
                }
            }
        }
    }

    private void send(KafkaProducer<byte[], byte[]> producer, int count) throws Exception {
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            sent.add(producer.send(record()));
        }
        producer.flush();
        for (Future<RecordMetadata> each : sent) {
            each.get();
        }
    }

    private ProducerRecord<byte[], byte[]> record() {
        byte[] key = ("key " + random.nextInt(60)).getBytes(UTF_8);
        byte[] value = random.nextInt(5) == 0 ? null : new byte[6000];
        if (value != null) {
            random.nextBytes(value);
        }
        var record = new ProducerRecord<>(TABLE.topic(), 0, FIRST_TIME + 200L * written++, key, value);
        if (written % 4 == 0) {
            record.headers().add("h", new byte[] {(byte) written}).add("none", null);
        }
        return record;
    }

    private static KafkaProducer<byte[], byte[]> producer(KafkaCluster kafka, Map<String, Object> config) {
        Map<String, Object> all = new HashMap<>(config);
        all.put("bootstrap.servers", kafka.bootstrapServers());
        return new KafkaProducer<>(all, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private static List<String> readByKafka(KafkaCluster kafka, String level) {
        Map<String, Object> config = Map.of("bootstrap.servers", kafka.bootstrapServers(), "isolation.level", level);
        try (var consumer = new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            return read(consumer);
        }
    }

    private static List<String> read(LogEngine log, String level) {
        try (Consumer<byte[], byte[]> consumer = log.consumer(Map.of("isolation.level", level))) {
            return read(consumer);
        }
    }

    private static List<String> read(Consumer<byte[], byte[]> consumer) {
        consumer.assign(List.of(TABLE));
        consumer.seekToBeginning(List.of(TABLE));
        long end = consumer.endOffsets(List.of(TABLE)).getOrDefault(TABLE, -1L);
        List<String> records = new ArrayList<>();
        while (consumer.position(TABLE) < end) {
            consumer.poll(Duration.ofMillis(200)).forEach(it -> records.add(text(it)));
        }
        return records;
    }

    private static String text(ConsumerRecord<byte[], byte[]> record) {
        List<String> headers = Stream.of(record.headers().toArray())
                .map(it -> it.key() + "=" + Arrays.toString(it.value()))
                .toList();
        return "%d %d %s %s %s"
                .formatted(
                        record.offset(),
                        record.timestamp(),
                        Arrays.toString(record.key()),
                        record.value() == null ? "null" : Arrays.hashCode(record.value()),
                        headers);
    }
}
