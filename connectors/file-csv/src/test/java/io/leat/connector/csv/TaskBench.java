package io.leat.connector.csv;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.leat.connector.csv.file.LocalFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/** One task on one partition of a real folder, driven by hand. */
final class TaskBench implements AutoCloseable {
    static final TopicPartition METRICS_0 = new TopicPartition("metrics", 0);

    final Path dir;
    final FakeContext context;
    final CsvSinkTask task;
    private long now = 1_000;
    private long offset;

    TaskBench(Path dir, String... settings) throws IOException {
        this(dir, false, settings);
    }

    TaskBench(Path dir, boolean reports, String... settings) throws IOException {
        this.dir = dir;
        context = new FakeContext(reports);
        task = new CsvSinkTask(() -> Instant.ofEpochMilli(now), new LocalFolder(dir));
        task.initialize(context);
        var all = new TreeMap<>(Map.of("directory", dir.toString()));
        for (int i = 0; i < settings.length; i += 2) {
            all.put(settings[i], settings[i + 1]);
        }
        task.start(all);
        task.open(List.of(METRICS_0));
    }

    /** The next record has this offset. */
    TaskBench from(long offset) {
        this.offset = offset;
        return this;
    }

    /** Puts the values as one batch, at the next offsets. */
    void put(@Nullable Object... values) {
        var records = new ArrayList<SinkRecord>();
        for (Object value : values) {
            records.add(record(offset++, value));
        }
        task.put(records);
    }

    void commit() {
        task.preCommit(Map.of(METRICS_0, new OffsetAndMetadata(offset)));
    }

    void pass(long ms) {
        now += ms;
    }

    static SinkRecord record(long offset, @Nullable Object value) {
        var schema = value instanceof org.apache.kafka.connect.data.Struct struct ? struct.schema() : null;
        return new SinkRecord(METRICS_0.topic(), METRICS_0.partition(), null, null, schema, value, offset);
    }

    /** The visible files in the order of their names, and what they say, with {@code |} for the end of a row. */
    Map<String, String> files() throws IOException {
        return files(dir);
    }

    static Map<String, String> files(Path dir) throws IOException {
        var found = new TreeMap<String, String>();
        try (var entries = Files.list(dir)) {
            for (Path entry : entries.toList()) {
                String name = entry.getFileName().toString();
                if (!name.startsWith(".")) {
                    found.put(name, Files.readString(entry, UTF_8).replace("\r\n", "|"));
                }
            }
        }
        return found;
    }

    /** {@code files()} as {@code offset: content}, which is easier to read in an assertion. */
    List<String> contents() throws IOException {
        return files().entrySet().stream()
                .map(e -> e.getKey().replaceAll("metrics-0-0*(\\d+)\\.csv", "$1") + ": " + e.getValue())
                .toList();
    }

    static Map<String, Object> map(Object... pairs) {
        var map = new java.util.LinkedHashMap<String, Object>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put((String) pairs[i], pairs[i + 1]);
        }
        return map;
    }

    @Override
    public void close() {
        task.stop();
    }

    @Override
    public String toString() {
        return Arrays.toString(dir.toFile().list());
    }
}
