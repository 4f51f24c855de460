package io.leat.benchmarks.connect;

import io.leat.benchmarks.connect.plugin.CountingSink;
import io.leat.benchmarks.connect.plugin.SyntheticSource;
import io.leat.testing.Folders;
import io.leat.testing.JavaCommand;
import io.leat.testing.PeerJars;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Records per second through one task of Leat's worker and of Kafka Connect on a Kafka broker, with the same connector
 * configurations, and the time from a request to the first record. Each figure is of the second of two runs in one worker;
 * a source is timed from a tenth of its records to the last, by the end of the topic.
 */
public final class ConnectComparison {
    private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(10);
    private static final String BYTES = "org.apache.kafka.connect.converters.ByteArrayConverter";
    private static final String JSON = "org.apache.kafka.connect.json.JsonConverter";
    private static final String TUNED = """
            , "producer.override.batch.size": "262144", "producer.override.linger.ms": "5",
              "producer.override.max.in.flight.requests.per.connection": "5\"""";
    private static final String TRANSFORMS = """
            , "transforms": "static,mask,rename",
              "transforms.static.type": "org.apache.kafka.connect.transforms.InsertField$Value",
              "transforms.static.static.field": "source", "transforms.static.static.value": "benchmark",
              "transforms.mask.type": "org.apache.kafka.connect.transforms.MaskField$Value",
              "transforms.mask.fields": "region",
              "transforms.rename.type": "org.apache.kafka.connect.transforms.ReplaceField$Value",
              "transforms.rename.renames": "usage:load\"""";

    /** What is measured. */
    private enum Work {
        BYTES,
        BYTES_TUNED,
        STRUCT,
        TRANSFORMS,
        FILE,
        CREATE
    }

    private ConnectComparison() {}

    public static void main(String[] args) throws Exception {
        System.setProperty(JavaCommand.PEER_OPTIONS, "-Xmx1g -XX:+UseG1GC -XX:MaxGCPauseMillis=20");
        Set<Work> works = args.length == 0
                ? EnumSet.allOf(Work.class)
                : Arrays.stream(args)
                        .map(it -> Work.valueOf(it.toUpperCase(Locale.ROOT).replace('-', '_')))
                        .collect(Collectors.toCollection(() -> EnumSet.noneOf(Work.class)));
        Path home = Files.createTempDirectory("leat-connect");
        try {
            Path plugins = plugins(home);
            for (Work work : works) {
                measure(work, home, plugins);
            }
        } finally {
            Folders.delete(home);
        }
    }

    /** One side after the other, so that neither costs the other anything. */
    private static void measure(Work work, Path home, Path plugins) throws Exception {
        Map<String, Double> leat;
        try (Side side = Side.leat(home, plugins)) {
            leat = figures(work, side, home);
        }
        Folders.delete(home.resolve("leat"));
        if (Boolean.getBoolean("leat.alone")) {
            leat.forEach((what, figure) -> System.out.printf(Locale.ROOT, "%-44s %,12.0f%n", what, figure));
            return;
        }
        Map<String, Double> apache;
        try (Side side = Side.apache(plugins)) {
            apache = figures(work, side, home);
        }
        leat.forEach((what, figure) -> {
            double other = apache.getOrDefault(what, Double.NaN);
            System.out.printf(
                    Locale.ROOT,
                    "%-44s Leat %,12.0f   Apache %,12.0f   ratio %.2f%n",
                    what,
                    figure,
                    other,
                    figure / other);
        });
    }

    private static Map<String, Double> figures(Work work, Side side, Path home) throws Exception {
        Map<String, Double> figures = new java.util.LinkedHashMap<>();
        switch (work) {
            case BYTES -> {
                figures.put("source, 100 bytes, records/s", source(side, "bytes", 5_000_000, converter(BYTES)));
                figures.put("sink, 100 bytes, records/s", sink(side, home, "bytes", 5_000_000, converter(BYTES)));
            }
            case BYTES_TUNED -> {
                // Leat as it is; the settings are for Kafka Connect.
                String tuned = side.name().equals("Leat") ? "" : TUNED;
                figures.put(
                        "source, 100 bytes, tuned by hand, records/s",
                        source(side, "bytes", 5_000_000, converter(BYTES) + tuned));
            }
            case STRUCT -> {
                String json = converter(JSON) + ", \"value.converter.schemas.enable\": \"true\"";
                figures.put("source, struct as JSON with schema, records/s", source(side, "struct", 1_000_000, json));
                figures.put("sink, struct as JSON with schema, records/s", sink(side, home, "struct", 1_000_000, json));
            }
            case TRANSFORMS -> {
                String json = converter(JSON) + ", \"value.converter.schemas.enable\": \"false\"" + TRANSFORMS;
                figures.put("source, 3 transforms, JSON, records/s", source(side, "map", 1_000_000, json));
            }
            case FILE -> figures.put("file to file, lines/s", files(side, home, 2_000_000));
            case CREATE -> figures.put("create to first record, p50, µs", create(side, 30));
        }
        return figures;
    }

    private static String converter(String name) {
        return ", \"value.converter\": \"" + name + "\"";
    }

    private static double source(Side side, String kind, long count, String settings) throws Exception {
        double figure = 0;
        for (int run = 0; run < 2; run++) {
            String topic = kind + "-" + run;
            topic(side, topic);
            side.create(topic, """
                    {"connector.class": "%s", "topic": "%s", "count": "%d", "kind": "%s"%s}
                    """.formatted(SyntheticSource.class.getName(), topic, count, kind, settings));
            figure = rate(side, topic, count);
            side.delete(topic);
        }
        return figure;
    }

    /** Reads what {@link #source} has written twice. */
    private static double sink(Side side, Path home, String kind, long count, String settings) throws IOException {
        double figure = 0;
        for (int run = 0; run < 2; run++) {
            Path report = home.resolve("report");
            Files.deleteIfExists(report);
            String name = "sink-" + kind + "-" + run;
            side.create(name, """
                    {"connector.class": "%s", "topics": "%s", "count": "%d", "report": "%s"%s}
                    """.formatted(CountingSink.class.getName(), kind + "-" + run, count, report, settings));
            await(name + " on " + side.name(), side, () -> Files.exists(report));
            String[] words = Files.readString(report).split(" ", -1);
            figure = Long.parseLong(words[0]) * 1e9 / Long.parseLong(words[1]);
            side.delete(name);
        }
        return figure;
    }

    private static double rate(Side side, String topic, long count) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", side.bootstrapServers()))) {
            long[] from = new long[2];
            await(topic + " on " + side.name(), side, () -> {
                if (from[1] == 0) {
                    long end = end(admin, topic);
                    if (end >= count / 10) {
                        from[0] = end;
                        from[1] = System.nanoTime();
                    }
                    return false;
                }
                return end(admin, topic) >= count;
            });
            return (count - from[0]) * 1e9 / (System.nanoTime() - from[1]);
        }
    }

    private static long end(Admin admin, String topic) {
        TopicPartition partition = new TopicPartition(topic, 0);
        try {
            return admin.listOffsets(Map.of(partition, OffsetSpec.latest()))
                    .partitionResult(partition)
                    .get()
                    .offset();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return 0;
            }
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void topic(Side side, String topic) throws InterruptedException, ExecutionException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", side.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
        }
    }

    private static double files(Side side, Path home, int lines) throws Exception {
        Path in = home.resolve("in-" + lines);
        if (!Files.exists(in)) {
            try (var writer = Files.newBufferedWriter(in, StandardCharsets.US_ASCII)) {
                String line = "x".repeat(92);
                for (int n = 0; n < lines; n++) {
                    writer.write(line + String.format(Locale.ROOT, "%08d", n) + "\n");
                }
            }
        }
        Path out = home.resolve("out-" + side.bootstrapServers().hashCode());
        topic(side, "lines");
        String text = ", \"value.converter\": \"org.apache.kafka.connect.storage.StringConverter\"}";
        long start = System.nanoTime();
        side.create(
                "file-source",
                "{\"connector.class\": \"FileStreamSource\", \"topic\": \"lines\", \"file\": \"" + in + "\"" + text);
        side.create(
                "file-sink",
                "{\"connector.class\": \"FileStreamSink\", \"topics\": \"lines\", \"file\": \"" + out + "\"" + text);
        long size = Files.size(in);
        await("the file of " + side.name(), side, () -> Files.exists(out) && Files.size(out) >= size);
        return lines * 1e9 / (System.nanoTime() - start);
    }

    private static double create(Side side, int times) throws Exception {
        List<Long> micros = new ArrayList<>();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", side.bootstrapServers()))) {
            for (int i = 0; i < times; i++) {
                String topic = "first-" + i;
                topic(side, topic);
                long start = System.nanoTime();
                side.create(topic, """
                        {"connector.class": "%s", "topic": "%s", "count": "1"%s}
                        """.formatted(SyntheticSource.class.getName(), topic, converter(BYTES)));
                await(topic, side, () -> end(admin, topic) > 0);
                micros.add((System.nanoTime() - start) / 1000);
            }
        }
        Collections.sort(micros);
        return micros.get(micros.size() / 2);
    }

    /** What may throw. */
    private interface Condition {
        boolean holds() throws IOException;
    }

    private static void await(String what, Side side, Condition condition) {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        try {
            while (!condition.holds()) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException("no end of " + what + " in 10 minutes; "
                            + side.rest().get("/connectors?expand=status"));
                }
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** A {@code plugin.path} with the connectors of this benchmark and Apache's for files. */
    private static Path plugins(Path home) throws IOException, URISyntaxException {
        Path path = Files.createDirectories(home.resolve("plugins"));
        Path classes = Path.of(SyntheticSource.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        Path from = classes.resolve("io/leat/benchmarks/connect/plugin");
        Path to = Files.createDirectories(path.resolve("synthetic/io/leat/benchmarks/connect/plugin"));
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Files.copy(file, to.resolve(String.valueOf(file.getFileName())));
            }
        }
        Path file = Files.createDirectories(path.resolve("file"));
        Files.copy(PeerJars.of("connect-file"), file.resolve("connect-file.jar"));
        return path;
    }
}
