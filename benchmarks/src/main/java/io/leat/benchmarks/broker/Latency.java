package io.leat.benchmarks.broker;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** How long a record takes from {@code send} to {@code poll}, a thousand of them a second, by the stock clients in this process. */
final class Latency {
    private static final int RECORDS = 15_000;
    private static final int WARM_UP = 5_000;
    private static final long EVERY_NANOS = 1_000_000;

    private Latency() {}

    /** Medians and tails as a line of text. */
    static String measure(String address, String acks) throws InterruptedException, ExecutionException {
        String topic = "latency-" + acks + "-" + System.nanoTime();
        Sending.create(address, topic, 1);
        try (var producer = new KafkaProducer<>(
                        Map.of("bootstrap.servers", address, "acks", acks, "linger.ms", "0"),
                        new ByteArraySerializer(),
                        new ByteArraySerializer());
                var consumer = new KafkaConsumer<>(
                        Map.of("bootstrap.servers", address, "auto.offset.reset", "earliest"),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer())) {
            consumer.assign(List.of(new TopicPartition(topic, 0)));
            long[] nanos = new long[RECORDS];
            Sending sending = new Sending();
            Thread sender = new Thread(() -> send(producer, topic, sending), "latency-sender");
            sender.start();
            for (int count = 0; count < RECORDS; ) {
                for (var record : consumer.poll(Duration.ofSeconds(10))) {
                    nanos[count++] =
                            System.nanoTime() - ByteBuffer.wrap(record.value()).getLong();
                }
            }
            sender.join();
            sending.requireAll();
            long[] steady = Arrays.copyOfRange(nanos, WARM_UP, RECORDS);
            Arrays.sort(steady);
            return "p50 %.2f ms  p99 %.2f ms  p99.9 %.2f ms"
                    .formatted(at(steady, 0.5), at(steady, 0.99), at(steady, 0.999));
        }
    }

    private static void send(KafkaProducer<byte[], byte[]> producer, String topic, Sending sending) {
        long next = System.nanoTime();
        for (int i = 0; i < RECORDS; i++) {
            for (long now = System.nanoTime(); now < next; now = System.nanoTime()) {
                LockSupport.parkNanos(next - now);
            }
            byte[] value = ByteBuffer.allocate(100).putLong(System.nanoTime()).array();
            Future<RecordMetadata> unused = producer.send(new ProducerRecord<>(topic, 0, null, value), sending);
            next += EVERY_NANOS;
        }
    }

    private static double at(long[] sorted, double share) {
        return sorted[(int) (sorted.length * share)] / 1e6;
    }
}
