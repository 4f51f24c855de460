package io.leat.benchmarks.connect.plugin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.sink.SinkConnector;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTask;

/** Counts, and writes down how many nanoseconds it took from a tenth of {@code count} to all of them. */
public final class CountingSink extends SinkConnector {
    private Map<String, String> config = Map.of();

    @Override
    public ConfigDef config() {
        return new ConfigDef()
                .define("count", ConfigDef.Type.LONG, Importance.HIGH, "how many")
                .define("report", ConfigDef.Type.STRING, Importance.HIGH, "the file for the figure");
    }

    @Override
    public void start(Map<String, String> settings) {
        config = settings;
    }

    @Override
    public Class<? extends Task> taskClass() {
        return Counting.class;
    }

    @Override
    public List<Map<String, String>> taskConfigs(int max) {
        return List.of(config);
    }

    @Override
    public void stop() {}

    @Override
    public String version() {
        return "1";
    }

    /** The task. */
    public static final class Counting extends SinkTask {
        private Path report = Path.of("");
        private long count;
        private long taken;
        private long takenAtStart;
        private long start;

        @Override
        public void start(Map<String, String> settings) {
            report = Path.of(settings.getOrDefault("report", ""));
            count = Long.parseLong(settings.getOrDefault("count", "0"));
        }

        @Override
        public void put(Collection<SinkRecord> records) {
            if (records.isEmpty() || taken >= count) {
                return;
            }
            taken += records.size();
            if (start == 0 && taken >= count / 10) {
                start = System.nanoTime();
                takenAtStart = taken;
            }
            if (taken >= count) {
                write((taken - takenAtStart) + " " + (System.nanoTime() - start));
            }
        }

        private void write(String figure) {
            try {
                Path written = Files.writeString(report.resolveSibling(report.getFileName() + ".new"), figure);
                Files.move(written, report, StandardCopyOption.ATOMIC_MOVE);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void stop() {}

        @Override
        public String version() {
            return "1";
        }
    }
}
