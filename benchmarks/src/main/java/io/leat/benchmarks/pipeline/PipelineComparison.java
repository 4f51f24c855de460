package io.leat.benchmarks.pipeline;

import io.leat.testing.ApacheConnect;
import io.leat.testing.Folders;
import io.leat.testing.JavaCommand;
import io.leat.testing.KafkaCluster;
import io.leat.testing.LeatProcess;
import io.leat.testing.Rest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** {@code benchmarks/run pipeline [LINES]}: the pipeline on Leat and on Apache Kafka, and the ratio. */
public final class PipelineComparison {
    private static final int LINES = 2_000_000;
    private static final long SEED = 20261121;
    private static final long STALLED_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final String TOPIC = "my-computer-metric";

    /** What Kafka's own scripts give a broker, and to both sides the same heap. */
    private static final String APACHE_OPTIONS = "-Xmx1g -XX:+UseG1GC -XX:MaxGCPauseMillis=20";

    private PipelineComparison() {}

    public static void main(String[] args) throws IOException {
        System.setProperty(JavaCommand.PEER_OPTIONS, APACHE_OPTIONS);
        int lines = args.length > 0 ? Integer.parseInt(args[0]) : LINES;
        Path home = Files.createTempDirectory("leat-pipeline");
        try {
            Path input = home.resolve("lines.txt");
            TelegrafLines.write(input, lines, SEED, Instant.now());
            System.out.printf("%,d Telegraf lines, %,d MB%n", lines, Files.size(input) >> 20);
            double leat = report("Leat", lines, onLeat(home, input, lines));
            double apache = report("Apache Kafka Connect + Kafka 4.3.1", lines, onApache(home, input, lines));
            System.out.printf("ratio %.1f%n", leat / apache);
        } finally {
            Folders.delete(home);
        }
    }

    private static double report(String side, int lines, double seconds) {
        System.out.printf("%-36s %8.1f s %,12.0f lines/s%n", side, seconds, lines / seconds);
        return lines / seconds;
    }

    private static double onLeat(Path home, Path input, int lines) throws IOException {
        try (var leat = LeatProcess.start(
                List.of("worker", "--dir", home.resolve("leat").toString(), "--rest", "127.0.0.1:0"),
                Map.of("LEAT_OPTS", "-Xmx1g"))) {
            return secondsUntilWritten(leat.rest(), home.resolve("csv-leat"), input, lines);
        }
    }

    private static double onApache(Path home, Path input, int lines) throws IOException {
        Path plugins = LeatProcess.repository().resolve("cli/target/leat/plugins");
        try (var kafka = KafkaCluster.start(1);
                var connect = ApacheConnect.startDistributed(kafka, Map.of(), List.of(plugins))) {
            return secondsUntilWritten(connect.rest(), home.resolve("csv-apache"), input, lines);
        }
    }

    private static double secondsUntilWritten(Rest rest, Path csv, Path input, int lines) throws IOException {
        long start = System.nanoTime();
        create(rest, source(input));
        create(rest, sink(csv));
        var rows = new CsvRows(csv);
        long grown = start;
        long count = 0;
        while (count < lines) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
            long before = count;
            count = rows.count();
            grown = count > before ? System.nanoTime() : grown;
            if (System.nanoTime() - grown > STALLED_NANOS) {
                throw new IllegalStateException(
                        "no row in 30 s behind " + count + "; " + rest.get("/connectors?expand=status"));
            }
        }
        return (System.nanoTime() - start) / 1e9;
    }

    private static void create(Rest rest, String connector) {
        Rest.Response response = rest.post("/connectors", connector);
        if (response.status() != 201) {
            throw new IllegalStateException("the connector was refused: " + response);
        }
    }

    private static String source(Path input) {
        return """
                {"name": "lines", "config": {
                  "connector.class": "io.leat.connector.telegraf.TelegrafSourceConnector",
                  "topic": "%s", "file": "%s", "value.format": "map",
                  "key.converter": "org.apache.kafka.connect.storage.StringConverter",
                  "value.converter": "org.apache.kafka.connect.json.JsonConverter",
                  "value.converter.schemas.enable": "false"}}
                """.formatted(TOPIC, input);
    }

    private static String sink(Path csv) {
        return """
                {"name": "csv", "config": {
                  "connector.class": "io.leat.connector.csv.CsvSinkConnector",
                  "topics": "%s", "directory": "%s",
                  "key.converter": "org.apache.kafka.connect.storage.StringConverter",
                  "value.converter": "org.apache.kafka.connect.json.JsonConverter",
                  "value.converter.schemas.enable": "false"}}
                """.formatted(TOPIC, csv);
    }
}
