package io.leat.log.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leat.log.LogEngine;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidRequestException;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.apache.kafka.common.quota.ClientQuotaFilter;
import org.apache.kafka.common.quota.ClientQuotaFilterComponent;
import org.apache.kafka.common.requests.MetadataRequest;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Quotas are kept over a restart, and who has used one up is told to wait and not read from. */
@Timeout(60)
class QuotasTest {
    private static final int RECORD = 50_000;

    @TempDir
    Path dir;

    private LogEngine log;
    private Admin admin;

    @BeforeEach
    void open() {
        log = LogEngine.open(Map.of("log.dirs", dir.toString(), "listeners", "PLAINTEXT://127.0.0.1:0"));
        admin = Admin.create(Map.of("bootstrap.servers", log.bootstrapServers()));
    }

    @AfterEach
    void close() {
        admin.close();
        log.close();
    }

    @Test
    void aQuotaIsKeptOverARestartAndGoesWhenItIsTakenBack() throws Exception {
        set(Map.of("client-id", "c"), "producer_byte_rate", 1000.0);
        set(user("u", "c"), "request_percentage", 1.5);
        HashMap<String, String> everybody = new HashMap<>();
        everybody.put("user", null);
        set(everybody, "consumer_byte_rate", 5.0);
        close();
        open();
        assertThat(admin.describeClientQuotas(ClientQuotaFilter.all())
                        .entities()
                        .get())
                .isEqualTo(Map.of(
                        new ClientQuotaEntity(Map.of("client-id", "c")), Map.of("producer_byte_rate", 1000.0),
                        new ClientQuotaEntity(user("u", "c")), Map.of("request_percentage", 1.5),
                        new ClientQuotaEntity(everybody), Map.of("consumer_byte_rate", 5.0)));
        assertThat(found(ClientQuotaFilter.contains(List.of(ClientQuotaFilterComponent.ofEntity("client-id", "c")))))
                .isEqualTo(2);
        assertThat(found(
                        ClientQuotaFilter.containsOnly(List.of(ClientQuotaFilterComponent.ofEntity("client-id", "c")))))
                .isEqualTo(1);
        assertThat(found(ClientQuotaFilter.contains(List.of(ClientQuotaFilterComponent.ofDefaultEntity("user")))))
                .isEqualTo(1);
        assertThat(found(ClientQuotaFilter.contains(List.of(ClientQuotaFilterComponent.ofEntityType("user")))))
                .isEqualTo(2);
        set(Map.of("client-id", "c"), "producer_byte_rate", null);
        set(user("u", "c"), "request_percentage", null);
        set(everybody, "consumer_byte_rate", null);
        close();
        open();
        assertThat(found(ClientQuotaFilter.all())).isEqualTo(0);
    }

    @Test
    void whoProducesMoreWaits() throws Exception {
        set(Map.of("client-id", "slow"), "producer_byte_rate", 10_000.0);
        try (Producer<byte[], byte[]> slow = producer("slow");
                Producer<byte[], byte[]> free = producer("free")) {
            long start = System.nanoTime();
            for (int i = 0; i < 4; i++) {
                RecordMetadata unused = send(slow);
            }
            // 200 kB, of which 100 kB are the ten seconds' burst: more than a second passes before the last is sent.
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofSeconds(2));
            assertThat(value(slow.metrics(), "produce-throttle-time-max")).isPositive();
            long second = System.nanoTime();
            for (int i = 0; i < 20; i++) {
                RecordMetadata unused = send(free);
            }
            assertThat(Duration.ofNanos(System.nanoTime() - second)).isLessThan(Duration.ofSeconds(10));
            assertThat(value(free.metrics(), "produce-throttle-time-max")).isZero();
        }
    }

    @Test
    void whoFetchesMoreWaits() throws Exception {
        try (Producer<byte[], byte[]> producer = producer("free")) {
            for (int i = 0; i < 6; i++) {
                RecordMetadata unused = send(producer);
            }
        }
        set(Map.of("client-id", "slow"), "consumer_byte_rate", 20_000.0);
        try (Consumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        log.bootstrapServers(),
                        "client.id",
                        "slow",
                        "auto.offset.reset",
                        "earliest",
                        "max.partition.fetch.bytes",
                        RECORD),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(List.of(new TopicPartition("t", 0)));
            int count = 0;
            long end = System.nanoTime() + Duration.ofSeconds(40).toNanos();
            while (count < 6 && System.nanoTime() < end) {
                count += consumer.poll(Duration.ofMillis(100)).count();
            }
            assertThat(count).isEqualTo(6);
            assertThat(value(consumer.metrics(), "fetch-throttle-time-max")).isPositive();
        }
    }

    /** KIP-219: the answer comes at once and says how long; what is sent before is read when that time is over. */
    @Test
    void whoUsesTooMuchTimeIsToldAtOnceAndNotReadFrom() throws Exception {
        set(Map.of("client-id", "busy"), "request_percentage", 0.0001);
        try (RawClient client = new RawClient(log.bootstrapServers(), "busy")) {
            int told = client.ask(metadata()).throttleTimeMs();
            for (int i = 0; i < 50 && told == 0; i++) {
                told = client.ask(metadata()).throttleTimeMs();
            }
            assertThat(told).isBetween(1, 1000);
            long start = System.nanoTime();
            assertThat(client.ask(metadata()).throttleTimeMs()).isPositive();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(told / 2));
        }
    }

    @Test
    void whatIsNoQuotaIsRefusedAsKafkaDoes() {
        refused(Map.of("user", "u"), "foo", 1.0, "Invalid configuration key foo");
        refused(
                Map.of("user", "u"),
                "connection_creation_rate",
                1.0,
                "Invalid configuration key connection_creation_rate");
        refused(Map.of("user", "u"), "producer_byte_rate", 0.0, "Quota producer_byte_rate must be greater than 0");
        refused(Map.of("user", "u"), "producer_byte_rate", 1.5, "producer_byte_rate cannot be a fractional value.");
        refused(
                Map.of("user", "u"),
                "consumer_byte_rate",
                1e19,
                "Proposed value for consumer_byte_rate is too large for a LONG.");
        refused(Map.of("user", ""), "consumer_byte_rate", 1.0, "Empty user not supported");
        refused(Map.of("foo", "u"), "consumer_byte_rate", 1.0, "Unhandled client quota entity type: foo");
        refused(Map.of(), "consumer_byte_rate", 1.0, "Invalid empty client quota entity");
        refused(
                Map.of("user", "u", "ip", "1.2.3.4"),
                "consumer_byte_rate",
                1.0,
                "Invalid quota entity combination, IP entity shouldnot be combined with User or ClientId");
        refused(Map.of("ip", "1.2.3.4"), "connection_creation_rate", 1.0, "Quotas of addresses (ip) are not served");
        refused(Map.of("user", "u"), "controller_mutation_rate", 1.0, "is not served");
        assertThat(log.broker().quotas().all()).isEmpty();
    }

    private void refused(Map<String, String> entity, String quota, double value, String why) {
        assertThatThrownBy(() -> set(entity, quota, value))
                .hasCauseInstanceOf(InvalidRequestException.class)
                .hasMessageContaining(why);
    }

    private int found(ClientQuotaFilter filter) throws Exception {
        return admin.describeClientQuotas(filter).entities().get().size();
    }

    private void set(Map<String, String> entity, String quota, @Nullable Double value) throws Exception {
        admin.alterClientQuotas(List.of(new ClientQuotaAlteration(
                        new ClientQuotaEntity(entity), List.of(new ClientQuotaAlteration.Op(quota, value)))))
                .all()
                .get();
    }

    private static Map<String, String> user(String user, String clientId) {
        return Map.of("user", user, "client-id", clientId);
    }

    private static MetadataRequest metadata() {
        return new MetadataRequest(new MetadataRequestData().setTopics(null), (short) 9);
    }

    private static double value(Map<MetricName, ? extends Metric> metrics, String name) {
        return metrics.entrySet().stream()
                .filter(it -> it.getKey().name().equals(name))
                .map(it -> it.getValue().metricValue())
                .mapToDouble(it -> (Double) it)
                .filter(it -> !Double.isNaN(it))
                .max()
                .orElse(0);
    }

    private Producer<byte[], byte[]> producer(String clientId) {
        return new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers",
                        log.bootstrapServers(),
                        "client.id",
                        clientId,
                        "enable.idempotence",
                        false,
                        "linger.ms",
                        0,
                        "acks",
                        "1"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    private static RecordMetadata send(Producer<byte[], byte[]> producer) throws Exception {
        return producer.send(new ProducerRecord<>("t", 0, null, new byte[RECORD]))
                .get();
    }
}
