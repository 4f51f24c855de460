package io.leat.connect.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leat.testing.CompiledJar;
import io.leat.testing.Folders;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PluginDiscoveryTest {
    @TempDir
    Path dir;

    private Path path = Path.of("");
    private Path cache = Path.of("");

    @BeforeEach
    void name() throws IOException {
        path = Files.createDirectories(dir.resolve("plugins"));
        cache = dir.resolve("cache");
    }

    @ParameterizedTest
    @CsvSource({
        "only_scan, true, true",
        "hybrid_warn, true, true",
        "HYBRID_WARN, true, true",
        "service_load, true, false",
    })
    void theModeSaysWhetherADeclarationIsNeeded(String mode, boolean declared, boolean undeclared) throws IOException {
        plugin("declaring", "d.Declared", "1");
        declare("declaring", "d.Declared");
        plugin("silent", "s.Silent", "1");
        try (Plugins plugins = plugins(mode)) {
            assertThat(names(plugins).contains("d.Declared")).isEqualTo(declared);
            assertThat(names(plugins).contains("s.Silent")).isEqualTo(undeclared);
        }
    }

    @Test
    void aManifestIsNotLookedAtByAScan() throws IOException {
        plugin("declaring", "d.Declared", "1");
        declare("declaring", "d.NotThere");
        try (Plugins plugins = plugins("only_scan")) {
            assertThat(names(plugins)).contains("d.Declared").doesNotContain("d.NotThere");
        }
    }

    @Test
    void whatDeclaresNothingKeepsTheWorkerFromStartingIfSoAsked() throws IOException {
        plugin("declaring", "d.Declared", "1");
        declare("declaring", "d.Declared");
        plugins("hybrid_fail").close();
        plugin("silent", "s.Silent", "1");

        assertThatThrownBy(() -> plugins("hybrid_fail"))
                .isInstanceOf(PluginException.class)
                .hasMessageContaining("s.Silent")
                .hasMessageContaining("silent")
                .hasMessageContaining("plugin.discovery=hybrid_warn");
        assertThatThrownBy(() -> PluginDiscovery.of(Map.of("plugin.discovery", "guess")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("only_scan, hybrid_warn, hybrid_fail, service_load");
    }

    @Test
    void whatWasFoundIsKeptByContentWhateverItsNameAndAge() throws IOException {
        plugin("first", "a.First", "1");
        plugins("hybrid_warn").connectorVersions("none");
        mark("kept.Marker");
        Files.move(path.resolve("first"), path.resolve("moved"));
        Files.setLastModifiedTime(path.resolve("moved/plugin.jar"), FileTime.fromMillis(0));

        try (Plugins plugins = plugins("hybrid_warn")) {
            assertThat(plugins.versions(PluginKind.TRANSFORMATION, "kept.Marker"))
                    .isNotEmpty();
        }
        plugin("moved", "a.First", "2");
        try (Plugins plugins = plugins("hybrid_warn")) {
            assertThat(names(plugins)).contains("a.First").doesNotContain("kept.Marker");
        }
    }

    @Test
    void whatIsKeptAndNotWholeIsReadAnew() throws IOException {
        plugin("first", "a.First", "1");
        plugins("hybrid_warn").connectorVersions("none");
        try (Stream<Path> kept = Files.list(cache)) {
            for (Path file : (Iterable<Path>) kept::iterator) {
                Files.writeString(file, "leat-plugin-scan 1\nscanned transf");
            }
        }
        try (Plugins plugins = plugins("hybrid_warn")) {
            assertThat(names(plugins)).contains("a.First");
        }
    }

    @Test
    void aReloadFindsWhatIsNewAndLeavesTheRestLoaded() throws IOException {
        plugin("stays", "a.Stays", "1");
        plugin("goes", "b.Goes", "1");
        plugin("changes", "c.Changes", "1");
        try (Plugins plugins = plugins("hybrid_warn")) {
            Class<?> stays = plugins.classOf(PluginKind.TRANSFORMATION, PluginRequest.of("Stays"));
            Class<?> changes = plugins.classOf(PluginKind.TRANSFORMATION, PluginRequest.of("Changes"));
            Folders.delete(path.resolve("goes"));
            Folders.delete(path.resolve("changes"));
            plugin("changes", "c.Changes", "2");
            plugin("comes", "d.Comes", "1");

            Plugins.Changes found = plugins.reload();

            assertThat(found.added())
                    .extracting(plugin -> plugin.className() + " " + plugin.version())
                    .containsExactly("c.Changes 2", "d.Comes 1");
            assertThat(found.removed())
                    .extracting(Plugins.PluginInfo::className)
                    .containsExactly("b.Goes", "c.Changes");
            assertThat(plugins.classOf(PluginKind.TRANSFORMATION, PluginRequest.of("Stays")))
                    .isSameAs(stays);
            assertThat(plugins.classOf(PluginKind.TRANSFORMATION, PluginRequest.of("Changes")))
                    .isNotSameAs(changes);
            assertThatThrownBy(() -> plugins.classOf(PluginKind.TRANSFORMATION, PluginRequest.of("Goes")))
                    .isInstanceOf(PluginException.class);
            assertThat(plugins.reload().added()).isEmpty();
        }
    }

    private Plugins plugins(String mode) {
        return Plugins.of(path.toString(), PluginDiscovery.of(Map.of("plugin.discovery", mode)), cache);
    }

    private static List<String> names(Plugins plugins) {
        return plugins.list(false).stream().map(Plugins.PluginInfo::className).toList();
    }

    /** Writes a class into what is kept that no jar has: who finds it has not looked into the jars. */
    private void mark(String className) throws IOException {
        try (Stream<Path> kept = Files.list(cache)) {
            Path file = kept.findFirst().orElseThrow();
            Files.writeString(file, Files.readString(file) + "declared transformation " + className + "\n");
        }
    }

    private void declare(String folder, String className) throws IOException {
        Path jar = path.resolve(folder).resolve("plugin.jar");
        Path manifest = Files.writeString(dir.resolve("manifest"), "# ours\n" + className + "\n");
        try (FileSystem inside = FileSystems.newFileSystem(URI.create("jar:" + jar.toUri()), Map.of())) {
            Path services = Files.createDirectories(inside.getPath("META-INF/services"));
            Files.copy(
                    manifest,
                    services.resolve("org.apache.kafka.connect.transforms.Transformation"),
                    StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private void plugin(String folder, String className, String version) {
        int dot = className.indexOf('.');
        CompiledJar.write(
                path.resolve(folder).resolve("plugin.jar"),
                Map.of(className, """
                        package %s;
                        import java.util.Map;
                        import org.apache.kafka.common.config.ConfigDef;
                        import org.apache.kafka.connect.connector.ConnectRecord;
                        import org.apache.kafka.connect.transforms.Transformation;
                        public class %s<R extends ConnectRecord<R>> implements Transformation<R> {
                            public R apply(R r) { return r; }
                            public ConfigDef config() { return new ConfigDef(); }
                            public void configure(Map<String, ?> settings) {}
                            public String version() { return "%s"; }
                            public void close() {}
                        }
                        """.formatted(className.substring(0, dot), className.substring(dot + 1), version)),
                List.of());
    }
}
