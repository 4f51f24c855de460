package io.leat.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class FrameTest {
    private final Frame frame = new Frame("http://127.0.0.1:8083", "/d/csv", "/d/log", "my-computer-metric");

    @Test
    void thePictureShowsCountersStatesLinesAndPlaces() {
        assertThat(String.join("\n", frame.picture(snapshot("RUNNING", ""), 100)))
                .contains("1:05", "my-computer-metric", "host-metrics", "RUNNING")
                .contains("120          118    2  10.0/s")
                .contains("cpu,host,7.5", "http://127.0.0.1:8083", "/d/csv", "/d/log");
    }

    @Test
    void noLineIsWiderThanTheTerminal() {
        assertThat(frame.picture(snapshot("RUNNING", ""), 20))
                .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(20));
    }

    @Test
    void aFailureIsPartOfTheLine() {
        assertThat(frame.line(snapshot("FAILED", "disk full")))
                .isEqualTo("1:05  records in 120, records out 118, lag 2, 10.0 records/s"
                        + ", host-metrics FAILED: disk full");
    }

    @Test
    void theSummaryCountsAndSaysWhereTheFilesAre() {
        assertThat(frame.summary(snapshot("RUNNING", "")))
                .containsExactly("Done after 1:05: 120 records in, 118 records out, lag 2.", "CSV files: /d/csv");
    }

    private static Snapshot snapshot(String state, String cause) {
        return new Snapshot(
                Duration.ofSeconds(65),
                120,
                118,
                10,
                List.of(new Snapshot.ConnectorState("host-metrics", "source", state, cause)),
                List.of("cpu,host,7.5"));
    }
}
