package io.leat.connect.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leat.testing.CompiledJar;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.transforms.Transformation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two plugins bring two versions of one library, and neither sees the other's. */
class PluginIsolationTest {
    @TempDir
    Path dir;

    @Test
    void eachPluginHasItsOwnVersionOfALibraryThatBothBring() {
        plugin("first", "a.First", "1.0", "one");
        plugin("second", "b.Second", "1.0", "two");
        try (Plugins plugins = Plugins.of(dir.toString())) {
            Transformation<SourceRecord> first = plugins.newTransformation("First", Map.of());
            Transformation<SourceRecord> second = plugins.newTransformation("Second", Map.of());

            SourceRecord stamped = second.apply(first.apply(record("t")));

            assertThat(stamped.topic()).isEqualTo("t-one-two");
            assertThat(first.getClass().getClassLoader())
                    .isNotSameAs(second.getClass().getClassLoader());
            assertThatThrownBy(() -> Class.forName("library.Name")).isInstanceOf(ClassNotFoundException.class);
        }
    }

    @Test
    void ofOneClassInTwoPlacesTheHighestVersionIsTaken() {
        plugin("older", "a.Stamp", "1.9", "nine");
        plugin("newer", "a.Stamp", "1.10", "ten");
        try (Plugins plugins = Plugins.of(dir.toString())) {
            assertThat(plugins.<SourceRecord>newTransformation("a.Stamp", Map.of())
                            .apply(record("t"))
                            .topic())
                    .isEqualTo("t-ten");
            assertThat(plugins.list(false))
                    .filteredOn(plugin -> plugin.className().equals("a.Stamp"))
                    .extracting(Plugins.PluginInfo::version)
                    .containsExactlyInAnyOrder("1.9", "1.10");
        }
    }

    @Test
    void ofOneClassInTwoPlacesTheVersionAskedForIsTaken() {
        plugin("older", "a.Stamp", "1.9", "nine");
        plugin("newer", "a.Stamp", "1.10", "ten");
        try (Plugins plugins = Plugins.of(dir.toString())) {
            assertThat(stamped(plugins, PluginRequest.of("Stamp", "1.9"))).isEqualTo("t-nine");
            assertThat(stamped(plugins, PluginRequest.of("Stamp", "[1.0,1.10)")))
                    .isEqualTo("t-nine");
            assertThat(stamped(plugins, PluginRequest.of("a.Stamp", "[1.0,2)"))).isEqualTo("t-ten");
            assertThat(stamped(plugins, PluginRequest.of("a.Stamp", "latest"))).isEqualTo("t-ten");
            assertThat(plugins.versions(PluginKind.TRANSFORMATION, "Stamp")).containsExactly("1.10", "1.9");
            assertThatThrownBy(() -> stamped(plugins, PluginRequest.of("Stamp", "[2,)")))
                    .isInstanceOfSatisfying(
                            PluginException.class,
                            e -> assertThat(e.reason()).isEqualTo(PluginException.Reason.NO_SUCH_VERSION))
                    .hasMessageContaining("no version [2,) of Stamp")
                    .hasMessageContaining("1.9")
                    .hasMessageContaining("1.10");
            assertThatThrownBy(() -> stamped(plugins, PluginRequest.of("Stamp", "[2,1")))
                    .isInstanceOfSatisfying(
                            PluginException.class,
                            e -> assertThat(e.reason()).isEqualTo(PluginException.Reason.BAD_VERSION))
                    .hasMessageContaining("[2,1");
        }
    }

    @Test
    void withoutAVersionTheCopyBesideTheConnectorIsTaken() {
        plugin("older", "a.Stamp", "1.9", "nine");
        plugin("newer", "a.Stamp", "1.10", "ten");
        try (Plugins plugins = Plugins.of(dir.toString())) {
            ClassLoader older = plugins.classOf(PluginKind.TRANSFORMATION, PluginRequest.of("Stamp", "1.9"))
                    .getClassLoader();

            assertThat(stamped(plugins, PluginRequest.of("Stamp").near(older))).isEqualTo("t-nine");
            assertThat(stamped(plugins, PluginRequest.of("Stamp", "1.10").near(older)))
                    .isEqualTo("t-ten");
        }
    }

    @Test
    void ofAServiceThatAPluginBringsItselfItSeesItsOwnProvidersAlone() throws Exception {
        String service = "META-INF/services/com.fasterxml.jackson.databind.Module";
        plugin("without", "a.First", "1.0", "one");
        plugin("with", "b.Second", "1.0", "two");
        CompiledJar.write(
                dir.resolve("with/jackson.jar"),
                Map.of(
                        "com.fasterxml.jackson.databind.Module",
                        "package com.fasterxml.jackson.databind; public abstract class Module {}"),
                List.of());
        try (Plugins plugins = Plugins.of(dir.toString())) {
            assertThat(loader(plugins, "First").getResources(service).hasMoreElements())
                    .isTrue();
            assertThat(loader(plugins, "Second").getResources(service).hasMoreElements())
                    .isFalse();
        }
    }

    private static ClassLoader loader(Plugins plugins, String name) {
        return plugins.classOf(PluginKind.TRANSFORMATION, PluginRequest.of(name))
                .getClassLoader();
    }

    private static String stamped(Plugins plugins, PluginRequest request) {
        return plugins.<SourceRecord>newTransformation(request, Map.of())
                .apply(record("t"))
                .topic();
    }

    @Test
    void ofEqualVersionsTheFirstOnThePluginPathIsTaken() {
        plugin("b/older", "a.Stamp", "1", "second");
        plugin("a/newer", "a.Stamp", "1", "first");
        try (Plugins plugins = Plugins.of(dir.resolve("a") + "," + dir.resolve("b"))) {
            assertThat(plugins.<SourceRecord>newTransformation("a.Stamp", Map.of())
                            .apply(record("t"))
                            .topic())
                    .isEqualTo("t-first");
        }
    }

    private static SourceRecord record(String topic) {
        return new SourceRecord(null, null, topic, null, null, null, null);
    }

    /** A folder with a library and, in another jar, a transform that appends what the library says to the topic. */
    private void plugin(String folder, String className, String version, String said) {
        Path library = CompiledJar.write(
                dir.resolve(folder).resolve("library.jar"),
                Map.of(
                        "library.Name",
                        "package library; public class Name { public static String said() { return \"" + said
                                + "\"; } }"),
                List.of());
        int dot = className.indexOf('.');
        String source = """
                package %s;
                import java.util.Map;
                import org.apache.kafka.common.config.ConfigDef;
                import org.apache.kafka.connect.connector.ConnectRecord;
                import org.apache.kafka.connect.transforms.Transformation;
                public class %s<R extends ConnectRecord<R>> implements Transformation<R> {
                    public R apply(R r) {
                        return r.newRecord(r.topic() + "-" + library.Name.said(), r.kafkaPartition(), r.keySchema(),
                            r.key(), r.valueSchema(), r.value(), r.timestamp());
                    }
                    public ConfigDef config() { return new ConfigDef(); }
                    public void configure(Map<String, ?> settings) {}
                    public String version() { return "%s"; }
                    public void close() {}
                }
                """.formatted(className.substring(0, dot), className.substring(dot + 1), version);
        CompiledJar.write(dir.resolve(folder).resolve("plugin.jar"), Map.of(className, source), List.of(library));
    }
}
