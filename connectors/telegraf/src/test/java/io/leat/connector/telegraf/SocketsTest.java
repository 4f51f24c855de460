package io.leat.connector.telegraf;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.Test;

class SocketsTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    @Test
    void linesOverTcpMayComeInPiecesAndHoldLineBreaks() throws Exception {
        try (var running = RunningTask.start(Map.of("tcp.listen", "127.0.0.1:0"));
                var socket = tcp(running)) {
            for (byte b : "m,h=é f=\"a\nb\" 1\r\nm f=bad\nm f=2 2\n".getBytes(UTF_8)) {
                socket.getOutputStream().write(b);
            }
            await().atMost(SOON).until(() -> running.records.size() == 2);
            assertThat(running.shown()).containsExactly("m{h=é}{f=a\nb}@1", "m{}{f=2.0}@2");
            assertThat(running.task.counts().getBadLines()).isEqualTo(1);
        }
    }

    @Test
    void theLastLineOfAConnectionNeedsNoLineBreak() throws Exception {
        try (var running = RunningTask.start(Map.of("tcp.listen", "127.0.0.1:0"))) {
            try (var socket = tcp(running)) {
                socket.getOutputStream().write("m f=1 1".getBytes(UTF_8));
            }
            await().atMost(SOON).until(() -> running.records.size() == 1);
        }
    }

    @Test
    void aLineThatIsTooLongCostsItselfAlone() throws Exception {
        try (var running = RunningTask.start(Map.of("tcp.listen", "127.0.0.1:0", "line.max.bytes", "256"));
                var socket = tcp(running)) {
            socket.getOutputStream().write(("m f=\"" + "x".repeat(200_000) + "\"\nm f=2 2\n").getBytes(UTF_8));
            await().atMost(SOON).until(() -> running.records.size() == 1);
            assertThat(running.shown()).containsExactly("m{}{f=2.0}@2");
            assertThat(running.task.counts().getBadLines()).isEqualTo(1);
        }
    }

    @Test
    void aFullQueueIsFeltByTheSenderAndLosesNothing() throws Exception {
        int lines = 50_000;
        try (var running = RunningTask.start(Map.of("tcp.listen", "127.0.0.1:0", "queue.max.records", "100"));
                var socket = tcp(running)) {
            for (int i = 0; i < lines; i += 1000) {
                var text = new StringBuilder();
                for (int j = i; j < i + 1000; j++) {
                    text.append("m f=").append(j).append("i 1\n");
                }
                socket.getOutputStream().write(text.toString().getBytes(UTF_8));
            }
            await().atMost(SOON).until(() -> running.records.size() == lines);
            assertThat(running.shown().get(lines - 1)).isEqualTo("m{}{f=" + (lines - 1) + "}@1");
        }
    }

    @Test
    void moreConnectionsThanAllowedAreClosed() throws Exception {
        try (var running = RunningTask.start(Map.of("tcp.listen", "127.0.0.1:0", "connections.max", "1"));
                var first = tcp(running)) {
            first.getOutputStream().write("m f=1 1\n".getBytes(UTF_8));
            await().atMost(SOON).until(() -> running.records.size() == 1);
            try (var second = tcp(running)) {
                second.setSoTimeout(10_000);
                assertThat(second.getInputStream().read()).isEqualTo(-1);
            }
        }
    }

    @Test
    void aDatagramHoldsWholeLines() throws Exception {
        try (var running = RunningTask.start(Map.of("udp.listen", "127.0.0.1:0"));
                var socket = new DatagramSocket()) {
            send(socket, running, "m f=1 1\nm f=\nm f=2 2");
            await().atMost(SOON).until(() -> running.records.size() == 2);
            send(socket, running, "m f=3 3\n");
            await().atMost(SOON).until(() -> running.records.size() == 3);
            assertThat(running.shown()).containsExactly("m{}{f=1.0}@1", "m{}{f=2.0}@2", "m{}{f=3.0}@3");
            assertThat(running.task.counts().getBadLines()).isEqualTo(1);
        }
    }

    @Test
    void aDatagramThatFindsTheQueueFullIsDroppedAndCounted() throws Exception {
        try (var running =
                        RunningTask.startWithoutAWorker(Map.of("udp.listen", "127.0.0.1:0", "queue.max.records", "1"));
                var socket = new DatagramSocket()) {
            send(socket, running, "m f=1 1");
            await().atMost(SOON).until(() -> running.task.counts().getLines() == 1);
            send(socket, running, "m f=2 2\nm f=3 3");
            await().atMost(SOON).until(() -> running.task.counts().getDroppedLines() == 2);
        }
    }

    @Test
    void anAddressThatIsTakenIsNamedAndNothingStaysOpen() throws Exception {
        try (var running = RunningTask.start(Map.of("tcp.listen", "127.0.0.1:0"))) {
            int taken = Objects.requireNonNull(running.task.tcpAddress()).getPort();
            assertThatThrownBy(() -> RunningTask.start(Map.of("tcp.listen", "127.0.0.1:" + taken)))
                    .isInstanceOf(ConnectException.class)
                    .hasMessageContaining("tcp.listen")
                    .hasMessageContaining(Integer.toString(taken));
        }
    }

    private static Socket tcp(RunningTask running) throws Exception {
        return new Socket(
                InetAddress.getLoopbackAddress(),
                Objects.requireNonNull(running.task.tcpAddress()).getPort());
    }

    private static void send(DatagramSocket socket, RunningTask running, String text) throws Exception {
        byte[] bytes = text.getBytes(UTF_8);
        socket.send(new DatagramPacket(bytes, bytes.length, Objects.requireNonNull(running.task.udpAddress())));
    }
}
