package io.leat.connector.telegraf;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private final HttpClient client = HttpClient.newHttpClient();

    @ParameterizedTest(name = "{0}")
    @CsvSource({"/write?db=telegraf", "/api/v2/write?org=o&bucket=b", "/telegraf"})
    void aBatchIsAnsweredWithNothingWhenItIsInTheLog(String path) throws Exception {
        try (var running = listening(Map.of())) {
            assertThat(post(running, path, "cpu,host=h u=1.5,n=2i,ok=t,s=\"é\" 7\nmem,host=h,x=y f=1u 8\n")
                            .statusCode())
                    .isEqualTo(204);

            assertThat(running.shown())
                    .containsExactly("cpu{host=h}{u=1.5,n=2,ok=true,s=é}@7", "mem{host=h, x=y}{f=1}@8");
            assertThat(running.records).extracting(r -> r.key()).containsExactly("h", "h");
            assertThat(running.records).extracting(r -> r.topic()).containsOnly("my-computer-metric");
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "/write?precision=n,5",
        "/write?precision=u,5000",
        "/write?precision=ms,5000000",
        "/write?precision=s,5000000000",
        "/write?precision=m,300000000000",
        "/write?precision=h,18000000000000",
        "/api/v2/write?precision=us,5000",
        "/api/v2/write?bucket=b&precision=ns,5",
        "/telegraf,5000000"
    })
    void theRequestSaysWhatATimestampMeansElseTheSettingDoes(String path, long nanos) throws Exception {
        try (var running = listening(Map.of("precision", "ms"))) {
            assertThat(post(running, path, "m f=1 5").statusCode()).isEqualTo(204);
            assertThat(running.shown()).containsExactly("m{}{f=1.0}@" + nanos);
            assertThat(running.records.get(0).timestamp()).isEqualTo(nanos / 1_000_000);
            assertThat(running.records.get(0).key()).isNull();
        }
    }

    @Test
    void aBadLineIsNamedAndTheGoodOnesAreKept() throws Exception {
        try (var running = listening(Map.of())) {
            var reply = post(running, "/write", "a f=1 1\nb f=\nc f=2 2\nd f=18446744073709551615u\n");

            assertThat(reply.statusCode()).isEqualTo(400);
            assertThat(reply.headers().firstValue("Content-Type")).hasValue("application/json");
            assertThat(reply.body())
                    .contains("\"error\":\"partial write: line 2, column 5: expected a field value")
                    .contains("\"line\":2", "\"accepted\":2", "\"rejected\":2")
                    .contains("{\"line\":4,\"column\":3,\"reason\":\"expected an unsigned integer up to");
            assertThat(running.shown()).containsExactly("a{}{f=1.0}@1", "c{}{f=2.0}@2");
            assertThat(running.task.counts().getBadLines()).isEqualTo(2);
            assertThat(running.task.counts().getLines()).isEqualTo(2);
        }
    }

    @Test
    void aLineWithoutATimestampHasTheTimeItCame() throws Exception {
        try (var running = listening(Map.of())) {
            long before = System.currentTimeMillis();
            post(running, "/write", "m f=1");
            assertThat(running.records.get(0).timestamp()).isBetween(before, System.currentTimeMillis());
        }
    }

    @Test
    void gzipIsReadAndABombIsCutShort() throws Exception {
        try (var running = listening(Map.of("http.body.max.bytes", "100000"))) {
            assertThat(send(
                                    running,
                                    request(running, "/write", gzip("m f=1 1\n"))
                                            .header("Content-Encoding", "gzip"))
                            .statusCode())
                    .isEqualTo(204);
            byte[] bomb = gzip("# nothing\n".repeat(20_000));
            assertThat(bomb.length).isLessThan(10_000);
            var reply = send(running, request(running, "/write", bomb).header("Content-Encoding", "gzip"));
            assertThat(reply.statusCode()).isEqualTo(413);
            assertThat(reply.body()).contains("http.body.max.bytes");
            assertThat(post(running, "/write", "m f=\"" + "x".repeat(100_000) + "\"")
                            .statusCode())
                    .isEqualTo(413);
            assertThat(running.shown()).containsExactly("m{}{f=1.0}@1");
        }
    }

    @Test
    void whatIsNoGzipNoPrecisionNoPathOrNoPostIsSaidToBeSo() throws Exception {
        try (var running = listening(Map.of())) {
            var notGzip = send(
                    running, request(running, "/write", "m f=1".getBytes(UTF_8)).header("Content-Encoding", "gzip"));
            assertThat(notGzip.statusCode()).isEqualTo(400);
            var zstd = send(
                    running, request(running, "/write", "m f=1".getBytes(UTF_8)).header("Content-Encoding", "zstd"));
            assertThat(zstd.body()).contains("'zstd'");
            assertThat(post(running, "/write?precision=year", "m f=1").body()).contains("'year'");
            assertThat(post(running, "/query", "q").statusCode()).isEqualTo(404);
            assertThat(get(running, "/write").statusCode()).isEqualTo(405);
            assertThat(get(running, "/ping").statusCode()).isEqualTo(204);
            assertThat(running.records).isEmpty();
        }
    }

    @Test
    void aSenderIsToldToComeAgainWhenTheLogDoesNotAnswer() throws Exception {
        try (var running =
                RunningTask.startWithoutALog(Map.of("http.listen", "127.0.0.1:0", "http.write.timeout.ms", "50"))) {
            var reply = post(running, "/write", "m f=1 1");

            assertThat(reply.statusCode()).isEqualTo(503);
            assertThat(reply.headers().firstValue("Retry-After")).hasValue("1");
        }
    }

    @Test
    void aSenderIsToldToComeAgainWhenTheQueueIsFull() throws Exception {
        try (var running = RunningTask.startWithoutAWorker(
                Map.of("http.listen", "127.0.0.1:0", "http.write.timeout.ms", "50", "queue.max.records", "2"))) {
            assertThat(post(running, "/write", "m f=1\nm f=2").statusCode()).isEqualTo(503);

            var reply = post(running, "/write", "m f=3");

            assertThat(reply.statusCode()).isEqualTo(429);
            assertThat(reply.headers().firstValue("Retry-After")).hasValue("1");
            assertThat(running.task.counts().getRefusedRequests()).isEqualTo(1);
        }
    }

    @Test
    void aSenderWaitsInVainWhenTheTaskEnds() throws Exception {
        try (var running = RunningTask.startWithoutAWorker(Map.of("http.listen", "127.0.0.1:0"))) {
            var reply = client.sendAsync(
                    request(running, "/write", "m f=1 1".getBytes(UTF_8)).build(),
                    HttpResponse.BodyHandlers.ofString());
            await().atMost(SOON).until(() -> running.task.counts().getLines() == 1);

            running.task.stop();

            await().atMost(SOON).until(reply::isDone);
            assertThat(reply.isCompletedExceptionally() || reply.join().statusCode() == 503)
                    .isTrue();
        }
    }

    @Test
    void aBodyThatNeverEndsIsCutOffAndTheNextSenderIsServed() throws Exception {
        try (var running = listening(Map.of("http.request.timeout.ms", "300", "connections.max", "1"));
                var socket = new Socket(
                        InetAddress.getLoopbackAddress(),
                        Objects.requireNonNull(running.task.httpAddress()).getPort())) {
            socket.getOutputStream()
                    .write("POST /write HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nm f=1 1\n".getBytes(UTF_8));
            socket.setSoTimeout(10_000);

            assertThat(endsWithoutA204(socket)).isTrue();
            assertThat(post(running, "/write", "m f=2 2").statusCode()).isEqualTo(204);
            assertThat(running.shown()).containsExactly("m{}{f=2.0}@2");
        }
    }

    @Test
    @Timeout(60)
    void aHeadThatNeverEndsIsCutOffAndTheNextSenderIsServed() throws Exception {
        try (var running = listening(Map.of("http.request.timeout.ms", "300", "connections.max", "1"));
                var socket = new Socket(
                        InetAddress.getLoopbackAddress(),
                        Objects.requireNonNull(running.task.httpAddress()).getPort())) {
            socket.setSoTimeout((int) SOON.toMillis());
            socket.getOutputStream().write("POST /write HTTP/1.1\r\nHost: a\r\nX-Slow: ".getBytes(UTF_8));

            assertThat(endsWithoutA204(socket)).isTrue();
            assertThat(post(running, "/write", "m f=1 1").statusCode()).isEqualTo(204);
            assertThat(post(running, "/write", "m f=2 2").statusCode()).isEqualTo(204);
        }
        assertThat(System.getProperty("sun.net.httpserver.maxReqTime")).isNull();
    }

    @Test
    void aRequestThatEndsInTheMiddleWritesNothing() throws Exception {
        try (var running = listening(Map.of())) {
            try (var socket = new Socket(
                    InetAddress.getLoopbackAddress(),
                    Objects.requireNonNull(running.task.httpAddress()).getPort())) {
                socket.getOutputStream()
                        .write("POST /write HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nm f=1 1\n"
                                .getBytes(UTF_8));
            }
            try (var socket = new Socket(
                    InetAddress.getLoopbackAddress(),
                    Objects.requireNonNull(running.task.httpAddress()).getPort())) {
                socket.getOutputStream().write(new byte[] {0, 1, 2, (byte) 0xff, '\r', '\n', '\r', '\n'});
            }
            assertThat(post(running, "/write", "m f=2 2").statusCode()).isEqualTo(204);
            assertThat(running.shown()).containsExactly("m{}{f=2.0}@2");
        }
    }

    private static boolean endsWithoutA204(Socket socket) {
        try {
            return !new String(socket.getInputStream().readAllBytes(), UTF_8).contains(" 204 ");
        } catch (IOException e) {
            return true;
        }
    }

    private static RunningTask listening(Map<String, String> more) {
        var settings = new HashMap<>(more);
        settings.put("http.listen", "127.0.0.1:0");
        return RunningTask.start(settings);
    }

    private HttpResponse<String> post(RunningTask running, String path, String body) throws Exception {
        return send(running, request(running, path, body.getBytes(UTF_8)));
    }

    private HttpResponse<String> get(RunningTask running, String path) throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create(running.url(path))).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpRequest.Builder request(RunningTask running, String path, byte[] body) {
        return HttpRequest.newBuilder(URI.create(running.url(path))).POST(HttpRequest.BodyPublishers.ofByteArray(body));
    }

    private HttpResponse<String> send(RunningTask running, HttpRequest.Builder request) throws Exception {
        assertThat(running.task).isNotNull();
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static byte[] gzip(String text) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(out)) {
            gzip.write(text.getBytes(UTF_8));
        }
        return out.toByteArray();
    }
}
