package io.leat.connect.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.json.JsonConverter;
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
            assertThat(classPath.newConverter(name)).isInstanceOf(JsonConverter.class);
        }
        assertThat(classPath.newHeaderConverter("Simple", Map.of())).isInstanceOf(SimpleHeaderConverter.class);
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
        var matches = classPath.<SourceRecord>newPredicate("TopicNameMatches", Map.of("pattern", "a"));
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
    void aPluginPathThatIsNotThereCostsNothingButItsPlugins() throws Exception {
        Path file = Files.writeString(dir.resolve("no-directory"), "");
        try (Plugins plugins = Plugins.of(file + ", " + dir.resolve("missing") + ",")) {
            assertThat(plugins.newConverter("JsonConverter")).isInstanceOf(JsonConverter.class);
        }
    }
}
