package io.leat.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunningProcessTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    @Test
    void aLineIsFoundWhetherItCameBeforeOrComesLater() {
        try (var process = shell("echo port 17; read unused; echo never")) {
            assertThat(process.awaitLine("port (\\d+)", SOON).group(1)).isEqualTo("17");
            assertThat(process.awaitLine("port (\\d+)", SOON).group(1)).isEqualTo("17");
        }
    }

    @Test
    void aMissingLineIsReportedWithWhatTheProcessWroteInstead() {
        try (var process = shell("echo it broke >&2")) {
            assertThatThrownBy(() -> process.awaitLine("ready", SOON))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("ended without a line with 'ready'")
                    .hasMessageContaining("it broke");
        }
    }

    @Test
    void aSignalReachesWhatTheShellStarted() {
        try (var process = shell("trap 'echo got term; exit 7' TERM; echo up; while :; do sleep 0.05; done")) {
            process.awaitLine("up", SOON);
            assertThat(process.terminate(SOON)).isEqualTo(7);
            assertThat(process.output()).contains("got term");
        }
    }

    @Test
    void aKilledProcessIsGoneWithItsChildren() {
        var process = shell("sleep 1000 & echo child $!; wait");
        long child = Long.parseLong(process.awaitLine("child (\\d+)", SOON).group(1));
        process.kill9();

        assertThat(process.isAlive()).isFalse();
        Waiting.until(
                "the end of the child",
                SOON,
                () -> ProcessHandle.of(child).filter(ProcessHandle::isAlive).isEmpty(),
                () -> "    it lives");
    }

    private RunningProcess shell(String script) {
        return RunningProcess.start("shell", List.of("bash", "-c", script), folder, Map.of());
    }
}
