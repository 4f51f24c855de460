package io.leat.connector.csv.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileNamesTest {

    @Test
    void theOrderOfNamesIsTheOrderOfOffsets() {
        var names = FileNames.of("my-computer-metric", 0);
        assertThat(names.csv(0)).isEqualTo("my-computer-metric-0-00000000000000000000.csv");
        assertThat(List.of(names.csv(9), names.csv(10), names.csv(Long.MAX_VALUE)))
                .isSorted();
    }

    @ParameterizedTest
    @ValueSource(strings = {"../../etc/passwd", "/etc", "a/b", "a\\b", "..", ".", "nul\0", "ä", "a b", "%2e"})
    void noTopicLeadsOutOfTheFolder(String topic) {
        String name = FileNames.of(topic, 1).csv(5);
        assertThat(name).matches("[A-Za-z0-9._%-]+");
        assertThat(java.nio.file.Path.of("/folder").resolve(name).normalize().getParent())
                .hasToString("/folder");
    }

    @Test
    void differentTopicsHaveDifferentNames() {
        assertThat(FileNames.of("a/b", 0)).isNotEqualTo(FileNames.of("a%2Fb", 0));
        assertThat(FileNames.of("x".repeat(249), 0)).isNotEqualTo(FileNames.of("x".repeat(248), 0));
        assertThat(FileNames.of("a", 11)).isNotEqualTo(FileNames.of("a-1", 1));
    }

    @Test
    void theLongestTopicFitsIntoAFileName() {
        var names = FileNames.of("t".repeat(249), Integer.MAX_VALUE);
        assertThat(names.csv(Long.MAX_VALUE) + FileNames.PART).hasSizeLessThan(256);
        assertThat(names.state() + ".tmp").hasSizeLessThan(256);
    }

    @Test
    void onlyFilesOfThePartitionAreTakenForSuch() {
        var names = FileNames.of("a", 1);
        assertThat(names.firstOffset(names.csv(7))).hasValue(7);
        assertThat(names.firstOffset(names.csv(7) + ".part")).hasValue(7);
        assertThat(names.firstOffset(FileNames.of("a", 11).csv(7))).isEmpty();
        assertThat(names.firstOffset(FileNames.of("a-1", 1).csv(7))).isEmpty();
        assertThat(names.firstOffset("a-1-x.csv")).isEmpty();
        assertThat(names.firstOffset("a-1-0000000000000000000x.csv")).isEmpty();
        assertThat(names.firstOffset("a-1-99999999999999999999.csv")).isEmpty();
    }
}
