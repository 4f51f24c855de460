package io.leat.log.net;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchRequestData.FetchPartition;
import org.apache.kafka.common.message.FetchRequestData.FetchTopic;
import org.apache.kafka.common.requests.AbstractRequest;
import org.apache.kafka.common.requests.FetchRequest;
import org.apache.kafka.common.requests.RequestHeader;

/** A connection that sends bytes, and looks at what comes back no further than a test does. */
final class Frames implements AutoCloseable {
    static final int CORRELATION = 7;

    private final Socket socket;
    private final DataInputStream in;

    /** Connects to {@code host:port}. */
    Frames(String address) throws IOException {
        int colon = address.lastIndexOf(':');
        socket = new Socket(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)));
        in = new DataInputStream(socket.getInputStream());
        wait(20_000);
    }

    /** How long an answer is waited for. */
    void wait(int millis) throws SocketException {
        socket.setSoTimeout(millis);
    }

    int localPort() {
        return socket.getLocalPort();
    }

    /** A whole request, in its frame. */
    static byte[] frame(AbstractRequest request) {
        RequestHeader header = new RequestHeader(request.apiKey(), request.version(), "test", CORRELATION);
        ByteBuffer bytes = request.serializeWithHeader(header);
        return frame(bytes.remaining(), bytes);
    }

    static byte[] frame(byte[] request) {
        return frame(request.length, ByteBuffer.wrap(request));
    }

    private static byte[] frame(int length, ByteBuffer bytes) {
        return ByteBuffer.allocate(4 + bytes.remaining())
                .putInt(length)
                .put(bytes)
                .array();
    }

    /** Fetch, version 11, of one partition. */
    static FetchRequest fetch(String topic, long offset, int maxBytes, int maxWait) {
        FetchPartition partition =
                new FetchPartition().setPartition(0).setFetchOffset(offset).setPartitionMaxBytes(maxBytes);
        return new FetchRequest(
                new FetchRequestData()
                        .setMaxBytes(maxBytes)
                        .setMaxWaitMs(maxWait)
                        .setMinBytes(1)
                        .setReplicaId(-1)
                        .setTopics(List.of(new FetchTopic()
                                .setTopic(topic)
                                .setTopicId(Uuid.ZERO_UUID)
                                .setPartitions(List.of(partition)))),
                (short) 11);
    }

    void send(byte[] bytes) throws IOException {
        send(bytes, bytes.length);
    }

    void send(byte[] bytes, int count) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(bytes, 0, count);
        out.flush();
    }

    /** As {@link #send(byte[])}, to who may have closed the connection. */
    void trySend(byte[] bytes) throws IOException {
        try {
            send(bytes);
        } catch (SocketException e) {
            return; // What comes back will say so.
        }
    }

    /** The next answer, without its length. */
    byte[] answer() throws IOException {
        byte[] answer = new byte[in.readInt()];
        in.readFully(answer);
        return answer;
    }

    /** How it went on after what was sent. */
    enum End {
        ANSWERED,
        CLOSED,
        SILENT
    }

    /** Waits for the answer to the request with the correlation id {@code expected}. */
    End end(int expected) throws IOException {
        try {
            int correlation = ByteBuffer.wrap(answer()).getInt();
            if (correlation != expected) {
                throw new AssertionError(
                        "the answer has the correlation id %d, the request %d".formatted(correlation, expected));
            }
            return End.ANSWERED;
        } catch (SocketTimeoutException e) {
            return End.SILENT;
        } catch (EOFException | SocketException e) {
            return End.CLOSED;
        }
    }

    /** Closes with a reset, so that no port is kept: a test has many. */
    @Override
    public void close() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }
}
