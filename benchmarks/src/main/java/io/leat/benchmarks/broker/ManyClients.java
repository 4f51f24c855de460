package io.leat.benchmarks.broker;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Four producers and four consumers at once, 16 partitions, 1 KiB a record in lz4, by the stock clients in this process. */
final class ManyClients {
    /** How many records there are in all. */
    static final int RECORDS = 1_000_000;

    private static final int CLIENTS = 4;
    private static final int PARTITIONS = 16;
    private static final int KIBIBYTE = 1024;
    private static final String[] WORDS = {"cpu", "usage_idle", "=", "98.2", "host", "web-01", ",", "region", "eu", " "
    };

    private ManyClients() {}

    /** Records a second, from the first one sent to the last one read. */
    static double rate(Server server) throws InterruptedException, ExecutionException {
        String topic = "many-" + System.nanoTime();
        Sending.create(server.address(), topic, PARTITIONS);
        ExecutorService threads = Executors.newFixedThreadPool(2 * CLIENTS);
        try {
            long begin = System.nanoTime();
            List<Future<?>> work = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                int client = i;
                work.add(threads.submit(() -> consume(server.address(), topic, client)));
                work.add(threads.submit(() -> produce(server.address(), topic, client)));
            }
            for (Future<?> each : work) {
                each.get();
            }
            return RECORDS / ((System.nanoTime() - begin) / 1e9);
        } finally {
            threads.shutdownNow();
        }
    }

    private static void produce(String address, String topic, int client) {
        byte[][] values = values(client);
        Sending sending = new Sending();
        try (var producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", address, "acks", "1", "compression.type", "lz4", "linger.ms", "5"),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (int i = 0; i < RECORDS / CLIENTS; i++) {
                var unused = producer.send(
                        new ProducerRecord<>(topic, i % PARTITIONS, null, values[i % values.length]), sending);
            }
        }
        sending.requireAll();
    }

    private static void consume(String address, String topic, int client) {
        try (var consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", address, "auto.offset.reset", "earliest"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(IntStream.range(0, PARTITIONS)
                    .filter(it -> it % CLIENTS == client)
                    .mapToObj(it -> new TopicPartition(topic, it))
                    .toList());
            for (int count = 0; count < RECORDS / CLIENTS; ) {
                int polled = consumer.poll(Duration.ofSeconds(30)).count();
                if (polled == 0) {
                    throw new IllegalStateException("nothing for 30 s after " + count + " records");
                }
                count += polled;
            }
        }
    }

    /** A hundred texts that lz4 makes about a third of, as it does of metrics. */
    private static byte[][] values(int seed) {
        Random random = new Random(seed);
        return IntStream.range(0, 100).mapToObj(i -> value(random)).toArray(byte[][]::new);
    }

    private static byte[] value(Random random) {
        StringBuilder text = new StringBuilder();
        while (text.length() < KIBIBYTE) {
            text.append(WORDS[random.nextInt(WORDS.length)]).append(random.nextInt(1000));
        }
        return text.substring(0, KIBIBYTE).getBytes(StandardCharsets.US_ASCII);
    }
}
