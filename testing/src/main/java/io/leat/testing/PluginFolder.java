package io.leat.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** The module under test as a user installs it: its jar and those it needs, in a folder of a {@code plugin.path}. */
public final class PluginFolder {
    private PluginFolder() {}

    /**
     * Copies the jars that Maven's package phase made in this module, for its integration tests.
     *
     * @param name of the folder
     * @return the {@code plugin.path} that holds the folder
     */
    public static Path ofThisModule(String name) {
        Path target = Path.of("target").toAbsolutePath();
        Path pluginPath = target.resolve("it-plugins");
        try {
            Path plugin = Files.createDirectories(pluginPath.resolve(name));
            for (Path from : List.of(target, target.resolve("plugin"))) {
                try (var jars = Files.newDirectoryStream(from, "*.jar")) {
                    for (Path jar : jars) {
                        Path copy = plugin.resolve(String.valueOf(jar.getFileName()));
                        Files.copy(jar, copy, StandardCopyOption.REPLACE_EXISTING);
                    }
                }
            }
            return pluginPath;
        } catch (IOException e) {
            throw new UncheckedIOException("run it with: mvn -pl connectors/" + name + " -am verify", e);
        }
    }
}
