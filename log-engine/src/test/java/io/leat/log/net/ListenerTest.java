package io.leat.log.net;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.leat.log.LogEngine;
import io.leat.testing.Seeded;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ListenerTest {
    @TempDir
    Path dir;

    private LogEngine log;

    @BeforeEach
    void open() {
        log = LogEngine.open(Map.of(
                "log.dirs",
                dir.toString(),
                "listeners",
                "PLAINTEXT://127.0.0.1:0",
                "socket.request.max.bytes",
                "100000"));
    }

    @AfterEach
    void close() {
        log.close();
    }

    @Test
    void aRecordThatAKafkaClientSendsIsReadByAnother() throws Exception {
        try (Producer<byte[], byte[]> producer = producer(Map.of())) {
            RecordMetadata first = send(producer, "hello", 0, "one").get();
            RecordMetadata second = send(producer, "hello", 0, "two").get();
            assertThat(List.of(first.offset(), second.offset())).containsExactly(0L, 1L);
        }
        assertThat(read("hello", 2)).containsExactly("one", "two");
    }

    @Test
    void eachAcksAndCodecIsServed() throws Exception {
        int expected = 0;
        for (String acks : List.of("0", "1", "all")) {
            for (String codec : List.of("none", "gzip", "snappy", "lz4", "zstd")) {
                try (Producer<byte[], byte[]> producer = producer(Map.of("acks", acks, "compression.type", codec))) {
                    for (int i = 0; i < 100; i++) {
                        Future<RecordMetadata> unused = send(producer, "codecs", 0, acks + codec + i);
                    }
                    producer.flush();
                }
                expected += 100;
            }
        }
        assertThat(read("codecs", expected)).hasSize(expected).contains("0none0", "1lz499", "allzstd42");
    }

    @Test
    void aConsumerThatWaitsIsWokenByAnAppend() throws Exception {
        try (Consumer<byte[], byte[]> consumer = consumer(Map.of("fetch.max.wait.ms", 6_000));
                Producer<byte[], byte[]> producer = producer(Map.of())) {
            send(producer, "wake", 0, "first").get();
            consumer.assign(List.of(new TopicPartition("wake", 0)));
            assertThat(poll(consumer, 1)).hasSize(1);
            long start = System.nanoTime();
            send(producer, "wake", 0, "second").get();
            assertThat(poll(consumer, 1)).hasSize(1);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
        }
    }

    /** What is not the protocol ends its own connection; who is connected does not notice. */
    @Seeded(20)
    void garbageEndsItsOwnConnectionOnly(long seed) throws Exception {
        Random random = new Random(seed);
        try (Producer<byte[], byte[]> producer = producer(Map.of())) {
            send(producer, "calm", 0, "before").get();
            for (int i = 0; i < 20; i++) {
                try (Socket socket = connect()) {
                    byte[] garbage = new byte[4 + random.nextInt(200)];
                    random.nextBytes(garbage);
                    if (random.nextBoolean()) { // A good length, so that it is taken for a request.
                        int length = garbage.length - 4;
                        garbage[0] = 0;
                        garbage[1] = 0;
                        garbage[2] = (byte) (length >> 8);
                        garbage[3] = (byte) length;
                        if (random.nextBoolean() && length > 4) {
                            garbage[4] = 0;
                            garbage[5] = (byte) random.nextInt(80);
                            garbage[6] = 0;
                            garbage[7] = (byte) random.nextInt(16);
                        }
                    }
                    socket.getOutputStream().write(garbage);
                    socket.shutdownOutput();
                    drain(socket);
                }
            }
            send(producer, "calm", 0, "after").get();
        }
        assertThat(read("calm", 2)).containsExactly("before", "after");
    }

    @Test
    void aFrameLargerThanAllowedEndsItsConnection() throws Exception {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(new byte[] {0x7f, 0, 0, 0});
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void anApiVersionsRequestOfTheFutureIsAnsweredInVersionZero() throws Exception {
        try (Socket socket = connect()) {
            // length, key 18, version 99, correlation id 7, a null client id, no tags
            socket.getOutputStream().write(new byte[] {0, 0, 0, 11, 0, 18, 0, 99, 0, 0, 0, 7, -1, -1, 0});
            byte[] head = socket.getInputStream().readNBytes(4 + 4 + 2);
            assertThat(head[7]).isEqualTo((byte) 7);
            assertThat(head[9]).as("UNSUPPORTED_VERSION").isEqualTo((byte) 35);
        }
    }

    private static void drain(Socket socket) {
        try {
            InputStream in = socket.getInputStream();
            byte[] rest = in.readAllBytes();
            assertThat(rest.length).isLessThan(100_000);
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("reset");
        }
    }

    private Socket connect() throws IOException {
        String[] address = log.bootstrapServers().split(":", -1);
        Socket socket = new Socket(address[0], Integer.parseInt(address[1]));
        socket.setSoTimeout(20_000);
        return socket;
    }

    private Producer<byte[], byte[]> producer(Map<String, Object> config) {
        Map<String, Object> all = new HashMap<>(Map.of("enable.idempotence", false));
        all.putAll(config);
        all.put("bootstrap.servers", log.bootstrapServers());
        return new KafkaProducer<>(all, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private Consumer<byte[], byte[]> consumer(Map<String, Object> config) {
        Map<String, Object> all = new HashMap<>(Map.of("auto.offset.reset", "earliest"));
        all.putAll(config);
        all.put("bootstrap.servers", log.bootstrapServers());
        return new KafkaConsumer<>(all, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private static Future<RecordMetadata> send(
            Producer<byte[], byte[]> producer, String topic, int partition, String value) {
        return producer.send(new ProducerRecord<>(topic, partition, null, value.getBytes(UTF_8)));
    }

    private List<String> read(String topic, int count) {
        try (Consumer<byte[], byte[]> consumer = consumer(Map.of())) {
            consumer.assign(List.of(new TopicPartition(topic, 0)));
            return poll(consumer, count).stream()
                    .map(it -> new String(it.value(), UTF_8))
                    .toList();
        }
    }

    private static List<ConsumerRecord<byte[], byte[]>> poll(Consumer<byte[], byte[]> consumer, int count) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        long end = System.nanoTime() + Duration.ofSeconds(40).toNanos();
        while (records.size() < count && System.nanoTime() < end) {
            consumer.poll(Duration.ofMillis(100)).forEach(records::add);
        }
        return records;
    }
}
