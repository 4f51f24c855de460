package io.leat.log.client;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Kafka's own clients on a real broker keep the contract, so that it says what Kafka does and not what we wish. */
class KafkaClientsTest extends ClientContract {
    private static @Nullable Peer peer;

    @BeforeAll
    static void open() {
        peer = new KafkaPeer();
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
