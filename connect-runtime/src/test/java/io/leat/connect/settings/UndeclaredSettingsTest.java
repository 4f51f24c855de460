package io.leat.connect.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class UndeclaredSettingsTest {
    private static final Set<String> DECLARED =
            Set.of("name", "connector.class", "topic", "tasks.max", "transforms.a.type", "transforms.a.field");

    @Test
    void aSettingThatNobodyDeclaresIsNamedWithTheNearestAndWithoutItsValue() {
        assertThat(UndeclaredSettings.warnings(
                        Map.of("name", "n", "topci", "secret", "task.max", "1", "transforms.a.fields", "f"), DECLARED))
                .hasSize(3)
                .anySatisfy(warning ->
                        assertThat(warning).contains("The setting topci ").contains("Nearest: topic"))
                .anySatisfy(warning ->
                        assertThat(warning).contains("The setting task.max ").contains("tasks.max"))
                .anySatisfy(warning ->
                        assertThat(warning).contains("transforms.a.fields ").contains("transforms.a.field"))
                .noneSatisfy(warning -> assertThat(warning).contains("secret"));
    }

    @Test
    void settingsOfClientsAndTopicsGoUnderAnyName() {
        assertThat(UndeclaredSettings.warnings(
                        Map.of(
                                "producer.override.linger.ms", "1",
                                "consumer.override.x", "1",
                                "admin.override.x", "1",
                                "topic.creation.default.cleanup.policy", "compact"),
                        DECLARED))
                .isEmpty();
    }
}
