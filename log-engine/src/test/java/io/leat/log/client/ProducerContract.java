package io.leat.log.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerInterceptor;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a producer does, Kafka's and ours. */
abstract class ProducerContract extends PartitionerContract {

    @Test
    void theAnswerToASendSaysExactlyWhereTheRecordIs() throws Exception {
        String topic = topic(2);
        try (Producer<byte[], byte[]> producer = producer()) {
            Future<RecordMetadata> first =
                    producer.send(new ProducerRecord<>(topic, 1, 1_700_000_000_000L, bytes("key"), bytes("value")));
            Future<RecordMetadata> second =
                    producer.send(new ProducerRecord<byte[], byte[]>(topic, 1, 5L, null, (byte[]) null));
            producer.flush();

            assertThat(first.isDone()).isTrue();
            RecordMetadata metadata = first.get();
            assertThat(metadata.topic()).isEqualTo(topic);
            assertThat(metadata.partition()).isEqualTo(1);
            assertThat(metadata.offset()).isZero();
            assertThat(metadata.timestamp()).isEqualTo(1_700_000_000_000L);
            assertThat(metadata.serializedKeySize()).isEqualTo(3);
            assertThat(metadata.serializedValueSize()).isEqualTo(5);
            assertThat(second.get().offset()).isEqualTo(1);
            assertThat(second.get().timestamp()).isEqualTo(5);
            assertThat(second.get().serializedKeySize()).isEqualTo(-1);
            assertThat(second.get().serializedValueSize()).isEqualTo(-1);
        }
    }

    @Test
    void aWaitingSenderGetsItsAnswerWithoutFlush() throws Exception {
        String topic = topic(1);
        try (Producer<byte[], byte[]> producer = producer()) {
            for (int i = 0; i < 5; i++) {
                assertThat(producer.send(record(topic, 0, "x")).get().offset()).isEqualTo(i);
            }
        }
    }

    @Test
    void callbacksRunInTheOrderOfTheSendsAndSayWhatTheFutureSays() throws Exception {
        String topic = topic(1);
        List<Long> offsets = Collections.synchronizedList(new ArrayList<>());
        List<Future<RecordMetadata>> answers = new ArrayList<>();
        try (Producer<byte[], byte[]> producer = producer("batch.size", 300)) {
            for (int i = 0; i < 200; i++) {
                answers.add(
                        producer.send(record(topic, 0, "value " + i), (metadata, e) -> offsets.add(metadata.offset())));
            }
            producer.flush();
        }
        List<Long> answered = new ArrayList<>();
        for (Future<RecordMetadata> answer : answers) {
            answered.add(answer.get().offset());
        }
        assertThat(offsets).hasSize(200).isSorted().isEqualTo(answered);
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "gzip", "snappy", "lz4", "zstd"})
    void recordsComeBackAsTheyWereSent(String compression) {
        String topic = topic(1);
        try (Producer<byte[], byte[]> producer = producer("compression.type", compression)) {
            put(
                    producer,
                    new ProducerRecord<>(
                            topic,
                            0,
                            RECENTLY + 7,
                            bytes("key"),
                            bytes("value"),
                            List.of(
                                    new RecordHeader("a", bytes("1")),
                                    new RecordHeader("a", null),
                                    new RecordHeader("ü", new byte[0]))));
            put(producer, new ProducerRecord<byte[], byte[]>(topic, 0, RECENTLY + 6, null, (byte[]) null));
            put(producer, new ProducerRecord<>(topic, 0, RECENTLY + 8, new byte[0], new byte[0]));
        }
        try (Consumer<byte[], byte[]> consumer = consumer()) {
            consumer.assign(List.of(at(topic, 0)));
            List<ConsumerRecord<byte[], byte[]>> records = read(consumer, 3);
            ConsumerRecord<byte[], byte[]> first = records.get(0);
            assertThat(first.offset()).isZero();
            assertThat(first.timestamp()).isEqualTo(RECENTLY + 7);
            assertThat(first.timestampType()).isEqualTo(TimestampType.CREATE_TIME);
            assertThat(first.key()).isEqualTo(bytes("key"));
            assertThat(first.value()).isEqualTo(bytes("value"));
            assertThat(first.serializedKeySize()).isEqualTo(3);
            assertThat(first.serializedValueSize()).isEqualTo(5);
            assertThat(first.headers().toArray())
                    .containsExactly(
                            new RecordHeader("a", bytes("1")),
                            new RecordHeader("a", null),
                            new RecordHeader("ü", new byte[0]));
            assertThat(records.get(1).key()).isNull();
            assertThat(records.get(1).value()).isNull();
            assertThat(records.get(1).serializedValueSize()).isEqualTo(-1);
            assertThat(records.get(1).headers()).isEmpty();
            assertThat(records.get(2).key()).isEmpty();
            assertThat(records.get(2).value()).isEmpty();
        }
    }

    @Test
    void aTopicThatStampsTheAppendSaysThatTime() throws Exception {
        String topic = topic(1, Map.of("message.timestamp.type", "LogAppendTime"));
        long before = System.currentTimeMillis();
        try (Producer<byte[], byte[]> producer = producer();
                Consumer<byte[], byte[]> consumer = consumer()) {
            long answered = producer.send(new ProducerRecord<>(topic, 0, 5L, null, bytes("x")))
                    .get()
                    .timestamp();
            consumer.assign(List.of(at(topic, 0)));
            ConsumerRecord<byte[], byte[]> record = read(consumer, 1).get(0);
            assertThat(record.timestampType()).isEqualTo(TimestampType.LOG_APPEND_TIME);
            assertThat(record.timestamp()).isEqualTo(answered).isGreaterThanOrEqualTo(before);
        }
    }

    @Test
    void aRecordThatIsTooLargeFailsInFutureAndCallbackAndTheNextOneGoesOn() throws Exception {
        String topic = topic(1);
        AtomicReference<@Nullable Exception> told = new AtomicReference<>();
        AtomicReference<@Nullable RecordMetadata> where = new AtomicReference<>();
        try (Producer<byte[], byte[]> producer = producer("max.request.size", 1000)) {
            Future<RecordMetadata> large =
                    producer.send(new ProducerRecord<>(topic, 0, null, new byte[2000]), (metadata, e) -> {
                        where.set(metadata);
                        told.set(e);
                    });
            assertThatThrownBy(large::get)
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(RecordTooLargeException.class)
                    .hasMessageContaining("max.request.size");
            assertThat(told.get()).isInstanceOf(RecordTooLargeException.class);
            assertThat(where.get()).satisfies(metadata -> {
                assertThat(metadata.hasOffset()).isFalse();
                assertThat(metadata.topic()).isEqualTo(topic);
            });
            assertThat(producer.send(record(topic, 0, "small")).get().offset()).isZero();
        }
    }

    @Test
    void whatTheTopicRefusesFailsInFutureAndCallback() {
        String topic = topic(1, Map.of("max.message.bytes", "500"));
        AtomicReference<@Nullable Exception> told = new AtomicReference<>();
        try (Producer<byte[], byte[]> producer = producer()) {
            Future<RecordMetadata> large =
                    producer.send(new ProducerRecord<>(topic, 0, null, new byte[2000]), (metadata, e) -> told.set(e));
            assertThatThrownBy(large::get).hasCauseInstanceOf(RecordTooLargeException.class);
            assertThat(told.get()).isInstanceOf(RecordTooLargeException.class);
        }
    }

    @Test
    void aTopicNameThatIsNotLegalFailsTheSend() {
        try (Producer<byte[], byte[]> producer = producer()) {
            Future<RecordMetadata> answer = producer.send(new ProducerRecord<>("not legal!", bytes("x")));
            assertThatThrownBy(answer::get).hasCauseInstanceOf(InvalidTopicException.class);
        }
    }

    @Test
    void aMissingTopicIsCreatedByTheFirstSend() throws Exception {
        String topic = unique("created");
        try (Producer<byte[], byte[]> producer = producer()) {
            assertThat(producer.send(new ProducerRecord<>(topic, bytes("x")))
                            .get()
                            .offset())
                    .isZero();
            assertThat(producer.partitionsFor(topic))
                    .extracting(PartitionInfo::partition)
                    .containsExactly(0);
        }
    }

    @Test
    void withoutAcknowledgementNoOffsetIsKnown() throws Exception {
        String topic = topic(1);
        try (Producer<byte[], byte[]> producer = producer("acks", "0");
                Consumer<byte[], byte[]> consumer = consumer()) {
            RecordMetadata metadata = producer.send(record(topic, 0, "x")).get();
            assertThat(metadata.hasOffset()).isFalse();
            assertThat(metadata.partition()).isZero();
            consumer.assign(List.of(at(topic, 0)));
            assertThat(values(read(consumer, 1))).containsExactly("x");
        }
    }

    @Test
    void aClosedProducerSendsNothing() {
        String topic = topic(1);
        Producer<byte[], byte[]> producer = producer();
        producer.close();
        producer.close();
        assertThatThrownBy(() -> producer.send(record(topic, 0, "x"))).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void closingAppendsWhatLingers() {
        String topic = topic(1);
        try (Producer<byte[], byte[]> producer = producer("linger.ms", 100_000)) {
            put(producer, record(topic, 0, "late"));
        }
        try (Consumer<byte[], byte[]> consumer = consumer()) {
            consumer.assign(List.of(at(topic, 0)));
            assertThat(values(read(consumer, 1))).containsExactly("late");
        }
    }

    @Test
    void closingAtOnceFailsWhatLingers() {
        String topic = topic(1);
        Producer<byte[], byte[]> producer = producer("linger.ms", 100_000);
        Future<RecordMetadata> answer = producer.send(record(topic, 0, "never"));
        producer.close(Duration.ZERO);
        assertThatThrownBy(answer::get).hasCauseInstanceOf(KafkaException.class);
        try (Consumer<byte[], byte[]> consumer = consumer()) {
            assertThat(consumer.endOffsets(List.of(at(topic, 0)))).containsEntry(at(topic, 0), 0L);
        }
    }

    @Test
    void whatACallbackThrowsHarmsNobody() throws Exception {
        String topic = topic(1);
        try (Producer<byte[], byte[]> producer = producer()) {
            Future<RecordMetadata> unused = producer.send(record(topic, 0, "a"), (metadata, e) -> {
                throw new IllegalStateException("thrown by a test's callback");
            });
            assertThat(producer.send(record(topic, 0, "b")).get().offset()).isEqualTo(1);
        }
    }

    @Test
    void flushInACallbackIsRefused() {
        String topic = topic(1);
        AtomicReference<@Nullable Exception> thrown = new AtomicReference<>();
        try (Producer<byte[], byte[]> producer = producer()) {
            Future<RecordMetadata> unused = producer.send(record(topic, 0, "a"), (metadata, e) -> {
                try {
                    producer.flush();
                } catch (KafkaException refused) {
                    thrown.set(refused);
                }
            });
            producer.flush();
        }
        assertThat(thrown.get()).isNotNull();
    }

    @Test
    void acksAndIdempotenceThatContradictEachOtherAreRefused() {
        assertThatThrownBy(() -> producer("enable.idempotence", true, "acks", "1"))
                .satisfies(e ->
                        assertThat(root(e)).isInstanceOf(ConfigException.class).hasMessageContaining("acks"));
        assertThatThrownBy(() -> producer("transactional.id", "t", "enable.idempotence", false))
                .satisfies(e -> assertThat(root(e)).isInstanceOf(ConfigException.class));
    }

    private static Throwable root(Throwable e) {
        return e.getCause() == null ? e : root(e.getCause());
    }

    @Test
    void interceptorsSeeEachRecordAndItsAnswer() throws Exception {
        String topic = topic(1);
        try (Producer<byte[], byte[]> producer = producer("interceptor.classes", Shouting.class.getName());
                Consumer<byte[], byte[]> consumer = consumer()) {
            long before = Shouting.answers.get();
            producer.send(record(topic, 0, "quiet")).get();
            assertThat(Shouting.answers.get()).isEqualTo(before + 1);
            consumer.assign(List.of(at(topic, 0)));
            assertThat(values(read(consumer, 1))).containsExactly("LOUD");
        }
    }

    /** Changes each value, and counts the answers. */
    public static final class Shouting implements ProducerInterceptor<byte[], byte[]> {
        static final java.util.concurrent.atomic.AtomicLong answers = new java.util.concurrent.atomic.AtomicLong();

        @Override
        public ProducerRecord<byte[], byte[]> onSend(ProducerRecord<byte[], byte[]> record) {
            return new ProducerRecord<>(record.topic(), record.partition(), record.key(), bytes("LOUD"));
        }

        @Override
        public void onAcknowledgement(RecordMetadata metadata, Exception exception) {
            answers.incrementAndGet();
        }

        @Override
        public void close() {}

        @Override
        public void configure(Map<String, ?> configs) {}
    }

    @Test
    void metricsCountWhatWasSent() {
        String topic = topic(1);
        try (Producer<byte[], byte[]> producer = producer("client.id", "counted")) {
            for (int i = 0; i < 7; i++) {
                put(producer, record(topic, 0, "x"));
            }
            producer.flush();
            assertThat(metric(producer.metrics().values(), "producer-metrics", "record-send-total"))
                    .isEqualTo(7.0);
            assertThat(metric(producer.metrics().values(), "producer-metrics", "record-error-total"))
                    .isEqualTo(0.0);
        }
    }

    static Object metric(java.util.Collection<? extends Metric> metrics, String group, String name) {
        return metrics.stream()
                .filter(metric -> metric.metricName().group().equals(group)
                        && metric.metricName().name().equals(name)
                        && !metric.metricName().tags().containsKey("topic"))
                .findFirst()
                .orElseThrow()
                .metricValue();
    }
}
