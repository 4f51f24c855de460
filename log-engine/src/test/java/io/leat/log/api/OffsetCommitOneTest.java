package io.leat.log.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.leat.log.LogEngine;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class OffsetCommitOneTest {
    @TempDir
    Path dir;

    @Test
    @Timeout(60)
    void aClientThatKnowsNoNewerVersionCommits() throws IOException {
        try (LogEngine log =
                LogEngine.open(Map.of("log.dirs", dir.toString(), "listeners", "PLAINTEXT://127.0.0.1:0"))) {
            log.broker().topics().create(new NewTopic("t", 1, (short) 1));
            String address = log.bootstrapServers();
            int port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                byte[] request = request();
                DataOutputStream out = new DataOutputStream(socket.getOutputStream());
                out.writeInt(request.length);
                out.write(request);
                out.flush();

                DataInputStream in = new DataInputStream(socket.getInputStream());
                byte[] answer = in.readNBytes(in.readInt());
                ByteBuffer fields = ByteBuffer.wrap(answer);
                assertThat(fields.getInt()).as("correlation").isEqualTo(7);
                assertThat(fields.getInt()).as("topics").isEqualTo(1);
                assertThat(answer).hasSize(4 + 4 + 3 + 4 + 4 + 2);
                assertThat(fields.getShort(answer.length - 2)).isEqualTo(Errors.NONE.code());
            }
            assertThat(log.broker().groups().committed("g"))
                    .containsExactly(Map.entry(new TopicPartition("t", 0), new OffsetAndMetadata(42, "note")));
        }
    }

    private static byte[] request() {
        ByteBuffer request = ByteBuffer.allocate(200);
        request.putShort((short) 8).putShort((short) 1).putInt(7);
        text(request, "old client");
        text(request, "g");
        request.putInt(-1);
        text(request, "");
        request.putInt(1);
        text(request, "t");
        request.putInt(1).putInt(0).putLong(42).putLong(-1);
        text(request, "note");
        byte[] bytes = new byte[request.position()];
        request.flip().get(bytes);
        return bytes;
    }

    private static void text(ByteBuffer out, String text) {
        out.putShort((short) text.length()).put(text.getBytes(UTF_8));
    }
}
