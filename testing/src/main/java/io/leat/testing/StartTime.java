package io.leat.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What a start of {@code ./leat worker} took, from the command to the answer of {@code GET /}.
 *
 * @param wall on the clock; grows with whatever else the machine does
 * @param cpu of processors, by all its threads; zero where the system does not tell
 */
public record StartTime(Duration wall, Duration cpu) {
    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final long LOOK_MS = 5;

    /** Starts a worker on a log in {@code folder}, waits for the answer, and kills it. */
    public static StartTime of(Path folder) throws IOException, InterruptedException {
        int port = freePort();
        long begin = System.nanoTime();
        try (var worker = LeatProcess.start(
                List.of("worker", "--dir", folder.toString(), "--rest", "127.0.0.1:" + port), Map.of())) {
            while (!answers(port)) {
                if (System.nanoTime() - begin > LONGEST.toNanos()
                        || worker.process().endsWithin(LOOK_MS, TimeUnit.MILLISECONDS)) {
                    throw new AssertionError(
                            "no answer from " + worker.process().tail());
                }
            }
            var wall = Duration.ofNanos(System.nanoTime() - begin);
            return new StartTime(wall, worker.process().cpuTime());
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** A bare socket: an HTTP client of this JVM would need time of its own. */
    private static boolean answers(int port) {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
            socket.getOutputStream()
                    .write("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                    .startsWith("HTTP/1.1 200");
        } catch (IOException notYet) {
            return false;
        }
    }

    @Override
    public String toString() {
        return "%d ms (processors %d ms)".formatted(wall.toMillis(), cpu.toMillis());
    }
}
