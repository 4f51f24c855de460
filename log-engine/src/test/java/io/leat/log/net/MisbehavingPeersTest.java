package io.leat.log.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.leat.log.ServeUntilKilled;
import io.leat.log.net.Frames.End;
import io.leat.testing.FreePorts;
import io.leat.testing.JavaCommand;
import io.leat.testing.RunningProcess;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.requests.ApiVersionsRequest;
import org.apache.kafka.common.requests.MetadataRequest;
import org.apache.kafka.common.requests.ProduceResponse;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Peers that mean harm, or are broken, against a server with a small heap: they suffer, who works meanwhile does not. {@code
 * -Dleat.tiny.requests=1000000} sends as many tiny ones.
 */
@Timeout(180)
class MisbehavingPeersTest {
    private static final int HEAP_MB = 96;
    private static final int TINY_REQUESTS = Integer.getInteger("leat.tiny.requests", 40_000);
    private static final int MIB = 1 << 20;

    @TempDir
    Path dir;

    private final int port = FreePorts.next();
    private final String address = "127.0.0.1:" + port;
    private final List<Frames> peers = new ArrayList<>();
    private RunningProcess server;
    private HealthyClient healthy;

    @BeforeEach
    void serve() throws Exception {
        List<String> arguments = List.of(
                dir.resolve("log").toString(),
                Integer.toString(port),
                "connections.max.idle.ms=4000",
                "message.max.bytes=" + 8 * MIB);
        server = RunningProcess.start(
                "server",
                JavaCommand.ofThisClasspath(HEAP_MB, ServeUntilKilled.class.getName(), arguments),
                dir,
                Map.of());
        server.awaitLine("serving", Duration.ofSeconds(60));
        healthy = new HealthyClient(address);
    }

    @AfterEach
    void close() throws IOException {
        healthy.close();
        for (Frames peer : peers) {
            peer.close();
        }
        server.close();
    }

    @Test
    void whoReadsNothingOfWhatHeAskedForKeepsNothingFromOthers() throws Exception {
        fill("big", 30);
        for (Frames peer : connect(40)) {
            peer.send(Frames.frame(Frames.fetch("big", 0, 50 * MIB, 0)));
        }
        workOn(50);
    }

    @Test
    void whoSendsBitByBitKeepsNothingFromOthers() throws Exception {
        List<Frames> slow = connect(130);
        for (int i = 0; i < slow.size(); i++) { // All of the memory for requests, to the last kilobyte.
            int size = i < 30 ? MIB : i < 80 ? MIB / 32 : 1 << 10;
            slow.get(i).send(ByteBuffer.allocate(4 + size / 2).putInt(size).array());
        }
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(8);
        while (System.nanoTime() < end) {
            for (Frames peer : slow) {
                peer.trySend(new byte[] {0});
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
        }
        workOn(20);
    }

    @Test
    void whoStopsInTheMiddleIsClosedWhenHeIsIdleForTooLong() throws Exception {
        List<Frames> halves = connect(30);
        for (int i = 0; i < halves.size(); i++) {
            byte[] whole = Frames.frame(new MetadataRequest.Builder(List.of("calm"), false).build((short) 4));
            halves.get(i).send(whole, i % whole.length);
        }
        for (Frames peer : halves) {
            assertThat(peer.end(Frames.CORRELATION)).isEqualTo(End.CLOSED);
        }
        workOn(10);
    }

    @Test
    void manyTinyRequestsAreServedInTurnWithThoseOfOthers() throws Exception {
        byte[] versions = Frames.frame(new ApiVersionsRequest.Builder().build((short) 0));
        byte[] metadata = Frames.frame(new MetadataRequest.Builder(List.of("calm"), false).build((short) 4));
        ByteBuffer many = ByteBuffer.allocate(500 * (versions.length + metadata.length));
        while (many.hasRemaining()) {
            many.put(versions).put(metadata);
        }
        List<CompletableFuture<Void>> ends = new ArrayList<>();
        for (Frames peer : connect(4)) {
            CompletableFuture<Void> unused = run(() -> {
                for (int sent = 0; sent < TINY_REQUESTS / 4; sent += 1_000) {
                    peer.send(many.array());
                }
            });
            ends.add(run(() -> {
                for (int answers = 0; answers < TINY_REQUESTS / 4; answers++) {
                    assertThat(peer.end(Frames.CORRELATION)).isEqualTo(End.ANSWERED);
                }
            }));
        }
        for (Frames peer : connect(4)) { // And some that do not read the answers.
            CompletableFuture<Void> unused = run(() -> peer.send(many.array()));
        }
        CompletableFuture.allOf(ends.toArray(new CompletableFuture<?>[0])).get(120, TimeUnit.SECONDS);
        workOn(10);
    }

    @Test
    void aBatchThatUnpacksToMoreThanThereIsMemoryIsRefused() throws Exception {
        fill("big", 1);
        for (CompressionType codec : List.of(CompressionType.GZIP, CompressionType.LZ4, CompressionType.ZSTD)) {
            byte[] bomb = Frames.frame(Bombs.batch("big", codec, 700 * MIB));
            assertThat(bomb).hasSizeLessThan(8 * MIB);
            List<CompletableFuture<Void>> ends = new ArrayList<>();
            for (Frames peer : connect(6)) {
                ends.add(run(() -> {
                    peer.send(bomb);
                    ByteBuffer answer = ByteBuffer.wrap(peer.answer()).position(4);
                    ProduceResponse response = ProduceResponse.parse(new ByteBufferAccessor(answer), (short) 7);
                    assertThat(response.errorCounts()).containsOnlyKeys(Errors.INVALID_RECORD);
                }));
            }
            CompletableFuture.allOf(ends.toArray(new CompletableFuture<?>[0])).get(120, TimeUnit.SECONDS);
        }
        workOn(10);
    }

    @Test
    void anArrayOfNothingFillsNoHeap() throws Exception {
        byte[] bomb = Bombs.names(8 * MIB);
        List<CompletableFuture<Void>> ends = new ArrayList<>();
        for (Frames peer : connect(6)) {
            ends.add(run(() -> {
                peer.trySend(bomb);
                assertThat(peer.end(Frames.CORRELATION)).isEqualTo(End.CLOSED);
            }));
        }
        CompletableFuture.allOf(ends.toArray(new CompletableFuture<?>[0])).get(120, TimeUnit.SECONDS);
        workOn(10);
    }

    /** Whoever works went on all the time, and still does; the server lacked nothing. */
    private void workOn(int rounds) throws InterruptedException {
        long before = healthy.rounds();
        healthy.await(before + rounds);
        healthy.end();
        assertThat(server.isAlive()).isTrue();
        assertThat(server.output()).noneMatch(it -> it.contains("OutOfMemory") || it.contains("fault of its own"));
    }

    private List<Frames> connect(int count) throws IOException {
        List<Frames> connected = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            connected.add(new Frames(address));
        }
        peers.addAll(connected);
        return connected;
    }

    private void fill(String topic, int megabytes) throws Exception {
        try (Producer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", address), new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int i = 0; i < 2 * megabytes; i++) {
                producer.send(new ProducerRecord<>(topic, 0, null, new byte[MIB / 2]))
                        .get();
            }
        }
    }

    private interface Work {
        void run() throws Exception;
    }

    private static CompletableFuture<Void> run(Work work) {
        CompletableFuture<Void> end = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                work.run();
                end.complete(null);
            } catch (Throwable e) {
                end.completeExceptionally(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        return end;
    }
}
