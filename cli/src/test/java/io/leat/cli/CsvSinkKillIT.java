package io.leat.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.leat.testing.LeatProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The main job of Leat, killed in the middle of it: lines of a file, through the topic, to rows of CSV, once each, in order. */
class CsvSinkKillIT {
    private static final int CHUNK = 30_000;
    private static final int KILLS = 3;
    private static final Duration DEADLINE = Duration.ofMinutes(2);

    @TempDir
    Path folder;

    private Path lines = Path.of("");
    private Path csv = Path.of("");
    private int written;

    @Test
    void whateverIsKilledWhenTheRowsAreTheLinesOnceEachInOrder() throws IOException {
        lines = folder.resolve("lines");
        csv = Files.createDirectory(folder.resolve("csv"));
        appendLines();
        List<String> connectors = List.of(source(), sink());
        var random = new Random(2026);
        for (int kill = 0; kill < KILLS; kill++) {
            try (var worker = worker(kill == 0 ? connectors : List.of())) {
                long before = bytes();
                worker.restUrl();
                appendLines();
                int more = 20_000 + random.nextInt(200_000);
                await().atMost(DEADLINE)
                        .failFast("the worker ended", () -> !worker.process().isAlive())
                        .until(() -> bytes() > before + more);
                worker.kill9();
            }
        }
        try (var worker = worker(List.of())) {
            await().atMost(DEADLINE)
                    .ignoreExceptions() // A reader may come in the middle of a row.
                    .failFast("the worker ended", () -> !worker.process().isAlive())
                    .until(() -> rows().size() >= written);
            assertThat(worker.terminate()).isZero();
        }

        assertThat(rows().equals(IntStream.range(0, written)
                        .mapToObj(Integer::toString)
                        .toList()))
                .as("the rows are the numbers of the lines, once each, in order")
                .isTrue();
    }

    /** Without timestamps, so that records are of now: retention removes what is of 1970, as Kafka's does. */
    private void appendLines() throws IOException {
        String chunk = IntStream.range(written, written + CHUNK)
                .mapToObj(i -> "numbers,host=here n=" + i + "i\n")
                .collect(Collectors.joining());
        Files.writeString(lines, chunk, CREATE, APPEND);
        written += CHUNK;
    }

    private String source() throws IOException {
        return Files.writeString(folder.resolve("source.json"), """
                {"name": "lines", "config": {"connector.class": "TelegrafSource", "topic": "numbers", "file": "%s"}}
                """.formatted(lines))
                .toString();
    }

    private String sink() throws IOException {
        return Files.writeString(folder.resolve("sink.json"), """
                {"name": "rows", "config": {"connector.class": "CsvSink", "topics": "numbers", "directory": "%s",
                 "file.max.bytes": "200000"}}
                """.formatted(csv))
                .toString();
    }

    private LeatProcess worker(List<String> connectors) {
        var args = new ArrayList<>(
                List.of("worker", "--dir", folder.resolve("data").toString(), "--rest", "127.0.0.1:0"));
        args.addAll(List.of("--set", "offset.flush.interval.ms=300"));
        args.addAll(connectors);
        return LeatProcess.start(args);
    }

    private List<Path> files() throws IOException {
        try (var entries = Files.list(csv)) {
            return entries.filter(file -> file.toString().endsWith(".csv"))
                    .sorted()
                    .toList();
        }
    }

    private long bytes() throws IOException {
        long sum = 0;
        for (Path file : files()) {
            sum += Files.size(file);
        }
        return sum;
    }

    /** The column {@code n} of every row; the values of this test need no quotes. */
    private List<String> rows() throws IOException {
        var numbers = new ArrayList<String>();
        for (Path file : files()) {
            List<String> rows = Files.readAllLines(file, UTF_8);
            int column = List.of(rows.get(0).split(",", -1)).indexOf("n");
            rows.stream().skip(1).map(row -> row.split(",", -1)[column]).forEach(numbers::add);
        }
        return numbers;
    }
}
