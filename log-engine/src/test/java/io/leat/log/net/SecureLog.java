package io.leat.log.net;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.leat.log.LogEngine;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A log with a listener that is not open to everyone, and real clients of it. */
final class SecureLog implements AutoCloseable {
    private final LogEngine log;

    private SecureLog(LogEngine log) {
        this.log = log;
    }

    static SecureLog open(Path dir, Map<String, ?> settings) {
        Map<String, Object> all = new HashMap<>(settings);
        all.put("log.dirs", dir.toString());
        all.putIfAbsent("num.network.threads", "1");
        all.putIfAbsent("connection.failed.authentication.delay.ms", "10");
        return new SecureLog(LogEngine.open(all));
    }

    /** The address of the listener with this index, in the order of the setting. */
    String address(int listener) {
        return log.bootstrapServers().split(",", -1)[listener];
    }

    LogEngine engine() {
        return log;
    }

    static Map<String, Object> client(String address, Map<String, ?> security) {
        Map<String, Object> all = new HashMap<>(security);
        all.put("bootstrap.servers", address);
        all.putIfAbsent("default.api.timeout.ms", 20_000);
        all.putIfAbsent("request.timeout.ms", 10_000);
        return all;
    }

    static Admin admin(String address, Map<String, ?> security) {
        return Admin.create(client(address, security));
    }

    static Producer<byte[], byte[]> producer(String address, Map<String, ?> security) {
        Map<String, Object> all = client(address, security);
        all.remove("default.api.timeout.ms");
        all.putIfAbsent("max.block.ms", 20_000);
        all.putIfAbsent("enable.idempotence", false);
        return new KafkaProducer<>(all, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** Sends and waits; throws what the log says against it. */
    static void send(String address, Map<String, ?> security, String topic, String value) throws Throwable {
        try (Producer<byte[], byte[]> producer = producer(address, security)) {
            producer.send(new ProducerRecord<>(topic, 0, null, value.getBytes(UTF_8)))
                    .get(20, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause();
        }
    }

    static Consumer<byte[], byte[]> consumer(String address, Map<String, ?> security) {
        Map<String, Object> all = client(address, security);
        all.put("auto.offset.reset", "earliest");
        return new KafkaConsumer<>(all, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** The first {@code count} values of partition 0. */
    static List<byte[]> read(String address, Map<String, ?> security, String topic, int count) {
        try (Consumer<byte[], byte[]> consumer = consumer(address, security)) {
            consumer.assign(List.of(new TopicPartition(topic, 0)));
            List<byte[]> values = new ArrayList<>();
            long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
            while (values.size() < count && System.nanoTime() < end) {
                consumer.poll(Duration.ofMillis(100)).forEach(it -> values.add(it.value()));
            }
            return values;
        }
    }

    @Override
    public void close() {
        log.close();
    }
}
