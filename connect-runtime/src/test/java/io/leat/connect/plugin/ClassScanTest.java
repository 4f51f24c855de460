package io.leat.connect.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import io.leat.testing.CompiledJar;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which classes of a plugin without manifests are plugins. */
class ClassScanTest {
    private static final String HEAD = """
            package p;
            import java.util.Map;
            import org.apache.kafka.common.config.ConfigDef;
            import org.apache.kafka.connect.connector.ConnectRecord;
            import org.apache.kafka.connect.transforms.predicates.Predicate;
            """;
    private static final String BODY = """
             implements Predicate<R> {
                public boolean test(R r) { return true; }
                public ConfigDef config() { return new ConfigDef(); }
                public void configure(Map<String, ?> settings) {}
                public void close() {}
            }
            """;

    @TempDir
    Path dir;

    @Test
    void publicConcreteClassesThatDescendFromAPluginTypeAreFound() {
        Path base = jar(
                "base.jar",
                Map.of(
                        "p.Base", HEAD + "public abstract class Base<R extends ConnectRecord<R>>" + BODY,
                        "p.Direct", HEAD + "public class Direct<R extends ConnectRecord<R>>" + BODY,
                        "p.Hidden", HEAD + "class Hidden<R extends ConnectRecord<R>>" + BODY,
                        "p.Own", HEAD + "public interface Own<R extends ConnectRecord<R>> extends Predicate<R> {}",
                        "p.Unrelated",
                                "package p; public class Unrelated implements Runnable { public void run() {} }"));
        Path derived = CompiledJar.write(
                dir.resolve("plugin/derived.jar"),
                Map.of(
                        "q.Derived",
                        "package q; public class Derived<R extends org.apache.kafka.connect.connector.ConnectRecord<R>>"
                                + " extends p.Base<R> { public static class Inner<R extends"
                                + " org.apache.kafka.connect.connector.ConnectRecord<R>> extends p.Base<R> {} }"),
                List.of(base));

        assertThat(scan(base, derived))
                .isEqualTo(Map.of(PluginKind.PREDICATE, Set.of("p.Direct", "q.Derived", "q.Derived$Inner")));
    }

    @Test
    void aSuperclassThatOnlyTheWorkerHasIsFollowedToo() {
        Path jar = jar(
                "c.jar",
                Map.of(
                        "p.Mine",
                        "package p; public class Mine extends org.apache.kafka.connect.json.JsonConverter {}"));

        assertThat(scan(jar))
                .isEqualTo(
                        Map.of(PluginKind.CONVERTER, Set.of("p.Mine"), PluginKind.HEADER_CONVERTER, Set.of("p.Mine")));
    }

    @Test
    void aClassWhoseSuperclassIsMissingDoesNoHarmToOthers() throws Exception {
        Path library = CompiledJar.write(
                dir.resolve("gone.jar"), Map.of("g.Gone", "package g; public class Gone {}"), List.of());
        Path jar = CompiledJar.write(
                dir.resolve("plugin/c.jar"),
                Map.of(
                        "p.Orphan",
                        "package p; public class Orphan extends g.Gone {}",
                        "p.Direct",
                        HEAD + "public class Direct<R extends ConnectRecord<R>>" + BODY),
                List.of(library));
        Files.delete(library);

        assertThat(scan(jar)).isEqualTo(Map.of(PluginKind.PREDICATE, Set.of("p.Direct")));
    }

    @Test
    void classesForNewerJdksAndBrokenFilesAreNoPlugins() throws Exception {
        Path good = jar("c.jar", Map.of("p.Direct", HEAD + "public class Direct<R extends ConnectRecord<R>>" + BODY));
        byte[] direct = classIn(good, "p/Direct.class");
        Path odd = dir.resolve("plugin/odd.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(odd))) {
            add(
                    out,
                    "META-INF/versions/21/p/Newer.class",
                    new String(direct, StandardCharsets.ISO_8859_1)
                            .replace("p/Direct", "p/Newer_")
                            .getBytes(StandardCharsets.ISO_8859_1));
            add(out, "p/Broken.class", new byte[] {1, 2, 3});
            add(out, "p/Empty.class", new byte[0]);
        }
        Path noJar = Files.writeString(dir.resolve("plugin/text.jar"), "no jar");

        assertThat(scan(odd, noJar, good)).isEqualTo(Map.of(PluginKind.PREDICATE, Set.of("p.Direct")));
    }

    @Test
    void aTreeOfClassesIsReadAsAJarIs() throws Exception {
        Path jar = jar("c.jar", Map.of("p.Direct", HEAD + "public class Direct<R extends ConnectRecord<R>>" + BODY));
        Path tree = Files.createDirectories(dir.resolve("tree/p"));
        Files.write(tree.resolve("Direct.class"), classIn(jar, "p/Direct.class"));

        assertThat(scan(dir.resolve("tree"))).isEqualTo(Map.of(PluginKind.PREDICATE, Set.of("p.Direct")));
    }

    private Path jar(String name, Map<String, String> sources) {
        return CompiledJar.write(dir.resolve("plugin").resolve(name), sources, List.of());
    }

    private Map<PluginKind, Set<String>> scan(Path... codeSources) {
        return ClassScan.of(new PluginLocation(dir, List.of(codeSources)), ClassScanTest.class.getClassLoader());
    }

    private static byte[] classIn(Path jar, String name) throws Exception {
        try (var files = new java.util.jar.JarFile(jar.toFile());
                var in = files.getInputStream(files.getJarEntry(name))) {
            return in.readAllBytes();
        }
    }

    private static void add(JarOutputStream out, String name, byte[] bytes) throws Exception {
        out.putNextEntry(new JarEntry(name));
        out.write(bytes);
        out.closeEntry();
    }
}
