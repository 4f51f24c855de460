package io.leat.log.client;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Leat's clients keep the contract. */
class LocalClientsTest extends ClientContract {
    @TempDir
    static Path dir;

    private static @Nullable Peer peer;

    @BeforeAll
    static void open() {
        peer = new LeatPeer(dir);
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
