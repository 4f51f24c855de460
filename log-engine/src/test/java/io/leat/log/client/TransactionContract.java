package io.leat.log.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.junit.jupiter.api.Test;

/** What transactions do, Kafka's with markers and ours as one atomic append. */
abstract class TransactionContract extends ProducerContract {

    @Test
    void whatWasCommittedIsReadAndWhatWasAbortedIsNot() throws Exception {
        String topic = topic(2);
        try (Producer<byte[], byte[]> producer = producer("transactional.id", unique("tx"));
                Consumer<byte[], byte[]> consumer = consumer("isolation.level", "read_committed")) {
            producer.initTransactions();
            producer.beginTransaction();
            put(producer, record(topic, 0, "a"));
            put(producer, record(topic, 1, "b"));
            producer.commitTransaction();
            producer.beginTransaction();
            Future<RecordMetadata> aborted = producer.send(record(topic, 0, "never"));
            producer.abortTransaction();
            producer.beginTransaction();
            Future<RecordMetadata> last = producer.send(record(topic, 0, "c"));
            producer.commitTransaction();

            assertThat(last.get().hasOffset()).isTrue();
            assertThat(aborted.isDone()).isTrue();
            consumer.assign(List.of(at(topic, 0), at(topic, 1)));
            assertThat(values(read(consumer, 3))).containsExactlyInAnyOrder("a", "b", "c");
        }
    }

    @Test
    void offsetsOfAGroupAreCommittedWithTheRecords() {
        String topic = topic(1);
        String group = unique("group");
        try (Producer<byte[], byte[]> producer = producer("transactional.id", unique("tx"));
                Consumer<byte[], byte[]> consumer = consumer("group.id", group)) {
            producer.initTransactions();
            producer.beginTransaction();
            put(producer, record(topic, 0, "a"));
            producer.sendOffsetsToTransaction(
                    Map.of(at(topic, 0), new OffsetAndMetadata(42, "meta")), consumer.groupMetadata());
            producer.commitTransaction();
            producer.beginTransaction();
            producer.sendOffsetsToTransaction(
                    Map.of(at(topic, 0), new OffsetAndMetadata(99)), consumer.groupMetadata());
            producer.abortTransaction();

            assertThat(consumer.committed(Set.of(at(topic, 0))))
                    .containsEntry(at(topic, 0), new OffsetAndMetadata(42, "meta"));
        }
    }

    @Test
    void aSecondProducerOfTheSameIdFencesTheFirst() {
        String topic = topic(1);
        String id = unique("tx");
        try (Producer<byte[], byte[]> first = producer("transactional.id", id);
                Producer<byte[], byte[]> second = producer("transactional.id", id)) {
            first.initTransactions();
            first.beginTransaction();
            Future<RecordMetadata> unused = first.send(record(topic, 0, "zombie"));
            second.initTransactions();
            assertThatThrownBy(first::commitTransaction).isInstanceOf(ProducerFencedException.class);
            second.beginTransaction();
            put(second, record(topic, 0, "alive"));
            second.commitTransaction();
            try (Consumer<byte[], byte[]> consumer = consumer("isolation.level", "read_committed")) {
                consumer.assign(List.of(at(topic, 0)));
                assertThat(values(read(consumer, 1))).containsExactly("alive");
            }
        }
    }

    @Test
    void aFailedSendLeavesNothingButToAbort() {
        String topic = topic(1);
        try (Producer<byte[], byte[]> producer = producer("transactional.id", unique("tx"), "max.request.size", 1000)) {
            producer.initTransactions();
            producer.beginTransaction();
            Future<RecordMetadata> unused = producer.send(record(topic, 0, "x".repeat(2000)));
            assertThatThrownBy(producer::commitTransaction)
                    .isInstanceOf(KafkaException.class)
                    .hasRootCauseInstanceOf(RecordTooLargeException.class);
            producer.abortTransaction();
            producer.beginTransaction();
            put(producer, record(topic, 0, "ok"));
            producer.commitTransaction();
        }
    }

    @Test
    void callsOutOfOrderAreRefused() {
        String topic = topic(1);
        Producer<byte[], byte[]> producer = producer("transactional.id", unique("tx"));
        try (Producer<byte[], byte[]> plain = producer()) {
            assertThatThrownBy(plain::initTransactions).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(producer::beginTransaction).isInstanceOf(IllegalStateException.class);
            producer.initTransactions();
            assertThatThrownBy(() -> producer.send(record(topic, 0, "x"))).isInstanceOf(IllegalStateException.class);
        } finally {
            producer.close(Duration.ZERO); // Kafka's own waits for ever to send what it has just refused.
        }
    }

    @Test
    void anEmptyTransactionCommits() {
        try (Producer<byte[], byte[]> producer = producer("transactional.id", unique("tx"))) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.commitTransaction();
            producer.beginTransaction();
            producer.abortTransaction();
        }
    }
}
