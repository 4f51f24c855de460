package io.leat.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvTailTest {
    @TempDir
    Path folder;

    @Test
    void theNewestLinesAreThoseOfTheFileThatWasWrittenLastAndNoHeaderIsAmongThem() throws Exception {
        write("old.csv", 1, "h\n1\n2\n");
        write("new.csv", 2, "h\n3\n4\n");

        assertThat(new CsvTail(folder).lines(3)).containsExactly("h=2", "h=3", "h=4");
    }

    @Test
    void aLineThatIsStillBeingWrittenIsNotShown() throws Exception {
        write("a.csv", 1, "h\n1\n2,un");

        assertThat(new CsvTail(folder).lines(5)).containsExactly("h=1");
    }

    @Test
    void ofALongFileOnlyTheEndIsRead() throws Exception {
        write("a.csv", 1, "h\n" + "x".repeat(100).concat("\n").repeat(1000) + "last\n");

        assertThat(new CsvTail(folder).lines(1)).containsExactly("h=last");
    }

    @Test
    void aFolderThatIsNotThereHasNoLines() throws Exception {
        assertThat(new CsvTail(folder.resolve("nowhere")).lines(3)).isEmpty();
    }

    private void write(String name, int second, String text) throws Exception {
        var file = Files.writeString(folder.resolve(name), text);
        Files.setLastModifiedTime(file, FileTime.from(Instant.ofEpochSecond(second)));
    }
}
