package io.leat.cli.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leat.cli.Problem;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConnectorFileTest {
    private static final Map<String, String> CONFIG = Map.of("name", "c", "connector.class", "X", "tasks.max", "2");

    @Test
    void theThreeFormsOfKafkasStandaloneWorkerSayTheSame() {
        var wrapped = "{\"name\": \"c\", \"config\": {\"connector.class\": \"X\", \"tasks.max\": 2}}";
        var flat = "{\"name\": \"c\", \"connector.class\": \"X\", \"tasks.max\": \"2\"}";
        var properties = "name=c\nconnector.class=X\ntasks.max=2\n";

        assertThat(ConnectorFile.parse("a.json", wrapped)).isEqualTo(new ConnectorFile("c", CONFIG, "RUNNING"));
        assertThat(ConnectorFile.parse("a.json", flat)).isEqualTo(new ConnectorFile("c", CONFIG, "RUNNING"));
        assertThat(ConnectorFile.parse("a.properties", properties))
                .isEqualTo(new ConnectorFile("c", CONFIG, "RUNNING"));
    }

    @Test
    void theInitialStateIsNoSettingOfTheConnector() {
        var file = "{\"name\": \"c\", \"initial_state\": \"PAUSED\", \"config\": {\"connector.class\": \"X\"}}";

        assertThat(ConnectorFile.parse("a.json", file).initialState()).isEqualTo("PAUSED");
        assertThat(ConnectorFile.parse("a.json", file).config()).doesNotContainKey("initial_state");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"name\": \"c\",                                                    | line 1",
                "[]                                                                   | not a JSON object",
                "{\"connector.class\": \"X\"}                                         | no name",
                "{\"name\": \"c\"}                                                    | no connector.class",
                "{\"name\": \"c\", \"connector.class\": \"X\", \"topics\": [\"a\"]}   | topics is array",
                "{\"name\": \"c\", \"connector.class\": \"X\", \"name\": \"d\"}       | name",
                "{\"name\": \"c\", \"config\": {\"name\": \"d\", \"connector.class\": \"X\"}} | 'd'",
                "{\"name\": \"c\", \"initial_state\": \"UP\", \"connector.class\": \"X\"}     | initial_state is 'UP'",
            })
    void whatIsWrongIsNamedWithTheFile(String text, String named) {
        assertThatThrownBy(() -> ConnectorFile.parse("a.json", text))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("a.json")
                .hasMessageContaining(named);
    }
}
