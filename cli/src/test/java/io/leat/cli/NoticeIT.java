package io.leat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class NoticeIT {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern VERSION = Pattern.compile("-\\d.*\\.jar$");

    @Test
    void noticeNamesEveryLibraryOfTheDistributionAndNoOther() throws IOException {
        Set<String> shipped = new TreeSet<>();
        try (var files = Files.walk(ROOT.resolve("cli/target/leat"))) {
            for (Path jar :
                    files.filter(file -> file.toString().endsWith(".jar")).toList()) {
                String name = VERSION.matcher(jar.getFileName().toString()).replaceFirst("");
                if (!name.startsWith("leat-")) {
                    shipped.add(name);
                }
            }
        }
        assertThat(named()).isEqualTo(shipped);
    }

    /** Library lines are indented; what follows two spaces or more is who made it. */
    private static Set<String> named() throws IOException {
        return Files.readAllLines(ROOT.resolve("NOTICE")).stream()
                .filter(line -> line.startsWith("  "))
                .map(line -> line.strip().split(" {2,}", 2)[0])
                .flatMap(names -> List.of(names.split(",\\s*")).stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
