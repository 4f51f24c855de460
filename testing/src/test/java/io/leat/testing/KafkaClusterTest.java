package io.leat.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class KafkaClusterTest {

    @Test
    void whatIsProducedThroughOneBrokerIsConsumedAndKafkasOwnToolReadsItsFiles() throws Exception {
        try (var cluster = KafkaCluster.start(1)) {
            produce(cluster, "one", "two");

            assertThat(consume(cluster, 2)).containsExactly("one", "two");
            cluster.broker(0).stop();
            var file = cluster.broker(0).logDir().resolve("t-0/00000000000000000000.log");
            var dump = KafkaTool.run(
                            "org.apache.kafka.tools.DumpLogSegments", "--files", file.toString(), "--print-data-log")
                    .orFail();
            assertThat(dump.out()).contains("payload: one", "payload: two");
        }
    }

    @Test
    void threeBrokersLoseOneWithoutLosingRecordsAndTakeItBack() throws Exception {
        try (var cluster = KafkaCluster.start(3);
                var admin = Admin.create(Map.of("bootstrap.servers", cluster.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic("t", Optional.of(1), Optional.of((short) 3))))
                    .all()
                    .get(30, TimeUnit.SECONDS);
            produce(cluster, "before");
            cluster.broker(0).kill();
            produce(cluster, "during");
            cluster.broker(0).restart();
            produce(cluster, "after");

            assertThat(consume(cluster, 3)).containsExactly("before", "during", "after");
        }
    }

    @Test
    void aPausedBrokerAnswersNobodyUntilItIsResumed() throws Exception {
        try (var cluster = KafkaCluster.start(1)) {
            try (var producer = producer(cluster)) {
                producer.send(new ProducerRecord<>("t", "early".getBytes(UTF_8)))
                        .get(30, TimeUnit.SECONDS);
                cluster.broker(0).pause();
                var sent = producer.send(new ProducerRecord<>("t", "late".getBytes(UTF_8)));
                assertThatThrownBy(() -> sent.get(500, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
                cluster.broker(0).resume();
                assertThat(sent.get(30, TimeUnit.SECONDS).offset()).isEqualTo(1);
            }
        }
    }

    private static KafkaProducer<byte[], byte[]> producer(KafkaCluster cluster) {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", cluster.bootstrapServers(), "acks", "all", "max.block.ms", "60000"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    private static void produce(KafkaCluster cluster, String... values) throws Exception {
        try (var producer = producer(cluster)) {
            for (var value : values) {
                producer.send(new ProducerRecord<>("t", value.getBytes(UTF_8))).get(60, TimeUnit.SECONDS);
            }
        }
    }

    private static List<String> consume(KafkaCluster cluster, int count) {
        var settings = Map.<String, Object>of("bootstrap.servers", cluster.bootstrapServers());
        try (var consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            var partition = new TopicPartition("t", 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            var values = new ArrayList<String>();
            Waiting.until(
                    count + " records",
                    Duration.ofSeconds(30),
                    () -> {
                        consumer.poll(Duration.ofMillis(100)).forEach(r -> values.add(new String(r.value(), UTF_8)));
                        return values.size() >= count;
                    },
                    () -> "    got " + values);
            return values;
        }
    }
}
