package io.leat.benchmarks.broker;

import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A start after {@code kill -9}: from the start of the process until the end of every partition can be asked for. */
final class Recovery {
    private static final String TOPIC = "recovered";
    private static final int PARTITIONS = 100;
    private static final int VALUE = 10_000;

    private Recovery() {}

    /**
     * Fills the server, kills it, starts it again.
     *
     * @param gigabytes how much, in 100 partitions
     * @return how long the start took
     */
    static Duration measure(Server server, int gigabytes) throws InterruptedException, ExecutionException {
        long records = gigabytes * 1_000_000_000L / VALUE;
        Sending.create(server.address(), TOPIC, PARTITIONS);
        fill(server.address(), records);
        long begin = System.nanoTime();
        server.killAndRestart();
        long found = ends(server.address());
        Duration took = Duration.ofNanos(System.nanoTime() - begin);
        if (found != records) {
            throw new IllegalStateException(server.name() + " has " + found + " records of " + records);
        }
        return took;
    }

    private static void fill(String address, long records) {
        byte[] value = new byte[VALUE];
        new Random(1).nextBytes(value);
        Sending sending = new Sending();
        try (var producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", address, "acks", "1", "batch.size", "100000", "linger.ms", "5"),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (long i = 0; i < records; i++) {
                var unused = producer.send(new ProducerRecord<>(TOPIC, (int) (i % PARTITIONS), null, value), sending);
            }
        }
        sending.requireAll();
    }

    private static long ends(String address) throws InterruptedException, ExecutionException {
        try (var admin = Admin.create(Map.of("bootstrap.servers", address))) {
            Map<TopicPartition, OffsetSpec> asked = IntStream.range(0, PARTITIONS)
                    .mapToObj(it -> new TopicPartition(TOPIC, it))
                    .collect(Collectors.toMap(it -> it, it -> OffsetSpec.latest()));
            return admin.listOffsets(asked).all().get().values().stream()
                    .mapToLong(it -> it.offset())
                    .sum();
        }
    }
}
