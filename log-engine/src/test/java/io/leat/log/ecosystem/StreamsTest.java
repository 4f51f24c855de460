package io.leat.log.ecosystem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.leat.log.LogEngine;
import io.leat.testing.JavaCommand;
import io.leat.testing.KafkaTool;
import io.leat.testing.RunningProcess;
import io.leat.testing.Seeded;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Kafka Streams with exactly-once semantics on our log, killed in the middle. */
@Timeout(180)
class StreamsTest {
    private static final int PARTITIONS = 2;
    private static final int CUSTOMERS = 7;
    /** How many orders come in each life of the program. */
    private static final int ORDERS = Integer.getInteger("leat.streams.orders", 3_000);

    private static final int KILLS = Integer.getInteger("leat.streams.kills", 2);

    @TempDir
    Path dir;

    @Seeded(1)
    void eachOrderIsNumberedOnceThoughStreamsIsKilledAgainAndAgain(long seed) {
        Random random = new Random(seed);
        try (LogEngine log = LogEngine.open(Map.of(
                "log.dirs", dir.resolve("log").toString(),
                "listeners", "PLAINTEXT://127.0.0.1:0",
                "group.initial.rebalance.delay.ms", "0",
                "group.min.session.timeout.ms", "500",
                "offsets.topic.num.partitions", "3",
                "transaction.state.log.num.partitions", "3"))) {
            Stream.of(StreamsUntilKilled.IN, StreamsUntilKilled.OUT)
                    .forEach(name -> log.broker().topics().create(new NewTopic(name, PARTITIONS, (short) 1)));
            List<String> orders = new ArrayList<>();
            try (Numbered numbered = new Numbered(log.bootstrapServers())) {
                for (int life = 0; life <= KILLS; life++) {
                    try (RunningProcess streams = streams(log)) {
                        orders.addAll(order(log, life));
                        boolean last = life == KILLS;
                        int enough = last ? orders.size() : numbered.size() + 1 + random.nextInt(ORDERS / 2);
                        numbered.until(enough, streams);
                        if (last) {
                            awaitPurge(log);
                        }
                    }
                }
                numbered.areExactly(orders);
            }
            assertThat(partitions(StreamsUntilKilled.CHANGELOG)).allSatisfy(partition -> {
                assertThat(log.broker().partition(partition).log().highWatermark())
                        .isGreaterThan(ORDERS / 2);
                assertThat(log.broker()
                                .partition(partition)
                                .log()
                                .config()
                                .kept()
                                .compacts())
                        .isTrue();
            });
            reset(log);
        }
    }

    /** Kafka's tool takes the application back to its beginning. */
    private static void reset(LogEngine log) {
        KafkaTool.Result result = KafkaTool.run(
                        "org.apache.kafka.tools.StreamsResetter",
                        "--bootstrap-server",
                        log.bootstrapServers(),
                        "--application-id",
                        StreamsUntilKilled.APPLICATION,
                        "--input-topics",
                        StreamsUntilKilled.IN,
                        // The members were killed, and may not be missed yet.
                        "--force")
                .orFail();
        assertThat(result.out()).contains("Done.");
        var offsets = log.broker().groups().committed(StreamsUntilKilled.APPLICATION);
        assertThat(partitions(StreamsUntilKilled.IN))
                .allSatisfy(partition -> assertThat(offsets).containsEntry(partition, new OffsetAndMetadata(0)));
        assertThat(result.out()).contains(StreamsUntilKilled.REPARTITIONED, StreamsUntilKilled.CHANGELOG);
        assertThat(log.broker().topics().partitionCounts())
                .doesNotContainKeys(StreamsUntilKilled.REPARTITIONED, StreamsUntilKilled.CHANGELOG);
    }

    private RunningProcess streams(LogEngine log) {
        return RunningProcess.start(
                "streams",
                JavaCommand.ofThisClasspath(
                        StreamsUntilKilled.class.getName(),
                        List.of(log.bootstrapServers(), dir.resolve("stores").toString())),
                dir,
                Map.of("ROCKSDB_SHAREDLIB_DIR", dir.toString()));
    }

    /** Appends the orders of one life; returns their names. */
    private static List<String> order(LogEngine log, int life) {
        List<String> names = IntStream.range(0, ORDERS)
                .mapToObj(i -> "order-" + life + "-" + i)
                .toList();
        try (Producer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", log.bootstrapServers()), new StringSerializer(), new StringSerializer())) {
            for (int i = 0; i < ORDERS; i++) {
                Future<RecordMetadata> unused = producer.send(new ProducerRecord<>(
                        StreamsUntilKilled.IN, i % PARTITIONS, names.get(i), "customer-" + i % CUSTOMERS));
            }
        }
        return names;
    }

    /** Streams deletes from the repartition topic all that it has done with. */
    private static void awaitPurge(LogEngine log) {
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            var done = log.broker().groups().committed(StreamsUntilKilled.APPLICATION);
            for (TopicPartition partition : partitions(StreamsUntilKilled.REPARTITIONED)) {
                assertThat(log.broker().partition(partition).log().logStartOffset())
                        .isPositive()
                        .isEqualTo(Objects.requireNonNull(done.get(partition)).offset());
            }
        });
    }

    private static List<TopicPartition> partitions(String topic) {
        return IntStream.range(0, PARTITIONS)
                .mapToObj(i -> new TopicPartition(topic, i))
                .toList();
    }

    /** What came out, as a reader of committed records sees it. */
    private static final class Numbered implements AutoCloseable {
        private final KafkaConsumer<String, String> consumer;
        private final Map<String, List<String>> byCustomer = new HashMap<>();
        private int size;

        Numbered(String bootstrapServers) {
            consumer = new KafkaConsumer<>(
                    Map.of(
                            "bootstrap.servers",
                            bootstrapServers,
                            "isolation.level",
                            "read_committed",
                            "auto.offset.reset",
                            "earliest"),
                    new StringDeserializer(),
                    new StringDeserializer());
            consumer.assign(partitions(StreamsUntilKilled.OUT));
        }

        int size() {
            return size;
        }

        /** Reads until there are {@code count} records. */
        void until(int count, RunningProcess streams) {
            long end = System.nanoTime() + Duration.ofSeconds(90).toNanos();
            while (size < count) {
                if (System.nanoTime() > end || !streams.isAlive()) {
                    throw new AssertionError("only " + size + " of " + count + " came\n" + streams.tail());
                }
                consumer.poll(Duration.ofMillis(100)).forEach(record -> {
                    byCustomer
                            .computeIfAbsent(record.key(), customer -> new ArrayList<>())
                            .add(record.value());
                    size++;
                });
            }
        }

        /** Each order is there once, and the numbers of each customer are 1, 2, 3 and so on, in this order. */
        void areExactly(List<String> orders) {
            assertThat(byCustomer.values().stream().flatMap(List::stream).map(it -> it.substring(0, it.indexOf('='))))
                    .containsExactlyInAnyOrderElementsOf(orders);
            assertThat(byCustomer)
                    .hasSize(CUSTOMERS)
                    .allSatisfy((customer, numbered) -> assertThat(numbered)
                            .extracting(it -> Integer.valueOf(it.substring(it.indexOf('=') + 1)))
                            .containsExactlyElementsOf(IntStream.rangeClosed(1, numbered.size())
                                    .boxed()
                                    .toList()));
        }

        @Override
        public void close() {
            consumer.close();
        }
    }
}
