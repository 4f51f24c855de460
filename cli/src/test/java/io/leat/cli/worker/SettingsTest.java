package io.leat.cli.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.leat.cli.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {
    @TempDir
    Path folder;

    @Test
    void theStrongerSourceWins() throws Exception {
        var file = Files.writeString(
                folder.resolve("w.properties"), "log.dirs=/file\nlisteners=http://127.0.0.1:1\nnum.partitions=2\n");

        var settings = new Settings()
                .file(file)
                .directory(Path.of("/dir"))
                .rest("127.0.0.1:2")
                .assignments(List.of("listeners=http://127.0.0.1:3", "group.id=a=b"))
                .asMap();

        assertThat(settings)
                .containsEntry("log.dirs", "/dir/log")
                .containsEntry("listeners", "http://127.0.0.1:3,PLAINTEXT://127.0.0.1:9092")
                .containsEntry("num.partitions", "2")
                .containsEntry("group.id", "a=b");
    }

    @Test
    void withoutAnythingRestIsOnLoopbackAndTheLogInLeatData() {
        assertThat(new Settings().asMap())
                .containsEntry("listeners", "http://127.0.0.1:8083,PLAINTEXT://127.0.0.1:9092")
                .containsEntry("log.dirs", "leat-data/log");
    }

    @Test
    void restAndKafkasListenersAreGivenOneWithoutTheOther() {
        assertThat(new Settings().listeners("").asMap()).containsEntry("listeners", "http://127.0.0.1:8083");
        assertThat(new Settings().rest("127.0.0.1:1").listeners("IN://:2").asMap())
                .containsEntry("listeners", "http://127.0.0.1:1,IN://:2");
        assertThat(new Settings()
                        .assignments(List.of("listeners=IN://:2,http://:1,OUT://:3"))
                        .asMap())
                .containsEntry("listeners", "http://:1,IN://:2,OUT://:3");
        assertThat(new Settings().assignments(List.of("bootstrap.servers=b:1")).asMap())
                .containsOnly(entry("bootstrap.servers", "b:1"), entry("listeners", "http://127.0.0.1:8083"));
        assertThat(Settings.ofLog().asMap()).containsEntry("listeners", "PLAINTEXT://127.0.0.1:9092");
    }

    @Test
    void anAssignmentWithoutAnEqualsSignIsRefusedWithAnExample() {
        assertThatThrownBy(() -> new Settings().assignments(List.of("num.partitions")))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.nextStep()).contains("--set num.partitions=3"));
    }

    @Test
    void aMissingFileIsNamed() {
        assertThatThrownBy(() -> new Settings().file(Path.of("nowhere.properties")))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("nowhere.properties is not there");
    }
}
