package io.leat.connect.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kafka Connect's rules: what in a folder of {@code plugin.path} is a plugin. */
class PluginPathTest {
    @TempDir
    Path dir;

    private Path path = Path.of("");

    @BeforeEach
    void make() throws IOException {
        path = Files.createDirectories(dir.resolve("plugins"));
    }

    @Test
    void aFolderOfJarsAJarAndATreeOfClassesAreAPluginEach() throws IOException {
        Path nested = file("folder/lib/nested.jar");
        Path beside = file("folder/plugin.jar");
        Path ignored = file("folder/readme.txt");
        Path single = file("single.JAR");
        file("classes/com/company/product/area/part/sink/Some.class");
        file("empty/readme.txt");
        file(".leat-coming/plugin.jar");
        assertThat(ignored).exists();

        assertThat(locations())
                .containsExactly(
                        new PluginLocation(path.resolve("classes"), List.of(path.resolve("classes"))),
                        new PluginLocation(path.resolve("folder"), List.of(nested, beside)),
                        new PluginLocation(single, List.of(single)));
    }

    @Test
    void jarsWinOverClassesBesideThem() throws IOException {
        Path jar = file("both/plugin.jar");
        file("both/Some.class");

        assertThat(locations()).containsExactly(new PluginLocation(path.resolve("both"), List.of(jar)));
    }

    @Test
    void anElementMayBeAJarItself() throws IOException {
        Path jar = file("plugin.jar");

        assertThat(PluginPath.locations(jar.toString())).containsExactly(new PluginLocation(jar, List.of(jar)));
    }

    @Test
    void linksAreFollowedAndCirclesEnd() throws IOException {
        Path elsewhere = Files.createDirectories(dir.resolve("elsewhere"));
        Files.createFile(elsewhere.resolve("library.jar"));
        Files.createSymbolicLink(path.resolve("linked"), elsewhere);
        Path jar = file("folder/plugin.jar");
        Files.createSymbolicLink(path.resolve("folder/more"), elsewhere);
        Files.createSymbolicLink(path.resolve("folder/circle"), path.resolve("folder"));

        assertThat(locations())
                .containsExactly(
                        new PluginLocation(
                                path.resolve("folder"), List.of(path.resolve("folder/more/library.jar"), jar)),
                        new PluginLocation(path.resolve("linked"), List.of(path.resolve("linked/library.jar"))));
    }

    private List<PluginLocation> locations() {
        return PluginPath.locations(path.toString());
    }

    private Path file(String name) throws IOException {
        Path file = path.resolve(name);
        Files.createDirectories(file.resolveSibling("."));
        return Files.createFile(file);
    }
}
