package io.leat.log.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.leat.log.net.Connection.Pending;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.ScatteringByteChannel;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.network.NetworkReceive;
import org.junit.jupiter.api.Test;

class ConnectionTest {
    private final Connection connection = new Connection("a");

    @Test
    void answersLeaveInTheOrderOfTheirRequests() {
        Pending first = begin(true);
        Pending second = begin(true);
        second.answered(null);
        assertThat(connection.nextAnswered()).isNull();
        first.answered(null);
        assertThat(connection.nextAnswered()).isSameAs(first);
        assertThat(connection.nextAnswered()).isSameAs(second);
        assertThat(connection.nextAnswered()).isNull();
    }

    @Test
    void whatIsBeingSentHoldsBackTheNext() {
        begin(true).answered(null);
        connection.sending(true);
        assertThat(connection.nextAnswered()).isNull();
        connection.sending(false);
        assertThat(connection.nextAnswered()).isNotNull();
    }

    @Test
    void onlyWhatIsPipelinedLetsTheNextBeRead() {
        assertThat(connection.mayRead(0)).isTrue();
        begin(true);
        assertThat(connection.mayRead(0)).isTrue();
        begin(false);
        assertThat(connection.mayRead(0)).isFalse();
    }

    @Test
    void soManyRequestsAreUnderWayAtMost() {
        for (int i = 0; i < Connection.MAX_IN_FLIGHT; i++) {
            assertThat(connection.mayRead(0)).isTrue();
            begin(true);
        }
        assertThat(connection.mayRead(0)).isFalse();
    }

    @Test
    void whoseQuotaIsUsedUpIsNotReadUntilThen() {
        connection.silence(500);
        assertThat(connection.mayRead(499)).isFalse();
        assertThat(connection.mayRead(500)).isTrue();
    }

    @Test
    void aRequestThatDoesNotComeToItsEndIsStalled() throws IOException {
        NetworkReceive half = half();
        assertThat(connection.isStalled(half, false, 1_000)).isFalse();
        assertThat(connection.isStalled(half, false, 1_000 + Connection.PATIENCE_MS))
                .isFalse();
        assertThat(connection.isStalled(half, false, 1_000 + Connection.PATIENCE_MS + 1_000))
                .isTrue();
        assertThat(connection.isStalled(half(), false, 1_000 + Connection.PATIENCE_MS + 2_000))
                .isFalse();
        assertThat(connection.isStalled(null, false, Long.MAX_VALUE)).isFalse();
    }

    @Test
    void aRequestMustComeSoonerWhenMemoryIsScarce() throws IOException {
        NetworkReceive half = half();
        assertThat(connection.isStalled(half, true, 1_000)).isFalse();
        assertThat(connection.isStalled(half, true, 1_000 + Connection.HASTE_MS))
                .isFalse();
        assertThat(connection.isStalled(half, true, 1_000 + Connection.HASTE_MS + 100))
                .isTrue();
    }

    @Test
    void whatIsNotAnsweredYetIsAbandonedWhenTheConnectionEnds() {
        List<String> abandoned = new ArrayList<>();
        connection.begin(new Pending(new NetworkReceive("a", ByteBuffer.allocate(1)), true, () -> abandoned.add("1")));
        Pending answered = new Pending(new NetworkReceive("a", ByteBuffer.allocate(1)), true, () -> abandoned.add("2"));
        connection.begin(answered);
        answered.answered(null);
        connection.close().forEach(Pending::abandon);
        assertThat(abandoned).containsExactly("1");
    }

    private Pending begin(boolean pipelined) {
        Pending pending = new Pending(new NetworkReceive("a", ByteBuffer.allocate(1)), pipelined, () -> {});
        connection.begin(pending);
        return pending;
    }

    /** A request of 100 bytes of which two are there. */
    private static NetworkReceive half() throws IOException {
        NetworkReceive receive = new NetworkReceive("a");
        long unused = receive.readFrom(new Arriving(new byte[] {0, 0, 0, 100, 1, 2}));
        return receive;
    }

    private static final class Arriving implements ScatteringByteChannel {
        private final ReadableByteChannel bytes;

        Arriving(byte[] bytes) {
            this.bytes = Channels.newChannel(new ByteArrayInputStream(bytes));
        }

        @Override
        public int read(ByteBuffer target) throws IOException {
            return Math.max(0, bytes.read(target));
        }

        @Override
        public long read(ByteBuffer[] targets, int offset, int length) throws IOException {
            return read(targets[offset]);
        }

        @Override
        public long read(ByteBuffer[] targets) throws IOException {
            return read(targets[0]);
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }
}
