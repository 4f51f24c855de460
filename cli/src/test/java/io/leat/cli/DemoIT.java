package io.leat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.leat.testing.LeatProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoIT {
    private static final Pattern SUMMARY = Pattern.compile("(\\d+) records in, (\\d+) records out, lag (\\d+)");

    @TempDir
    Path folder;

    @Test
    void fiveSecondsBringEveryMeasurementOfThisMachineIntoCsvFilesAndEndWell() throws Exception {
        try (var demo = LeatProcess.start(List.of("demo", "--seconds", "5", "--dir", folder.toString()))) {
            assertThat(demo.awaitExit(Duration.ofSeconds(60)))
                    .as(demo.process().tail())
                    .isZero();

            var rows = rows();
            for (var measurement : List.of("cpu", "mem", "disk", "net", "system")) {
                assertThat(rows).as(demo.process().tail()).anyMatch(row -> named(row, measurement));
            }
            var summary = SUMMARY.matcher(String.join("\n", demo.output()));
            assertThat(summary.find()).as(demo.process().tail()).isTrue();
            assertThat(summary.group(1)).isEqualTo(summary.group(2)).isNotEqualTo("0");
            assertThat(summary.group(3)).isEqualTo("0");
            assertThat(rows).hasSize(Integer.parseInt(summary.group(1)));
            assertThat(demo.output()).anyMatch(line -> line.contains("records/s"));
            assertThat(folder.resolve("log/my-computer-metric-0")).isDirectory();
        }
    }

    @Test
    void ctrlCEndsItWell() {
        try (var demo = LeatProcess.start(List.of("demo", "--dir", folder.toString()))) {
            demo.awaitLine("records in [1-9]");

            assertThat(demo.process().interrupt(Duration.ofSeconds(30))).isZero();
            assertThat(demo.output()).anyMatch(line -> line.startsWith("Done after"));
        }
    }

    @Test
    void telegrafsConfigurationIsTheOneOfTheRepository() throws Exception {
        try (var demo = LeatProcess.start(List.of("demo", "--telegraf"))) {
            assertThat(demo.awaitExit(Duration.ofSeconds(30))).isZero();
            assertThat(demo.output())
                    .isEqualTo(Files.readAllLines(LeatProcess.repository().resolve("config/telegraf.conf")));
        }
    }

    private static boolean named(String row, String measurement) {
        return List.of(row.split(",")).contains(measurement);
    }

    private List<String> rows() throws Exception {
        try (var files = Files.walk(folder.resolve("csv"))) {
            return files.filter(file -> file.toString().endsWith(".csv"))
                    .flatMap(DemoIT::withoutHeader)
                    .toList();
        }
    }

    private static java.util.stream.Stream<String> withoutHeader(Path file) {
        try {
            return Files.readAllLines(file).stream().skip(1);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
