package io.leat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.leat.testing.LeatProcess;
import io.leat.testing.StartTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How long it takes from the command to the first answer of REST. The figure of a quiet machine is in the README. */
class StartIT {
    private static final int STARTS = 5;
    /** The goal is one second. Twice that, as the tests share their cores with whatever else is being built. */
    private static final Duration BOUND = Duration.ofSeconds(2);

    @TempDir
    Path folder;

    @Test
    void restAnswersSoonAfterTheCommand() throws Exception {
        var times = new ArrayList<Duration>();
        start(0); // The first start of a distribution prepares the archive of classes.
        for (int i = 1; i <= STARTS; i++) {
            times.add(start(i).wall());
        }
        System.out.println("from ./leat worker to the answer of GET /: " + times);
        assertThat(Collections.min(times)).isLessThan(BOUND);
    }

    @Test
    void anArchiveOlderThanTheJarsIsMadeAnew() throws Exception {
        start(0);
        Path archive = archive();
        Files.setLastModifiedTime(archive, FileTime.fromMillis(0));
        start(1);
        assertThat(Files.getLastModifiedTime(archive).toMillis()).isPositive();
    }

    private static Path archive() throws IOException {
        try (var files = Files.list(LeatProcess.repository().resolve("cli/target/leat/cds"))) {
            String version = System.getProperty("java.version", "");
            return files.filter(file -> file.endsWith(version + ".jsa"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private StartTime start(int number) throws Exception {
        return StartTime.of(folder.resolve("d" + number));
    }
}
