package io.leat.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.leat.testing.KafkaTool;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Kafka's own tools for transactions against this log. */
@Timeout(180)
class TransactionToolsTest {
    private static final TopicPartition IN = new TopicPartition("in", 0);
    private static final TopicPartition OUT = new TopicPartition("out", 0);

    @TempDir
    Path dir;

    private LogEngine log;

    @BeforeEach
    void open() {
        log = LogEngine.open(Map.of(
                "log.dirs", dir.toString(),
                "listeners", "PLAINTEXT://127.0.0.1:0",
                "offsets.topic.num.partitions", "2",
                "transaction.state.log.num.partitions", "2"));
        log.broker().topics().create(new NewTopic("in", 1, (short) 1));
        log.broker().topics().create(new NewTopic("out", 1, (short) 1));
    }

    @AfterEach
    void close() {
        log.close();
    }

    @Test
    void theMessageCopierCopiesEachRecordOnceThoughItAbortsByChance() {
        List<String> sent = new ArrayList<>();
        try (Producer<byte[], byte[]> producer = producer(Map.of())) {
            for (int i = 0; i < 500; i++) {
                sent.add("r" + i);
                Future<RecordMetadata> unused =
                        producer.send(new ProducerRecord<>("in", 0, null, ("r" + i).getBytes(UTF_8)));
            }
        }
        KafkaTool.Result result = KafkaTool.run(
                        "org.apache.kafka.tools.TransactionalMessageCopier",
                        "--broker-list",
                        log.bootstrapServers(),
                        "--input-topic",
                        "in",
                        "--input-partition",
                        "0",
                        "--output-topic",
                        "out",
                        "--consumer-group",
                        "copiers",
                        "--transactional-id",
                        "copier",
                        "--transaction-size",
                        "20",
                        "--enable-random-aborts",
                        "--use-group-metadata")
                .orFail();
        assertThat(result.out()).contains("\"remaining\":0");
        assertThat(committed(OUT)).containsExactlyElementsOf(sent);
        assertThat(log.broker().groups().committed("copiers")).containsEntry(IN, new OffsetAndMetadata(500));
    }

    @Test
    void theTransactionsToolListsDescribesAndAborts() throws Exception {
        try (Producer<byte[], byte[]> producer = producer(Map.of("transactional.id", "hanging"))) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>("out", 0, null, new byte[1])).get();

            assertThat(tool("list")).contains("hanging", "Ongoing");
            assertThat(tool("describe", "--transactional-id", "hanging")).contains("Ongoing", "out-0");
            assertThat(tool("describe-producers", "--topic", "out", "--partition", "0")
                            .lines()
                            .map(it -> List.of(it.strip().split("\\s+"))))
                    .satisfiesExactly(
                            head -> assertThat(head)
                                    .containsExactly(
                                            "ProducerId",
                                            "ProducerEpoch",
                                            "LatestCoordinatorEpoch",
                                            "LastSequence",
                                            "LastTimestamp",
                                            "CurrentTransactionStartOffset"),
                            row -> assertThat(row.get(5)).isEqualTo("0"));
            tool("abort", "--topic", "out", "--partition", "0", "--start-offset", "0");
            assertThat(log.broker().partition(OUT).log().lastStableOffset()).isEqualTo(2);
        }
    }

    private String tool(String... args) {
        List<String> all = new ArrayList<>(List.of("--bootstrap-server", log.bootstrapServers()));
        all.addAll(List.of(args));
        return KafkaTool.run("org.apache.kafka.tools.TransactionsCommand", all.toArray(new String[0]))
                .orFail()
                .out();
    }

    private Producer<byte[], byte[]> producer(Map<String, Object> config) {
        Map<String, Object> all = new java.util.HashMap<>(config);
        all.put("bootstrap.servers", log.bootstrapServers());
        return new KafkaProducer<>(all, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private List<String> committed(TopicPartition partition) {
        List<String> values = new ArrayList<>();
        try (Consumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", log.bootstrapServers(), "isolation.level", "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = Objects.requireNonNull(
                    consumer.endOffsets(List.of(partition)).get(partition));
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofMillis(100)).forEach(it -> values.add(new String(it.value(), UTF_8)));
            }
        }
        return values;
    }
}
