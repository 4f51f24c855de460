package io.leat.log.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.LongDeserializer;
import org.apache.kafka.common.serialization.LongSerializer;
import org.jspecify.annotations.Nullable;

/** Somebody who works while others misbehave: sends a record, reads it, and does so again. Nothing may fail, nor take long. */
final class HealthyClient implements AutoCloseable {
    /** A round takes some milliseconds; with all of CI on two cores, more. */
    private static final Duration SANE = Duration.ofSeconds(6);

    private static final TopicPartition CALM = new TopicPartition("calm", 0);

    private final String address;
    private final Thread thread = new Thread(this::work, "healthy client");
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private volatile boolean ended;
    private final AtomicLong rounds = new AtomicLong();
    private volatile Duration longest = Duration.ZERO;

    HealthyClient(String address) throws InterruptedException {
        this.address = address;
        thread.setDaemon(true);
        thread.start();
        await(1);
    }

    /** How many records went there and back. */
    long rounds() {
        return rounds.get();
    }

    /** Waits until it has come so far, or ended. */
    void await(long rounds) throws InterruptedException {
        while (this.rounds.get() < rounds && thread.isAlive()) {
            thread.join(10);
        }
    }

    /** Ends it, and asks whether all was well. */
    void end() throws InterruptedException {
        ended = true;
        thread.join(60_000);
        assertThat(failure.get()).isNull();
        assertThat(thread.isAlive()).isFalse();
        assertThat(rounds).hasPositiveValue();
        assertThat(longest).as("the longest of %s rounds", rounds).isLessThan(SANE);
    }

    /** The threads in this process that serve connections. */
    static Set<Thread> networkThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(it -> it.getName().startsWith("log-net-"))
                .collect(Collectors.toSet());
    }

    private void work() {
        Map<String, Object> common = Map.of("bootstrap.servers", address, "client.id", "healthy");
        try (Producer<Long, Long> producer = new KafkaProducer<>(common, new LongSerializer(), new LongSerializer());
                Consumer<Long, Long> consumer =
                        new KafkaConsumer<>(common, new LongDeserializer(), new LongDeserializer())) {
            producer.send(new ProducerRecord<>(CALM.topic(), 0, 0L, 0L)).get(); // Which makes the topic.
            consumer.assign(List.of(CALM));
            consumer.seek(CALM, 1);
            while (!ended) {
                long start = System.nanoTime();
                round(producer, consumer, rounds.get() + 1);
                Duration took = Duration.ofNanos(System.nanoTime() - start);
                longest = took.compareTo(longest) > 0 ? took : longest;
                rounds.incrementAndGet();
            }
        } catch (Throwable e) {
            failure.set(e);
        }
    }

    private static void round(Producer<Long, Long> producer, Consumer<Long, Long> consumer, long number)
            throws Exception {
        producer.send(new ProducerRecord<>(CALM.topic(), 0, number, number)).get();
        for (long read = 0; read < number; ) {
            for (var record : consumer.poll(Duration.ofMillis(100))) {
                read = record.value();
            }
        }
    }

    @Override
    public void close() {
        ended = true;
    }
}
