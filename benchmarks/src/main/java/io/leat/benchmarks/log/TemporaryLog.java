package io.leat.benchmarks.log;

import io.leat.log.LogEngine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.NewTopic;

/** A log in a folder of its own, gone when it is closed. */
final class TemporaryLog implements AutoCloseable {
    /** System property that names the folder to make it in; the machine's temporary one if it is not set. */
    private static final String WHERE = "leat.benchmark.dir";

    private final Path folder;
    private final LogEngine engine;

    TemporaryLog() {
        try {
            Path where = Path.of(System.getProperty(WHERE, System.getProperty("java.io.tmpdir")));
            folder = Files.createTempDirectory(where, "leat-benchmark");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make a folder for the log; set -D" + WHERE, e);
        }
        engine = LogEngine.open(Map.of("log.dirs", folder.toString()));
    }

    LogEngine engine() {
        return engine;
    }

    /** A topic with one partition, whose files go as soon as it is deleted. */
    void createTopic(String name) {
        engine.broker()
                .topics()
                .create(new NewTopic(name, Optional.of(1), Optional.empty())
                        .configs(Map.of("file.delete.delay.ms", "0")));
    }

    void deleteTopic(String name) {
        engine.broker().topics().delete(name);
    }

    @Override
    public void close() {
        engine.close();
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove " + folder, e);
        }
    }
}
