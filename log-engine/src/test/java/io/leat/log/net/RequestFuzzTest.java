package io.leat.log.net;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import io.leat.log.LogEngine;
import io.leat.log.net.Frames.End;
import io.leat.testing.Seeded;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.ApiVersionsResponseData.ApiVersion;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.requests.ApiVersionsRequest;
import org.apache.kafka.common.requests.ApiVersionsResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Requests of every API in every version, with random values, and broken in every way: each is answered, or ends its own connection with
 * one line in the log; who works meanwhile goes on. {@code -Dleat.fuzz.rounds=100} makes it longer.
 */
@Timeout(value = 2, unit = java.util.concurrent.TimeUnit.HOURS)
class RequestFuzzTest {
    private static final int ROUNDS = Integer.getInteger("leat.fuzz.rounds", 1);

    /** They are answered when something happens, or not at all. */
    private static final Set<ApiKeys> WAITING =
            EnumSet.of(ApiKeys.PRODUCE, ApiKeys.FETCH, ApiKeys.JOIN_GROUP, ApiKeys.SYNC_GROUP);

    private static final List<String> NAMES = List.of(
            "fuzz",
            "fuzz",
            "fuzz",
            "compacted",
            "g",
            "g",
            "tx",
            "",
            "consumer",
            "range",
            "uniform",
            "new",
            "__consumer_offsets",
            "__transaction_state",
            "retention.ms",
            "cleanup.policy",
            "compact",
            "1",
            "-1",
            "User:fuzz",
            "not/a name",
            "(",
            "f.*",
            "\u00e4\u4e2d\ud83d\ude00",
            "x".repeat(300));

    @TempDir
    Path dir;

    private LogEngine log;
    private final LogLines lines = new LogLines();
    private final List<String> faults = new ArrayList<>();
    private long requests;
    private long closings;

    @BeforeEach
    void open() {
        log = LogEngine.open(Map.of(
                "log.dirs",
                dir.toString(),
                "listeners",
                "PLAINTEXT://127.0.0.1:0",
                "offsets.topic.num.partitions",
                "2",
                "transaction.state.log.num.partitions",
                "2"));
        for (String topic : List.of("fuzz", "compacted")) {
            log.broker().topics().create(new NewTopic(topic, 2, (short) 1));
        }
    }

    @AfterEach
    void close() {
        lines.close();
        log.close();
    }

    @Seeded(2)
    void everyRequestIsAnsweredOrEndsItsConnection(long seed) throws Exception {
        Random random = new Random(seed);
        List<ApiVersion> served = served();
        lines.take();
        try (HealthyClient healthy = new HealthyClient(log.bootstrapServers())) {
            Set<Thread> threads = HealthyClient.networkThreads();
            for (int round = 0; round < ROUNDS; round++) {
                for (ApiVersion api : served) {
                    ApiKeys key = ApiKeys.forId(api.apiKey());
                    for (int version = Math.max(api.minVersion(), key.oldestVersion());
                            version <= api.maxVersion();
                            version++) {
                        tryAll(random, key, (short) version);
                    }
                }
            }
            healthy.end();
            assertThat(threads).as("threads that serve").isNotEmpty().allMatch(Thread::isAlive);
        }
        assertThat(closings).as("lines in the log").isBetween(1L, requests);
        assertThat(faults.stream().limit(20).toList())
                .as("%d faults", faults.size())
                .isEmpty();
    }

    private void tryAll(Random random, ApiKeys key, short version) throws IOException {
        for (Mutation mutation : Mutation.values()) {
            RandomRequests requests = new RandomRequests(random, NAMES, List.of(topicId("fuzz"), Uuid.randomUuid()));
            byte[] good = requests.next(key, version);
            byte[] request = mutation.apply(Arrays.copyOf(good, good.length), random);
            Sent sent = send(request);
            End end = sent.end();
            String what = "%s %d, %s: %s"
                    .formatted(key, version, mutation, HexFormat.of().formatHex(request));
            boolean mayBeSilent = mutation != Mutation.NONE || WAITING.contains(key);
            if (end == End.SILENT && !(mayBeSilent && isWaiting(request))) {
                faults.add("no answer to " + what);
            }
            judgeLines(lines.take(), sent, what);
        }
    }

    private Uuid topicId(String topic) {
        return log.broker().topics().find(topic).map(it -> it.id()).orElse(Uuid.ZERO_UUID);
    }

    /** How a request ended, and the port it came from, by which the log names its connection. */
    private record Sent(End end, int port) {}

    private Sent send(byte[] request) throws IOException {
        try (Frames connection = new Frames(log.bootstrapServers())) {
            if (isWaiting(request)) {
                connection.wait(20);
            }
            connection.send(Frames.frame(request));
            requests++;
            return new Sent(
                    connection.end(
                            request.length < 8 ? 0 : ByteBuffer.wrap(request).getInt(4)),
                    connection.localPort());
        }
    }

    private static boolean isWaiting(byte[] request) {
        short key = request.length < 2 ? -1 : ByteBuffer.wrap(request).getShort();
        return ApiKeys.hasId(key) && WAITING.contains(ApiKeys.forId(key));
    }

    /** A line for a connection that was closed, and no stack trace: what is wrong is the request's fault and not ours. */
    private void judgeLines(List<ILoggingEvent> lines, Sent sent, String what) {
        for (ILoggingEvent line : lines) {
            IThrowableProxy trace = line.getThrowableProxy();
            if (line.getLevel().isGreaterOrEqual(Level.ERROR) || trace != null) {
                faults.add("%s %s after %s%n%s"
                        .formatted(
                                line.getLevel(),
                                line.getFormattedMessage(),
                                what,
                                trace == null ? "" : ThrowableProxyUtil.asString(trace)));
            }
        }
        List<String> closed = lines.stream()
                .map(ILoggingEvent::getFormattedMessage)
                .filter(it -> it.contains(" is closed"))
                .toList();
        closings += closed.size();
        long own = closed.stream()
                .filter(it -> it.contains("-127.0.0.1:" + sent.port() + "-"))
                .count();
        if (sent.end() != End.SILENT
                && own != (sent.end() == End.CLOSED ? 1 : 0)) { // Who is silent may be closed later.
            faults.add("%s, and %d lines say so, after %s: %s".formatted(sent.end(), own, what, closed));
        }
    }

    /** What the listener says that it serves. */
    private List<ApiVersion> served() throws IOException {
        try (Frames connection = new Frames(log.bootstrapServers())) {
            connection.send(Frames.frame(new ApiVersionsRequest.Builder().build((short) 0)));
            ByteBuffer answer = ByteBuffer.wrap(connection.answer());
            int unused = answer.getInt(); // The correlation id is all of the header.
            ApiVersionsResponse response = ApiVersionsResponse.parse(new ByteBufferAccessor(answer), (short) 0);
            return List.copyOf(response.data().apiKeys());
        }
    }
}
