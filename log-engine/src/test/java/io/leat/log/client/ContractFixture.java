package io.leat.log.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/** What every test of the contract needs. Each test has topics and groups of its own, so they share one log. */
abstract class ContractFixture {
    private static final AtomicInteger NAMES = new AtomicInteger();
    /** A time for records, not so long ago that retention would drop them. */
    static final long RECENTLY = System.currentTimeMillis() - 60_000;

    static final Duration PATIENCE = Duration.ofSeconds(30);

    abstract Peer log();

    private final List<Exception> failures = java.util.Collections.synchronizedList(new ArrayList<>());

    @AfterEach
    void nothingThatWasPutHasFailed() {
        assertThat(failures).isEmpty();
    }

    /** Sends a record that is not to fail. */
    void put(Producer<byte[], byte[]> producer, ProducerRecord<byte[], byte[]> record) {
        Future<RecordMetadata> unused = producer.send(record, (metadata, failure) -> {
            if (failure != null) {
                failures.add(failure);
            }
        });
    }

    /** The value of a partition that must have one. */
    static <T> T of(Map<TopicPartition, T> values, TopicPartition name) {
        return Objects.requireNonNull(values.get(name), () -> "nothing for " + name);
    }

    /** A topic nobody else uses. */
    String topic(int partitions) {
        return topic(partitions, Map.of());
    }

    String topic(int partitions, Map<String, String> configs) {
        String name = unique("topic");
        log().createTopic(name, partitions, configs);
        return name;
    }

    static String unique(String kind) {
        return kind + "-" + NAMES.incrementAndGet();
    }

    Producer<byte[], byte[]> producer(Object... config) {
        return log().producer(config(config));
    }

    /** A consumer that starts at the beginning and commits nothing by itself, unless told otherwise. */
    Consumer<byte[], byte[]> consumer(Object... config) {
        Map<String, Object> all = new HashMap<>(Map.of("auto.offset.reset", "earliest", "enable.auto.commit", false));
        all.putAll(config(config));
        return log().consumer(all);
    }

    private static Map<String, Object> config(Object... namesAndValues) {
        Map<String, Object> config = new HashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            config.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return config;
    }

    static TopicPartition at(String topic, int partition) {
        return new TopicPartition(topic, partition);
    }

    static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    static @Nullable String text(byte @Nullable [] bytes) {
        return bytes == null ? null : new String(bytes, UTF_8);
    }

    static ProducerRecord<byte[], byte[]> record(String topic, int partition, String value) {
        return new ProducerRecord<>(topic, partition, null, bytes(value));
    }

    /** Appends {@code values} to one partition, and waits until they are there. */
    List<RecordMetadata> write(String topic, int partition, String... values) {
        try (Producer<byte[], byte[]> producer = producer()) {
            List<Future<RecordMetadata>> answers = new ArrayList<>();
            for (String value : values) {
                answers.add(producer.send(record(topic, partition, value)));
            }
            producer.flush();
            List<RecordMetadata> written = new ArrayList<>();
            for (var answer : answers) {
                written.add(answer.get());
            }
            return written;
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    /** Polls until {@code count} records have come, and fails if they do not. */
    static List<ConsumerRecord<byte[], byte[]>> read(Consumer<byte[], byte[]> consumer, int count) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (records.size() < count) {
            if (System.nanoTime() > end) {
                throw new AssertionError("only %d of %d records came".formatted(records.size(), count));
            }
            consumer.poll(Duration.ofMillis(100)).forEach(records::add);
        }
        return records;
    }

    static List<String> values(List<ConsumerRecord<byte[], byte[]>> records) {
        return records.stream().map(record -> new String(record.value(), UTF_8)).toList();
    }

    /** Polls until {@code condition} holds, since much of what a consumer does happens in poll alone. */
    static void pollUntil(Consumer<byte[], byte[]> consumer, java.util.function.BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("did not come true in " + PATIENCE);
            }
            consumer.poll(Duration.ofMillis(50));
        }
    }
}
