package io.leat.log.client;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Kafka's own clients on our listener keep the contract. */
class ServedClientsTest extends ClientContract {
    private static @Nullable Peer peer;

    @BeforeAll
    static void open(@TempDir Path dir) {
        peer = new ServedPeer(dir, StockClients.CONSUMER_PROTOCOL);
    }

    @AfterAll
    static void close() {
        peer().close();
    }

    private static Peer peer() {
        if (peer == null) {
            throw new IllegalStateException("not open");
        }
        return peer;
    }

    @Override
    Peer log() {
        return peer();
    }
}
