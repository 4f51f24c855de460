package io.leat.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.leat.log.partition.PartitionLog;
import io.leat.log.transaction.TransactionState;
import io.leat.testing.Folders;
import io.leat.testing.KafkaCluster;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Transactions that Kafka's producers wrote to a real broker, committed, aborted and open ones interleaved: a reader here sees of
 * them what Kafka's own consumer saw, at either isolation level.
 */
class KafkaTransactionsTest {
    /** Every transaction is decided. */
    private static final TopicPartition DECIDED = new TopicPartition("decided", 0);
    /** One is open, with decided ones and plain records before and after it. */
    private static final TopicPartition UNDECIDED = new TopicPartition("undecided", 0);
    /** A long aborted one, then one plain record. */
    private static final TopicPartition LONG = new TopicPartition("long", 0);

    private static final List<String> LEVELS = List.of("read_committed", "read_uncommitted");
    /** Later than the broker's time, which markers have: else what is looked for by time is found in a marker. */
    private static final long FIRST_TIME = System.currentTimeMillis() + 600_000;

    private static final Map<String, View> EXPECTED = new HashMap<>();

    @TempDir
    static Path kafkas;

    @TempDir
    Path dir;

    /** What a consumer of an isolation level is told of a partition. */
    private record View(
            List<String> records, long position, long end, long seekedToEnd, List<@Nullable OffsetAndTimestamp> times) {

        /** Reads it with {@code consumer}, to the end. */
        static View of(Consumer<byte[], byte[]> consumer, TopicPartition partition) {
            consumer.assign(List.of(partition));
            consumer.seekToEnd(List.of(partition));
            long seekedToEnd = consumer.position(partition);
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, -1L);
            List<String> records = new ArrayList<>();
            while (consumer.position(partition) < end) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    records.add(record.offset() + " " + new String(record.value(), UTF_8));
                }
            }
            List<@Nullable OffsetAndTimestamp> times = new ArrayList<>();
            for (long time = FIRST_TIME; time < FIRST_TIME + 400; time += 7) {
                times.add(consumer.offsetsForTimes(Map.of(partition, time)).get(partition));
            }
            return new View(records, consumer.position(partition), end, seekedToEnd, times);
        }
    }

    @BeforeAll
    static void kafkaWrites() throws Exception {
        try (KafkaCluster kafka = KafkaCluster.start(1)) {
            List<Producer<byte[], byte[]>> producers = new ArrayList<>();
            try {
                write(kafka, producers);
                for (TopicPartition partition : List.of(DECIDED, UNDECIDED, LONG)) {
                    for (String level : LEVELS) {
                        EXPECTED.put(partition + level, kafkasView(kafka, partition, level));
                    }
                }
                kafka.broker(0).stop(); // With its producer alive, so that the open transaction stays open.
            } finally {
                producers.forEach(it -> it.close(Duration.ZERO));
            }
            Folders.copy(kafka.broker(0).logDir(), kafkas);
        }
    }

    @AfterAll
    static void forget() {
        EXPECTED.clear();
    }

    @ParameterizedTest(name = "{0} at {1}, clean stop: {2}")
    @CsvSource({
        "decided, read_committed, true",
        "decided, read_committed, false",
        "decided, read_uncommitted, true",
        "undecided, read_committed, true",
        "undecided, read_committed, false",
        "undecided, read_uncommitted, true",
        "long, read_committed, true",
        "long, read_uncommitted, true"
    })
    void whatIsReadWhereItEndsAndWhatIsFoundByTimeIsAsInKafka(String topic, String level, boolean clean)
            throws Exception {
        TopicPartition partition = new TopicPartition(topic, 0);
        try (LogEngine log = open(clean)) {
            for (int fetchBytes : new int[] {1024 * 1024, 3000, 1}) {
                try (Consumer<byte[], byte[]> consumer = consumer(log, level, fetchBytes)) {
                    assertThat(View.of(consumer, partition))
                            .as("%d bytes at a time", fetchBytes)
                            .isEqualTo(EXPECTED.get(partition + level));
                }
            }
        }
    }

    @Test
    void theTransactionsOfTheFolderAreAsManifoldAsTheTestsMeanThemToBe() {
        List<String> all = view(DECIDED, "read_uncommitted").records();
        List<String> committed = view(DECIDED, "read_committed").records();
        assertThat(all).anyMatch(it -> it.contains("aborted"));
        assertThat(committed)
                .noneMatch(it -> it.contains("aborted"))
                .anyMatch(it -> it.contains("committed"))
                .anyMatch(it -> it.contains("plain"))
                .containsExactlyElementsOf(
                        all.stream().filter(it -> !it.contains("aborted")).toList());
        View stable = view(UNDECIDED, "read_committed");
        View unstable = view(UNDECIDED, "read_uncommitted");
        assertThat(stable.end()).isLessThan(unstable.end()).isGreaterThan(0);
        assertThat(stable.records()).noneMatch(it -> it.contains("open") || it.contains("after"));
        assertThat(stable.times()).isNotEqualTo(unstable.times());
        assertThat(view(LONG, "read_committed").records()).hasSize(1);
    }

    @Test
    @Timeout(60)
    void aPollThatMeetsNothingButAbortedRecordsDoesNotWaitForAnAppend() throws Exception {
        try (LogEngine log = open(true);
                Consumer<byte[], byte[]> consumer = consumer(log, "read_committed", 3000)) {
            consumer.assign(List.of(LONG));
            List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
            while (records.isEmpty()) {
                consumer.poll(Duration.ofHours(1)).forEach(records::add);
            }
            assertThat(records).hasSize(1);
        }
    }

    @Test
    void aReaderThatStartsWithinAnAbortedTransactionSeesNothingOfIt() throws Exception {
        try (LogEngine log = open(true);
                Consumer<byte[], byte[]> consumer = consumer(log, "read_committed", 3000)) {
            View expected = view(DECIDED, "read_committed");
            for (long start = 0; start < expected.end(); start += 3) {
                consumer.assign(List.of(DECIDED));
                consumer.seek(DECIDED, start);
                List<String> seen = new ArrayList<>();
                while (consumer.position(DECIDED) < expected.end()) {
                    consumer.poll(Duration.ofMillis(200))
                            .forEach(it -> seen.add(it.offset() + " " + new String(it.value(), UTF_8)));
                }
                long from = start;
                assertThat(seen)
                        .containsExactlyElementsOf(expected.records().stream()
                                .filter(it -> Long.parseLong(it.substring(0, it.indexOf(' '))) >= from)
                                .toList());
            }
        }
    }

    @Test
    void aTransactionThatKafkaLeftOpenHasItsCoordinatorHere() throws Exception {
        try (LogEngine log = open(true)) {
            assertThat(log.broker().transactions().find("open").orElseThrow().state())
                    .isEqualTo(TransactionState.ONGOING);
            PartitionLog partition = log.broker().partition(UNDECIDED).log();
            assertThat(partition.lastStableOffset()).isLessThan(partition.highWatermark());

            log.broker().transactions().initialize("open", 60_000, null).join(); // A successor has it aborted.

            assertThat(partition.lastStableOffset()).isEqualTo(partition.highWatermark());
            try (Consumer<byte[], byte[]> consumer = consumer(log, "read_committed", 3000)) {
                assertThat(View.of(consumer, UNDECIDED).records())
                        .anyMatch(it -> it.contains("committed, after"))
                        .noneMatch(it -> it.contains("open"));
            }
        }
    }

    private static View view(TopicPartition partition, String level) {
        View view = EXPECTED.get(partition + level);
        if (view == null) {
            throw new IllegalStateException("nothing was read of " + partition);
        }
        return view;
    }

    /** On a copy: what Kafka left stays as it was. */
    private LogEngine open(boolean clean) throws Exception {
        Folders.copy(kafkas, dir);
        if (!clean) {
            Files.delete(dir.resolve(".kafka_cleanshutdown"));
        }
        return LogEngine.open(Map.of("log.dirs", dir.toString(), "log.retention.ms", "-1"));
    }

    private static Consumer<byte[], byte[]> consumer(LogEngine log, String level, int fetchBytes) {
        return log.consumer(Map.of(
                "isolation.level",
                level,
                "auto.offset.reset",
                "earliest",
                "max.partition.fetch.bytes",
                Integer.toString(fetchBytes)));
    }

    private static View kafkasView(KafkaCluster kafka, TopicPartition partition, String level) {
        Map<String, Object> config = Map.of("bootstrap.servers", kafka.bootstrapServers(), "isolation.level", level);
        try (var consumer = new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            return View.of(consumer, partition);
        }
    }

    private static void write(KafkaCluster kafka, List<Producer<byte[], byte[]>> producers) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            admin.createTopics(List.of(
                            new NewTopic(DECIDED.topic(), 1, (short) 1).configs(Map.of("segment.bytes", "1048576")),
                            new NewTopic(UNDECIDED.topic(), 1, (short) 1),
                            new NewTopic(LONG.topic(), 1, (short) 1)))
                    .all()
                    .get();
        }
        Producer<byte[], byte[]> plain = producer(kafka, producers, Map.of());
        List<Producer<byte[], byte[]>> transactional = new ArrayList<>();
        for (String id : List.of("one", "two", "three")) {
            transactional.add(producer(kafka, producers, Map.of("transactional.id", id)));
        }
        for (Producer<byte[], byte[]> each : transactional) {
            each.initTransactions();
        }
        Random random = new Random(11);
        interleave(DECIDED, plain, transactional, random, 30);
        interleave(UNDECIDED, plain, transactional, random, 6);
        Producer<byte[], byte[]> open = producer(kafka, producers, Map.of("transactional.id", "open"));
        open.initTransactions();
        open.beginTransaction();
        send(open, UNDECIDED, "open");
        send(plain, UNDECIDED, "plain, after");
        transactional.get(0).beginTransaction();
        send(transactional.get(0), UNDECIDED, "committed, after");
        send(open, UNDECIDED, "open");
        transactional.get(0).commitTransaction();
        transactional.get(1).beginTransaction();
        for (int i = 0; i < 100; i++) {
            send(transactional.get(1), LONG, "aborted");
        }
        transactional.get(1).abortTransaction();
        send(plain, LONG, "plain");
    }

    /** Each producer begins, sends and ends by chance, between the others; at the end all transactions are decided. */
    private static void interleave(
            TopicPartition partition,
            Producer<byte[], byte[]> plain,
            List<Producer<byte[], byte[]>> transactional,
            Random random,
            int rounds)
            throws Exception {
        for (int round = 0; round < rounds; round++) {
            List<Boolean> commits = new ArrayList<>();
            for (Producer<byte[], byte[]> each : transactional) {
                each.beginTransaction();
                commits.add(random.nextBoolean());
            }
            List<Integer> running = new ArrayList<>(List.of(0, 1, 2));
            while (!running.isEmpty()) {
                int one = running.get(random.nextInt(running.size()));
                boolean commit = commits.get(one);
                switch (random.nextInt(5)) {
                    case 0 -> send(plain, partition, "plain");
                    case 1 -> {
                        if (commit) {
                            transactional.get(one).commitTransaction();
                        } else {
                            transactional.get(one).abortTransaction();
                        }
                        running.remove(Integer.valueOf(one));
                    }
                    default -> send(transactional.get(one), partition, commit ? "committed" : "aborted");
                }
            }
        }
    }

    private static int sent;

    /** Of more than a kilobyte, so that batches, fetches and segments end between them. */
    private static void send(Producer<byte[], byte[]> producer, TopicPartition to, String kind) throws Exception {
        byte[] value = (kind + " " + sent + " " + "x".repeat(sent % 5 * 2000)).getBytes(UTF_8);
        producer.send(new ProducerRecord<>(to.topic(), to.partition(), FIRST_TIME + sent, null, value))
                .get();
        sent++;
    }

    private static Producer<byte[], byte[]> producer(
            KafkaCluster kafka, List<Producer<byte[], byte[]>> producers, Map<String, Object> config) {
        Map<String, Object> all = new HashMap<>(config);
        all.put("bootstrap.servers", kafka.bootstrapServers());
        if (config.containsKey("transactional.id")) {
            all.put("transaction.timeout.ms", 900_000);
        }
        var producer = new KafkaProducer<>(all, new ByteArraySerializer(), new ByteArraySerializer());
        producers.add(producer);
        return producer;
    }
}
