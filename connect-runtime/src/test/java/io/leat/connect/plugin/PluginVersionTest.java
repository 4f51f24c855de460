package io.leat.connect.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PluginVersionTest {

    @Test
    void versionsAreOrderedAsPeopleReadThem() {
        List<String> ascending = List.of(
                "undefined",
                "0.9",
                "1.0-alpha1",
                "1.0-alpha2",
                "1.0-beta",
                "1.0-rc1",
                "1.0-rc2",
                "1.0-SNAPSHOT",
                "1.0",
                "1.0.1",
                "1.2",
                "1.10",
                "2.0.0",
                "10",
                "20240101000000000000000000");
        for (int i = 0; i < ascending.size(); i++) {
            for (int j = 0; j < ascending.size(); j++) {
                assertThat(Integer.signum(PluginVersion.compare(ascending.get(i), ascending.get(j))))
                        .as(ascending.get(i) + " and " + ascending.get(j))
                        .isEqualTo(Integer.compare(i, j));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"1.0, 1.0", "1.0, 1-0", "1.01, 1.1", "1.0-RC1, 1.0-rc1", "'', ''"})
    void theseAreOneVersion(String left, String right) {
        assertThat(PluginVersion.compare(left, right)).isZero();
        assertThat(PluginVersion.compare(right, left)).isZero();
    }
}
