package io.leat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.leat.testing.LeatProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How long it takes from the command to the first answer of REST. The figure of a quiet machine is in the README. */
class StartIT {
    private static final int STARTS = 5;
    /** The goal is one second. Three times that, as the tests share their cores with whatever else is being built. */
    private static final Duration BOUND = Duration.ofSeconds(3);

    @TempDir
    Path folder;

    @Test
    void restAnswersSoonAfterTheCommand() throws Exception {
        var times = new ArrayList<Duration>();
        start(0); // The first start of a distribution prepares the archive of classes.
        for (int i = 1; i <= STARTS; i++) {
            times.add(start(i));
        }
        System.out.println("from ./leat worker to the answer of GET /: " + times);
        assertThat(Collections.min(times)).isLessThan(BOUND);
    }

    @Test
    void anArchiveOlderThanTheJarsIsMadeAnew() throws Exception {
        start(0);
        Path archive = archive();
        Files.setLastModifiedTime(archive, FileTime.fromMillis(0));
        start(1);
        assertThat(Files.getLastModifiedTime(archive).toMillis()).isPositive();
    }

    private static Path archive() throws IOException {
        try (var files = Files.list(LeatProcess.repository().resolve("cli/target/leat/cds"))) {
            String version = System.getProperty("java.version", "");
            return files.filter(file -> file.endsWith(version + ".jsa"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private Duration start(int number) throws Exception {
        int port = freePort();
        long begin = System.nanoTime();
        try (var worker = LeatProcess.start(
                List.of("worker", "--dir", folder.resolve("d" + number).toString(), "--rest", "127.0.0.1:" + port))) {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(5))
                    .failFast("the worker ended", () -> !worker.process().isAlive())
                    .until(() -> answers(port));
            return Duration.ofNanos(System.nanoTime() - begin);
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
}
