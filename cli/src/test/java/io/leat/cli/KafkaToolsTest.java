package io.leat.cli;

import io.leat.log.LogEngine;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** On a log in this process. */
class KafkaToolsTest extends KafkaToolsContract {
    private static @Nullable LogEngine log;

    @BeforeAll
    static void open(@TempDir Path dir) {
        log = LogEngine.open(Map.of(
                "log.dirs", dir.toString(),
                "listeners", "PLAINTEXT://127.0.0.1:0",
                "group.initial.rebalance.delay.ms", "0"));
    }

    @AfterAll
    static void close() {
        log().close();
    }

    @Override
    String address() {
        return log().bootstrapServers();
    }

    private static LogEngine log() {
        if (log == null) {
            throw new IllegalStateException("not open");
        }
        return log;
    }
}
