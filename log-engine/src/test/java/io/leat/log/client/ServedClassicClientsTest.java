package io.leat.log.client;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** They keep it as members of classic groups as well. */
class ServedClassicClientsTest extends ClientContract {
    private static @Nullable Peer peer;

    @BeforeAll
    static void open(@TempDir Path dir) {
        peer = new ServedPeer(dir, StockClients.CLASSIC_PROTOCOL);
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

    @Test
    @Override
    void aPatternForTheBrokerTakesTheTopicsThatMatch() {
        assertThatThrownBy(super::aPatternForTheBrokerTakesTheTopicsThatMatch)
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("CLASSIC");
    }
}
