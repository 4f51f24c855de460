package io.leat.log.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.BufferExhaustedException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is ours alone: many threads on one producer, bounds on memory, transactions as one append. */
class LocalProducerTest extends ContractFixture {
    @TempDir
    Path dir;

    private Peer peer = new ClosedPeer();

    @BeforeEach
    void open() {
        peer = new LeatPeer(dir);
    }

    @AfterEach
    void close() {
        peer.close();
    }

    @Override
    Peer log() {
        return peer;
    }

    @Test
    void manyThreadsShareAProducerAndEachOnesOrderIsKept() {
        int threads = 4;
        int each = 5000;
        String topic = topic(3);
        try (Producer<byte[], byte[]> producer = producer("batch.size", 500, "buffer.memory", 20_000, "acks", "1")) {
            CompletableFuture.allOf(IntStream.range(0, threads)
                            .mapToObj(
                                    thread -> CompletableFuture.runAsync(() -> sendAll(producer, topic, thread, each)))
                            .toArray(CompletableFuture[]::new))
                    .join();
        }
        int[] next = new int[threads];
        try (Consumer<byte[], byte[]> consumer = consumer()) {
            consumer.assign(List.of(at(topic, 0), at(topic, 1), at(topic, 2)));
            for (ConsumerRecord<byte[], byte[]> record : read(consumer, threads * each)) {
                String[] parts = String.valueOf(text(record.value())).split(":", 2);
                int thread = Integer.parseInt(parts[0]);
                assertThat(record.partition()).isEqualTo(thread % 3);
                assertThat(Integer.parseInt(parts[1])).isEqualTo(next[thread]++);
            }
        }
        assertThat(next).containsOnly(each);
    }

    private void sendAll(Producer<byte[], byte[]> producer, String topic, int thread, int count) {
        for (int i = 0; i < count; i++) {
            put(producer, record(topic, thread % 3, thread + ":" + i));
        }
    }

    @Test
    void aTransactionOfManyBatchesGetsItsOffsetsTogether() throws Exception {
        String topic = topic(2);
        try (Producer<byte[], byte[]> producer = producer("transactional.id", "t", "batch.size", 200)) {
            producer.initTransactions();
            producer.beginTransaction();
            List<Future<RecordMetadata>> answers = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                answers.add(producer.send(record(topic, i % 2, "value " + i)));
            }
            try (Consumer<byte[], byte[]> consumer = consumer()) {
                assertThat(consumer.endOffsets(List.of(at(topic, 0)))).containsEntry(at(topic, 0), 0L);
            }
            assertThat(answers.get(0).isDone()).isFalse();
            producer.commitTransaction();
            for (int i = 0; i < 100; i++) {
                assertThat(answers.get(i).get().offset()).isEqualTo(i / 2);
            }
        }
    }

    @Test
    void aTransactionThatDoesNotFitInMemoryFailsAtOnceAndCanBeAborted() {
        String topic = topic(1);
        try (Producer<byte[], byte[]> producer =
                producer("transactional.id", "t", "batch.size", 1000, "buffer.memory", 3000)) {
            producer.initTransactions();
            producer.beginTransaction();
            List<Future<RecordMetadata>> answers = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                if (answers.stream().noneMatch(Future::isDone)) {
                    answers.add(producer.send(record(topic, 0, "x".repeat(900))));
                }
            }
            assertThatThrownBy(() -> answers.get(answers.size() - 1).get())
                    .hasCauseInstanceOf(BufferExhaustedException.class)
                    .hasMessageContaining("buffer.memory");
            assertThatThrownBy(producer::commitTransaction).isInstanceOf(KafkaException.class);
            producer.abortTransaction();
            producer.beginTransaction();
            put(producer, record(topic, 0, "fits"));
            producer.commitTransaction();
            try (Consumer<byte[], byte[]> consumer = consumer()) {
                consumer.assign(List.of(at(topic, 0)));
                assertThat(values(read(consumer, 1))).containsExactly("fits");
            }
        }
    }

    @Test
    void waitingForARecordOfTheOwnOpenTransactionIsAnErrorAndNotADeadlock() {
        String topic = topic(1);
        try (Producer<byte[], byte[]> producer = producer("transactional.id", "t")) {
            producer.initTransactions();
            producer.beginTransaction();
            Future<RecordMetadata> answer = producer.send(record(topic, 0, "x"));
            assertThatThrownBy(answer::get)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("commitTransaction");
        }
    }

    @Test
    void aPartitionThatDoesNotExistFailsAtOnce() {
        String topic = topic(1);
        try (Producer<byte[], byte[]> producer = producer()) {
            Future<RecordMetadata> answer = producer.send(record(topic, 5, "x"));
            assertThatThrownBy(answer::get)
                    .hasCauseInstanceOf(UnknownTopicOrPartitionException.class)
                    .hasMessageContaining("not 5");
        }
    }

    @Test
    void aTopicThatIsDeletedAndMadeAnewIsFoundAgain() throws Exception {
        String topic = topic(1);
        try (Producer<byte[], byte[]> producer = producer()) {
            assertThat(producer.send(record(topic, 0, "old")).get().offset()).isZero();
            ((LeatPeer) peer).log().broker().topics().delete(topic);
            peer.createTopic(topic, 2, Map.of());
            assertThat(producer.send(record(topic, 0, "new")).get().offset()).isZero();
            assertThat(producer.send(new ProducerRecord<>(topic, 1, null, bytes("x")))
                            .get()
                            .offset())
                    .isZero();
        }
    }

    /** Before the test has opened one. */
    private static final class ClosedPeer implements Peer {
        @Override
        public Producer<byte[], byte[]> producer(Map<String, Object> config) {
            throw new IllegalStateException("not open");
        }

        @Override
        public Consumer<byte[], byte[]> consumer(Map<String, Object> config) {
            throw new IllegalStateException("not open");
        }

        @Override
        public void createTopic(String name, int partitions, Map<String, String> configs) {
            throw new IllegalStateException("not open");
        }

        @Override
        public void close() {}
    }
}
