package io.leat.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

@DisabledIfSystemProperty(named = "leat.seed", matches = ".+", disabledReason = "it counts all seeds")
class SeedsTest {
    private static final Set<Long> SEEN = new TreeSet<>();

    @Seeded(4)
    void eachSeedComesOnce(long seed) {
        assertThat(SEEN.add(seed)).isTrue();
    }

    @AfterAll
    static void allSeedsCame() {
        assertThat(SEEN).containsExactly(1L, 2L, 3L, 4L);
        SEEN.clear();
    }

    @Test
    void theLineToRepeatASeedNamesModuleTestAndSeed() {
        Properties given = new Properties();
        given.setProperty("leat.seed", "3");
        given.setProperty("leat.history.seconds", "60");
        given.setProperty("user.name", "somebody");
        assertThat(Seeds.repeat(Path.of("connectors/file-csv"), "CrashSimulationTest", "theRows", 17, given))
                .isEqualTo("mvn -pl connectors/file-csv -am test -Dtest=CrashSimulationTest#theRows"
                        + " -Dsurefire.failIfNoSpecifiedTests=false -Dleat.seed=17 -Dleat.history.seconds=60");
    }
}
