package io.leat.connect.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leat.connect.plugin.PluginException;
import io.leat.connect.plugin.PluginKind;
import io.leat.connect.plugin.Plugins;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.storage.StringConverter;
import org.junit.jupiter.api.Test;

class ConnectorJudgeTest {
    private final Plugins plugins = Plugins.of(null);
    private final ConnectorJudge judge = new ConnectorJudge(plugins, Map.of("key.converter", "StringConverter"));

    @Test
    void aRightConfigurationHasNoErrors() {
        var verdict = judge.judge(config());
        assertThat(verdict.kind()).isEqualTo(PluginKind.SINK);
        assertThat(verdict.connector()).isInstanceOf(NotesSinkConnector.class);
        assertThat(verdict.settings())
                .allMatch(setting -> setting.value().errorMessages().isEmpty());
    }

    @Test
    void whatAConfigurationLeavesOutIsShownWithTheWorkersConverters() {
        Judged converter = setting(config(), "key.converter");
        assertThat(converter.definition().type).isEqualTo(ConfigDef.Type.CLASS);
        assertThat(converter.definition().defaultValue).isEqualTo(StringConverter.class);
        assertThat(converter.value().value()).isEqualTo(StringConverter.class.getName());
    }

    @Test
    void theDefaultsOfBothDefinitionsAreRight() {
        Map<String, String> least = Map.of("name", "a", "connector.class", "b");
        for (ConfigDef definition : List.of(FrameworkSettings.source(), FrameworkSettings.sink())) {
            assertThat(definition.validate(least))
                    .allMatch(value -> value.errorMessages().isEmpty());
        }
    }

    @Test
    void everyErrorIsFoundAtOnce() {
        var config = config("tasks.max", "0", "lines", "many", "errors.tolerance", "some", "topics.regex", "(");
        config.remove("file");
        assertThat(errors(config, "tasks.max")).anyMatch(error -> error.contains("at least 1"));
        assertThat(errors(config, "lines")).anyMatch(error -> error.contains("many"));
        assertThat(errors(config, "errors.tolerance")).anyMatch(error -> error.contains("none, all"));
        assertThat(errors(config, "file")).anyMatch(error -> error.contains("Missing required"));
        assertThat(errors(config, "topics.regex"))
                .anyMatch(error -> error.contains("no regular expression"))
                .anyMatch(error -> error.contains("mutually exclusive"));
    }

    @Test
    void aSinkNeedsTopicsOrAnExpression() {
        var config = config();
        config.remove("topics");
        assertThat(errors(config, "topics")).anyMatch(error -> error.contains("Must configure one of"));
        config.put("topics.regex", "a.*");
        assertThat(errors(config, "topics")).isEmpty();
    }

    @Test
    void settingsOfTransformsAreJudgedUnderTheirPrefix() {
        var config = config("transforms", "route", "transforms.route.type", "RegexRouter");
        config.put("transforms.route.predicate", "there");
        assertThat(errors(config, "transforms.route.regex")).anyMatch(error -> error.contains("Missing required"));
        assertThat(errors(config, "transforms.route.predicate"))
                .anyMatch(error -> error.contains("none of the aliases"));
        Judged type = setting(config, "transforms.route.type");
        assertThat(type.definition().type).isEqualTo(ConfigDef.Type.CLASS);
        assertThat(type.value().value()).isEqualTo("org.apache.kafka.connect.transforms.RegexRouter");
        assertThat(setting(config, "transforms.route.regex").definition().group).isEqualTo("Transforms: route");
    }

    @Test
    void aConverterThatWantsToKnowItsTypeIsTold() {
        assertThat(judge.judge(config("value.converter", "JsonConverter")).isClean())
                .isTrue();
    }

    @Test
    void aTransformWithoutATypeIsAnError() {
        assertThat(errors(config("transforms", "route"), "transforms.route.type"))
                .anyMatch(error -> error.contains("Missing required"));
    }

    @Test
    void settingsOfConvertersAndPredicatesAreJudgedToo() {
        var config = config(
                "value.converter",
                "JsonConverter",
                "value.converter.schemas.enable",
                "maybe",
                "predicates",
                "there",
                "predicates.there.type",
                "TopicNameMatches");
        assertThat(errors(config, "value.converter.schemas.enable")).anyMatch(error -> error.contains("maybe"));
        assertThat(errors(config, "predicates.there.pattern")).anyMatch(error -> error.contains("Missing required"));
    }

    @Test
    void anUnknownPluginIsAnErrorWithTheNearestNames() {
        assertThat(errors(config("value.converter", "JasonConverter"), "value.converter"))
                .anyMatch(error -> error.contains("JsonConverter"));
        assertThatThrownBy(() -> judge.judge(Map.of("connector.class", "Nowhere")))
                .isInstanceOf(PluginException.class);
    }

    @Test
    void whoJudgesFurtherAddsErrors() {
        var verdict = judge.judge(config());
        assertThat(verdict.isClean()).isTrue();
        verdict.error("offsets.storage.topic", "This version has none.");
        assertThat(verdict.isClean()).isFalse();
        assertThat(verdict.settings())
                .filteredOn(setting -> setting.value().name().equals("offsets.storage.topic"))
                .singleElement()
                .satisfies(setting ->
                        assertThat(setting.value().errorMessages()).containsExactly("This version has none."));
    }

    @Test
    void secretsAreWhatADefinitionCallsPasswordAndWhatIsCalledSo() {
        var secrets = new SecretSettings(plugins);
        var config = config("opener", "sesame", "db.password", "p", "value.converter.basic.auth.token", "t");
        assertThat(secrets.known(config)).isEmpty();
        assertThat(secrets.of(config)).containsExactly("db.password", "opener", "value.converter.basic.auth.token");
        assertThat(secrets.known(config)).isPresent();
        assertThat(secrets.of(Map.of("connector.class", "Gone", "user.secret", "s")))
                .containsExactly("user.secret");
    }

    private List<String> errors(Map<String, String> config, String name) {
        return setting(config, name).value().errorMessages();
    }

    private Judged setting(Map<String, String> config, String name) {
        return judge.judge(config).settings().stream()
                .filter(setting -> setting.value().name().equals(name))
                .findAny()
                .orElseThrow();
    }

    /** A right configuration, and then {@code more} names and values. */
    private static Map<String, String> config(String... more) {
        Map<String, String> config = new HashMap<>(Map.of(
                "name", "notes",
                "connector.class", NotesSinkConnector.class.getName(),
                "topics", "a",
                "file", "/tmp/notes"));
        for (int i = 0; i < more.length; i += 2) {
            config.put(more[i], more[i + 1]);
        }
        return config;
    }
}
