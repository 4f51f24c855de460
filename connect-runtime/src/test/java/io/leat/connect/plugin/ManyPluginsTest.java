package io.leat.connect.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import io.leat.testing.ManyPlugins;
import io.leat.testing.PeerJars;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManyPluginsTest {
    private static final int JARS = 100;
    private static final int LOOKS = 5;
    private static final Duration BOUND = Duration.ofMillis(200);

    @TempDir
    Path dir;

    /** What a start does for its plugins before it knows the connector that it is to run. */
    @Test
    void aHundredJarsThatWereSeenBeforeCostAStartNoMoreThanItsBound() throws Exception {
        Path many = dir.resolve("many");
        ManyPlugins.write(many, JARS, PeerJars.of("connect-transforms"));
        Path one = Files.createDirectories(dir.resolve("one"));
        Files.copy(many.resolve("plugin-99.jar"), one.resolve("plugin-99.jar"));
        look(many);
        look(one);

        Duration full = BOUND.multipliedBy(100);
        Duration empty = full;
        for (int i = 0; i < LOOKS; i++) {
            full = shorter(full, look(many));
            empty = shorter(empty, look(one));
        }

        System.out.println("to find a connector: " + full.toMillis() + " ms among " + JARS + " jars, "
                + empty.toMillis() + " ms in one");
        assertThat(full.minus(empty)).isLessThan(BOUND);
    }

    private Duration look(Path path) {
        long begin = System.nanoTime();
        try (Plugins plugins = Plugins.of(path.toString(), PluginDiscovery.HYBRID_WARN, dir.resolve("cache"))) {
            assertThat(plugins.connectorKind("Source99")).isEqualTo(PluginKind.SOURCE);
            assertThat(plugins.newConnector("many.p99.Source99").version()).isEqualTo("1.99");
            return Duration.ofNanos(System.nanoTime() - begin);
        }
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }
}
