package io.leat.connect.store;

import io.leat.connect.port.EmbeddedLog;
import io.leat.connect.port.LogPort;
import io.leat.log.LogEngine;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

class StoresOnEmbeddedLogTest extends StoreContract {
    @TempDir
    static Path folder;

    @SuppressWarnings("NullAway.Init") // set before the first test
    private static LogEngine engine;

    @BeforeAll
    static void start() {
        engine = LogEngine.open(Map.of("log.dirs", folder.toString()));
    }

    @AfterAll
    static void stop() {
        engine.close();
    }

    @Override
    LogPort log() {
        return new EmbeddedLog(engine);
    }
}
