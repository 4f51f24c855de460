package io.leat.connect.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leat.connect.json.StreamedJsonConverter;
import io.leat.testing.CompiledJar;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.provider.DirectoryConfigProvider;
import org.apache.kafka.common.config.provider.FileConfigProvider;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.storage.SimpleHeaderConverter;
import org.apache.kafka.connect.transforms.Filter;
import org.apache.kafka.connect.transforms.RegexRouter;
import org.apache.kafka.connect.transforms.predicates.TopicNameMatches;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PluginsTest {
    @TempDir
    Path dir;

    private final Plugins classPath = Plugins.of(null);

    @Test
    void stockPluginsAreFoundByFullNameSimpleNameAndWithoutSuffix() {
        for (String name : new String[] {"org.apache.kafka.connect.json.JsonConverter", "JsonConverter", "Json"}) {
            assertThat(classPath.newConverter(name, Map.of(), false)).isInstanceOf(StreamedJsonConverter.class);
        }
        assertThat(classPath.newHeaderConverter(PluginRequest.of("Simple"), Map.of()))
                .isInstanceOf(SimpleHeaderConverter.class);
        assertThat((Object) classPath.<SourceRecord>newTransformation("Filter", Map.of()))
                .isInstanceOf(Filter.class);
    }

    @Test
    void aConverterIsConfiguredForItsSide() {
        var key = classPath.newConverter("JsonConverter", Map.of("schemas.enable", "false"), true);
        assertThat(new String(key.fromConnectData("t", Schema.STRING_SCHEMA, "a"), StandardCharsets.UTF_8))
                .isEqualTo("\"a\"");
    }

    @Test
    void transformsAndPredicatesAreConfigured() {
        var router = classPath.<SourceRecord>newTransformation("RegexRouter", Map.of("regex", "a", "replacement", "b"));
        assertThat((Object) router).isInstanceOf(RegexRouter.class);
        var record = new SourceRecord(null, null, "a", null, null, null, null);
        assertThat(router.apply(record).topic()).isEqualTo("b");
        var matches =
                classPath.<SourceRecord>newPredicate(PluginRequest.of("TopicNameMatches"), Map.of("pattern", "a"));
        assertThat((Object) matches).isInstanceOf(TopicNameMatches.class);
        assertThat(matches.test(record)).isTrue();
    }

    @Test
    void anUnknownNameIsAnsweredWithTheThreeNearest() {
        assertThatThrownBy(() -> classPath.<SourceRecord>newTransformation("RegexpRooter", Map.of()))
                .isInstanceOf(PluginException.class)
                .hasMessageContaining("no transformation plugin of the name RegexpRooter")
                .hasMessageContaining("Nearest: org.apache.kafka.connect.transforms.RegexRouter, ");
    }

    @Test
    void anAliasOfSeveralClassesIsRefused() {
        assertThatThrownBy(() -> classPath.<SourceRecord>newTransformation("Value", Map.of()))
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("fits several plugins")
                .hasMessageContaining("Cast$Value")
                .hasMessageContaining("Write the full class name");
    }

    @Test
    void theListHasKindsAndVersions() {
        assertThat(classPath.list(false))
                .contains(new Plugins.PluginInfo(
                        "org.apache.kafka.connect.json.JsonConverter", PluginKind.CONVERTER, "4.3.1"))
                .contains(new Plugins.PluginInfo(
                        "org.apache.kafka.connect.transforms.Cast$Value", PluginKind.TRANSFORMATION, "4.3.1"));
        assertThat(classPath.list(true)).allMatch(plugin -> plugin.kind().isConnector());
    }

    @Test
    void whatServesTheWorkerIsFoundTooAndNotListedForConnectors() {
        assertThat(classPath.newConfigProvider("File")).isInstanceOf(FileConfigProvider.class);
        assertThat(classPath.newConfigProvider(DirectoryConfigProvider.class.getName()))
                .isInstanceOf(DirectoryConfigProvider.class);
        assertThat(classPath.list(false)).allMatch(plugin -> plugin.kind().isListed());
        assertThat(classPath.listAll())
                .filteredOn(plugin -> plugin.kind() == PluginKind.CONFIG_PROVIDER)
                .extracting(Plugins.PluginInfo::className)
                .contains(FileConfigProvider.class.getName(), DirectoryConfigProvider.class.getName());
    }

    @Test
    void restExtensionsAndOverridePoliciesAreLoadedFromThePluginPath() {
        CompiledJar.write(
                dir.resolve("own/own.jar"),
                Map.of("own.Greeting", """
                        package own;
                        public class Greeting implements org.apache.kafka.connect.rest.ConnectRestExtension {
                            public void register(org.apache.kafka.connect.rest.ConnectRestExtensionContext c) {}
                            public void configure(java.util.Map<String, ?> settings) {}
                            public String version() { return "7"; }
                            public void close() {}
                        }
                        """, "own.NothingConnectorClientConfigOverridePolicy", """
                        package own;
                        import org.apache.kafka.connect.connector.policy.*;
                        public class NothingConnectorClientConfigOverridePolicy implements ConnectorClientConfigOverridePolicy {
                            public java.util.List<org.apache.kafka.common.config.ConfigValue> validate(ConnectorClientConfigRequest r) {
                                return java.util.List.of();
                            }
                            public void configure(java.util.Map<String, ?> settings) {}
                            public void close() {}
                        }
                        """),
                List.of());
        try (Plugins plugins = Plugins.of(dir.toString())) {
            assertThat(plugins.newRestExtension("own.Greeting").getClass().getClassLoader())
                    .isInstanceOf(PluginClassLoader.class);
            assertThat(plugins.newOverridePolicy("Nothing").getClass().getName())
                    .isEqualTo("own.NothingConnectorClientConfigOverridePolicy");
            assertThat(plugins.listAll())
                    .contains(new Plugins.PluginInfo("own.Greeting", PluginKind.REST_EXTENSION, "7"));
        }
    }

    @Test
    void aPluginPathThatIsNotThereCostsNothingButItsPlugins() throws Exception {
        Path file = Files.writeString(dir.resolve("no-directory"), "");
        try (Plugins plugins = Plugins.of(file + ", " + dir.resolve("missing") + ",")) {
            assertThat(plugins.newConverter("JsonConverter", Map.of(), false))
                    .isInstanceOf(StreamedJsonConverter.class);
        }
    }
}
