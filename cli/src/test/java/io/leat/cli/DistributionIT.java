package io.leat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.leat.testing.LeatProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DistributionIT {
    private final Path dist = LeatProcess.repository().resolve("cli/target/leat");

    @Test
    void noServerOfApacheIsOnTheClassPath() throws Exception {
        assertThat(jars("lib"))
                .isNotEmpty()
                .noneMatch(jar -> jar.matches(
                        "(kafka_|kafka-server|kafka-storage|kafka-group|kafka-raft|connect-runtime|scala-).*"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"telegraf", "file-csv"})
    void aPluginBringsItsOwnJarsAndNoneOfTheWorkers(String plugin) throws Exception {
        assertThat(jars("plugins/" + plugin))
                .anyMatch(jar -> jar.startsWith("leat-connector-" + plugin))
                .noneMatch(jar -> jar.matches("(connect-|kafka-|slf4j-|logback-|leat-log|leat-connect-).*"));
    }

    @Test
    void everyJarOfOursSaysItsVersion() throws Exception {
        for (String folder : List.of("lib", "plugins/telegraf", "plugins/file-csv")) {
            for (String name : jars(folder)) {
                if (name.startsWith("leat-")) {
                    try (var jar =
                            new JarFile(dist.resolve(folder).resolve(name).toFile())) {
                        assertThat(jar.getManifest().getMainAttributes().getValue("Implementation-Version"))
                                .as(name)
                                .isNotBlank();
                    }
                }
            }
        }
    }

    private List<String> jars(String folder) throws IOException {
        try (var files = Files.list(dist.resolve(folder))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
