package io.leat.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.AbortTransactionSpec;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidRegularExpression;
import org.apache.kafka.common.errors.InvalidTxnTimeoutException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TransactionalIdNotFoundException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Transactions of Kafka's own clients over the listener. */
@Timeout(120)
class RemoteTransactionsTest {
    private static final TopicPartition A = new TopicPartition("a", 0);
    private static final TopicPartition B = new TopicPartition("b", 0);

    @TempDir
    Path dir;

    private LogEngine log;
    private Admin admin;

    @BeforeEach
    void open() {
        log = LogEngine.open(Map.of(
                "log.dirs",
                dir.toString(),
                "listeners",
                "PLAINTEXT://127.0.0.1:0",
                "transaction.state.log.num.partitions",
                "3",
                "transaction.abort.timed.out.transaction.cleanup.interval.ms",
                "100"));
        for (String topic : List.of("a", "b")) {
            log.broker().topics().create(new NewTopic(topic, 1, (short) 1));
        }
        admin = Admin.create(Map.of("bootstrap.servers", log.bootstrapServers()));
    }

    @AfterEach
    void close() {
        admin.close();
        log.close();
    }

    @Test
    void whatIsCommittedIsReadInAllPartitionsAndWhatIsAbortedInNone() throws Exception {
        try (Producer<byte[], byte[]> producer = transactional("tx", Map.of())) {
            producer.initTransactions();
            for (int i = 0; i < 10; i++) {
                boolean commit = i % 3 != 0;
                producer.beginTransaction();
                send(producer, A, (commit ? "kept " : "dropped ") + i)
                        .get(); // Else an abort drops it before it is sent.
                send(producer, B, (commit ? "kept " : "dropped ") + i).get();
                if (commit) {
                    producer.commitTransaction();
                } else {
                    producer.abortTransaction();
                }
            }
            producer.beginTransaction();
            write(producer, A, "end");
            producer.commitTransaction();
        }
        String[] kept = {"kept 1", "kept 2", "kept 4", "kept 5", "kept 7", "kept 8"};
        assertThat(read(A, "read_committed")).startsWith(kept).containsOnlyOnce("end");
        assertThat(read(B, "read_committed")).containsExactly(kept);
        assertThat(read(B, "read_uncommitted")).hasSize(10);
    }

    @Test
    void anOpenTransactionHoldsReadersOfCommittedRecordsAndNobodyElse() throws Exception {
        try (Producer<byte[], byte[]> producer = transactional("tx", Map.of());
                Producer<byte[], byte[]> plain = producer(Map.of())) {
            producer.initTransactions();
            producer.beginTransaction();
            send(producer, A, "open").get();
            send(plain, A, "plain").get();
            assertThat(read(A, "read_uncommitted")).containsExactly("open", "plain");
            assertThat(read(A, "read_committed")).isEmpty();
            producer.commitTransaction();
            assertThat(awaitRead(A, 2)).containsExactly("open", "plain");
        }
    }

    @Test
    void theSecondProducerOfAnIdShutsOutTheFirst() throws Exception {
        try (Producer<byte[], byte[]> first = transactional("tx", Map.of());
                Producer<byte[], byte[]> second = transactional("tx", Map.of())) {
            first.initTransactions();
            first.beginTransaction();
            send(first, A, "first").get();
            second.initTransactions();
            second.beginTransaction();
            send(second, A, "second").get();

            assertThatThrownBy(() -> {
                        send(first, A, "zombie").get();
                        first.commitTransaction();
                    })
                    .satisfiesAnyOf(
                            it -> assertThat(it).isInstanceOf(ProducerFencedException.class),
                            it -> assertThat(it).hasRootCauseInstanceOf(KafkaException.class));
            assertThatThrownBy(first::commitTransaction).isInstanceOf(KafkaException.class);
            second.commitTransaction();
        }
        assertThat(awaitRead(A, 1)).containsExactly("second");
    }

    @Test
    void manyRecordsOfManyTransactionsArriveOnceInTheirOrder() throws Exception {
        List<String> sent = new ArrayList<>();
        try (Producer<byte[], byte[]> producer = transactional(
                "tx", Map.of("linger.ms", 0, "batch.size", 200, "max.in.flight.requests.per.connection", 5))) {
            producer.initTransactions();
            for (int i = 0; i < 50; i++) {
                producer.beginTransaction();
                for (int record = 0; record < 100; record++) {
                    sent.add(i + "." + record);
                    write(producer, A, i + "." + record);
                }
                producer.commitTransaction();
            }
        }
        assertThat(awaitRead(A, sent.size())).containsExactlyElementsOf(sent);
    }

    @Test
    void anIdempotentProducerWithoutTransactionsIsServed() throws Exception {
        List<String> sent = new ArrayList<>();
        try (Producer<byte[], byte[]> producer = producer(Map.of("batch.size", 100))) {
            for (int i = 0; i < 1000; i++) {
                sent.add("r" + i);
                write(producer, A, "r" + i);
            }
        }
        assertThat(read(A, "read_committed")).containsExactlyElementsOf(sent);
    }

    @Test
    void aTransactionOpenForTooLongIsAbortedAndItsProducerMustBeginAnew() throws Exception {
        try (Producer<byte[], byte[]> producer = transactional("tx", Map.of("transaction.timeout.ms", 300))) {
            producer.initTransactions();
            producer.beginTransaction();
            send(producer, A, "late").get();
            awaitState("tx", TransactionState.COMPLETE_ABORT);
            assertThatThrownBy(() -> {
                        send(producer, A, "later").get();
                        producer.commitTransaction();
                    })
                    .isInstanceOfAny(KafkaException.class, ExecutionException.class);
        }
        assertThat(read(A, "read_committed")).isEmpty();
        assertThat(log.broker().partition(A).log().lastStableOffset())
                .isEqualTo(log.broker().partition(A).log().highWatermark());
    }

    @Test
    void aTimeoutAboveTheLargestAllowedIsRefused() {
        try (Producer<byte[], byte[]> producer = transactional("tx", Map.of("transaction.timeout.ms", 1_000_000))) {
            assertThatThrownBy(producer::initTransactions)
                    .isInstanceOfAny(InvalidTxnTimeoutException.class, KafkaException.class)
                    .hasStackTraceContaining("transaction");
        }
    }

    @Test
    void offsetsOfAGroupAreCommittedWithTheRecordsOrNotAtAll() throws Exception {
        try (Producer<byte[], byte[]> producer = transactional("tx", Map.of());
                Consumer<byte[], byte[]> member = member("copiers", "read_committed")) {
            producer.initTransactions();
            producer.beginTransaction();
            write(producer, B, "copy");
            producer.sendOffsetsToTransaction(offset(A, 5), member.groupMetadata());
            producer.abortTransaction();
            assertThat(committed("copiers")).isEmpty();

            producer.beginTransaction();
            write(producer, B, "copy");
            producer.sendOffsetsToTransaction(offset(A, 7), member.groupMetadata());
            assertThat(committed("copiers")).as("not before the end").isEmpty();
            producer.commitTransaction();
            assertThat(member.committed(Set.of(A))).containsEntry(A, new OffsetAndMetadata(7));
        }
        assertThat(awaitRead(B, 1)).containsExactly("copy");
    }

    @Test
    void whoAsksForStableOffsetsWaitsForTheTransactionAlsoAfterARestart() throws Exception {
        try (Producer<byte[], byte[]> producer = transactional("tx", Map.of());
                Consumer<byte[], byte[]> member = member("copiers", "read_committed")) {
            member.assign(List.of(A));
            member.commitSync(offset(A, 3));
            producer.initTransactions();
            producer.beginTransaction();
            producer.sendOffsetsToTransaction(offset(A, 9), member.groupMetadata());
            assertThatThrownBy(() -> member.committed(Set.of(A), Duration.ofSeconds(1)))
                    .isInstanceOf(TimeoutException.class);
            close();
            openAgain();
            producer.close(Duration.ZERO); // It looks for a listener that is somewhere else now.
        }
        try (Consumer<byte[], byte[]> member = member("copiers", "read_committed");
                Producer<byte[], byte[]> successor = transactional("tx", Map.of())) {
            assertThatThrownBy(() -> member.committed(Set.of(A), Duration.ofSeconds(1)))
                    .isInstanceOf(TimeoutException.class);
            assertThat(committed("copiers")).as("of who does not").containsEntry(A, new OffsetAndMetadata(3));
            successor.initTransactions(); // Which aborts what was open.
            assertThat(member.committed(Set.of(A))).containsEntry(A, new OffsetAndMetadata(3));
        }
    }

    @Test
    void operatorsSeeWhatIsOpenAndCanAbortIt() throws Exception {
        try (Producer<byte[], byte[]> producer = transactional("tx-1", Map.of());
                Producer<byte[], byte[]> other = transactional("other", Map.of())) {
            other.initTransactions();
            producer.initTransactions();
            producer.beginTransaction();
            send(producer, A, "hanging").get();

            assertThat(admin.listTransactions().all().get())
                    .extracting(TransactionListing::transactionalId)
                    .containsExactlyInAnyOrder("tx-1", "other");
            assertThat(listed(new ListTransactionsOptions().filterStates(List.of(TransactionState.ONGOING))))
                    .containsExactly("tx-1");
            assertThat(listed(new ListTransactionsOptions().filterOnTransactionalIdPattern("ot.*")))
                    .containsExactly("other");
            assertThat(listed(new ListTransactionsOptions().filterOnDuration(3_600_000)))
                    .doesNotContain("tx-1");
            assertThatThrownBy(() -> listed(new ListTransactionsOptions().filterOnTransactionalIdPattern("(")))
                    .hasCauseInstanceOf(InvalidRegularExpression.class);
            TransactionDescription described = admin.describeTransactions(List.of("tx-1"))
                    .description("tx-1")
                    .get();
            assertThat(described.state()).isEqualTo(TransactionState.ONGOING);
            assertThat(described.topicPartitions()).containsExactly(A);
            assertThatThrownBy(() ->
                            admin.describeTransactions(List.of("none")).all().get())
                    .hasCauseInstanceOf(TransactionalIdNotFoundException.class);
            ProducerState active = admin.describeProducers(List.of(A))
                    .partitionResult(A)
                    .get()
                    .activeProducers()
                    .get(0);
            assertThat(active.producerId()).isEqualTo(described.producerId());
            assertThat(active.currentTransactionStartOffset()).hasValue(0);

            admin.abortTransaction(new AbortTransactionSpec(
                            A,
                            active.producerId(),
                            (short) active.producerEpoch(),
                            active.coordinatorEpoch().orElse(0)))
                    .all()
                    .get();
            assertThat(log.broker().partition(A).log().lastStableOffset()).isEqualTo(2);
        }
    }

    @Test
    void whatWasDecidedBeforeTheEndOfTheProcessIsThereAfterIt() throws Exception {
        try (Producer<byte[], byte[]> producer = transactional("tx", Map.of())) {
            producer.initTransactions();
            producer.beginTransaction();
            write(producer, A, "kept");
            producer.commitTransaction();
            producer.beginTransaction();
            send(producer, A, "open").get();
            close();
            openAgain();
            producer.close(Duration.ZERO); // It looks for a listener that is somewhere else now.
        }
        assertThat(awaitRead(A, 1)).containsExactly("kept");
        try (Producer<byte[], byte[]> successor = transactional("tx", Map.of())) {
            successor.initTransactions();
            successor.beginTransaction();
            write(successor, A, "successor");
            successor.commitTransaction();
        }
        assertThat(awaitRead(A, 2)).containsExactly("kept", "successor");
    }

    private void openAgain() {
        log = LogEngine.open(Map.of("log.dirs", dir.toString(), "listeners", "PLAINTEXT://127.0.0.1:0"));
        admin = Admin.create(Map.of("bootstrap.servers", log.bootstrapServers()));
    }

    private static Map<TopicPartition, OffsetAndMetadata> offset(TopicPartition partition, long offset) {
        return Map.of(partition, new OffsetAndMetadata(offset));
    }

    private Map<TopicPartition, OffsetAndMetadata> committed(String group) throws Exception {
        return admin.listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata()
                .get();
    }

    private Consumer<byte[], byte[]> member(String group, String level) {
        return new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        log.bootstrapServers(),
                        "isolation.level",
                        level,
                        "group.id",
                        group,
                        "enable.auto.commit",
                        false),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    private List<String> listed(ListTransactionsOptions options) throws Exception {
        return admin.listTransactions(options).all().get().stream()
                .map(TransactionListing::transactionalId)
                .toList();
    }

    private void awaitState(String id, TransactionState state) throws Exception {
        org.awaitility.Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> admin.describeTransactions(List.of(id))
                                .description(id)
                                .get()
                                .state()
                        == state);
    }

    private static Future<RecordMetadata> send(Producer<byte[], byte[]> producer, TopicPartition to, String value) {
        return producer.send(new ProducerRecord<>(to.topic(), to.partition(), null, value.getBytes(UTF_8)));
    }

    private static void write(Producer<byte[], byte[]> producer, TopicPartition to, String value) {
        Future<RecordMetadata> unused = send(producer, to, value);
    }

    private List<String> awaitRead(TopicPartition partition, int count) {
        List<String> values = new ArrayList<>();
        try (Consumer<byte[], byte[]> consumer = consumer("read_committed")) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            while (values.size() < count) {
                consumer.poll(Duration.ofMillis(100)).forEach(it -> values.add(value(it)));
            }
        }
        return values;
    }

    /** All there is now. */
    private List<String> read(TopicPartition partition, String level) {
        List<String> values = new ArrayList<>();
        try (Consumer<byte[], byte[]> consumer = consumer(level)) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = Objects.requireNonNull(
                    consumer.endOffsets(List.of(partition)).get(partition));
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofMillis(100)).forEach(it -> values.add(value(it)));
            }
        }
        return values;
    }

    private static String value(ConsumerRecord<byte[], byte[]> record) {
        return new String(record.value(), UTF_8);
    }

    private Producer<byte[], byte[]> transactional(String id, Map<String, Object> config) {
        Map<String, Object> all = new HashMap<>(config);
        all.put("transactional.id", id);
        return producer(all);
    }

    private Producer<byte[], byte[]> producer(Map<String, Object> config) {
        Map<String, Object> all = new HashMap<>(config);
        all.put("bootstrap.servers", log.bootstrapServers());
        all.putIfAbsent("max.block.ms", 20_000);
        return new KafkaProducer<>(all, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private Consumer<byte[], byte[]> consumer(String level) {
        return new KafkaConsumer<>(
                Map.of("bootstrap.servers", log.bootstrapServers(), "isolation.level", level),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }
}
