package io.leat.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.leat.testing.FreePorts;
import io.leat.testing.JavaCommand;
import io.leat.testing.RunningProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server that gets {@code kill -9} in the middle of its clients' transactions, and comes back. */
@Timeout(180)
class KilledTransactionsTest {
    private static final int ROUNDS = 60;

    @TempDir
    Path dir;

    private final int port = FreePorts.next();
    private final String address = "127.0.0.1:" + port;

    @Test
    void whatWasCommittedIsInAllPartitionsOnceAndNothingElseIs() throws Exception {
        List<String> committed = new ArrayList<>();
        List<String> perhaps = new ArrayList<>();
        RunningProcess server = serve();
        Producer<byte[], byte[]> producer = null;
        try {
            producer = producer();
            for (int round = 0; round < ROUNDS; round++) {
                String value = "v" + round;
                try {
                    producer.beginTransaction();
                    Future<RecordMetadata> toA = send(producer, "a", value);
                    Future<RecordMetadata> toB = send(producer, "b", value);
                    if (round % 20 == 10) {
                        toA.get();
                    }
                    if (round % 20 == 10
                            || round % 20 == 15) { // With its records there, and while they are on their way.
                        server.kill9();
                        server.close();
                        server = serve();
                    }
                    producer.commitTransaction();
                    assertThat(toB.isDone()).isTrue();
                    committed.add(value);
                } catch (KafkaException e) {
                    perhaps.add(value);
                    producer.close(Duration.ZERO);
                    producer = producer();
                }
            }
            List<String> inA = read("a");
            assertThat(inA).containsSubsequence(committed).doesNotHaveDuplicates();
            assertThat(inA).filteredOn(it -> !committed.contains(it)).isSubsetOf(perhaps);
            assertThat(read("b")).isEqualTo(inA);
            assertThat(committed).as("most of them come through").hasSizeGreaterThan(ROUNDS / 2);
        } finally {
            if (producer != null) {
                producer.close(Duration.ZERO);
            }
            server.close();
        }
    }

    private RunningProcess serve() {
        List<String> command = JavaCommand.ofThisClasspath(
                ServeUntilKilled.class.getName(), List.of(dir.resolve("log").toString(), Integer.toString(port)));
        RunningProcess server = RunningProcess.start("server", command, dir, Map.of());
        server.awaitLine("serving", Duration.ofSeconds(60));
        return server;
    }

    private static Future<RecordMetadata> send(Producer<byte[], byte[]> producer, String topic, String value) {
        return producer.send(new ProducerRecord<>(topic, 0, null, value.getBytes(UTF_8)));
    }

    private Producer<byte[], byte[]> producer() {
        Map<String, Object> config =
                Map.of("bootstrap.servers", address, "transactional.id", "tx", "reconnect.backoff.max.ms", 200);
        Producer<byte[], byte[]> producer =
                new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
        producer.initTransactions();
        return producer;
    }

    /** All that is committed. */
    private List<String> read(String topic) {
        TopicPartition partition = new TopicPartition(topic, 0);
        List<String> values = new ArrayList<>();
        producer().close(); // What was left open is aborted by it.
        try (Consumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", address, "isolation.level", "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = Objects.requireNonNull(
                    consumer.endOffsets(List.of(partition)).get(partition));
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofMillis(100)).forEach(it -> values.add(new String(it.value(), UTF_8)));
            }
        }
        return values;
    }
}
