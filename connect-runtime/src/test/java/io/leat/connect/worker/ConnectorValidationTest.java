package io.leat.connect.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leat.connect.plugin.Plugins;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConnectorValidationTest {
    private final Plugins plugins = Plugins.of(null);
    private final ConnectorValidation validation =
            new ConnectorValidation(plugins, WorkerSettings.parse(Map.of(), Set.of()));

    @AfterEach
    void close() {
        validation.close();
        plugins.close();
    }

    @Test
    void aRightConfigurationHasNoErrorsAndShowsTheFrameworksSettingsAndTheConnectors() {
        var verdict = validation.validate(source(Map.of()));

        assertThat(verdict.errorCount()).isZero();
        assertThat(verdict.settings())
                .extracting(setting -> setting.definition().name)
                .contains("name", "tasks.max", "errors.tolerance", "topic", "limit");
    }

    @Test
    void allErrorsAreInOneMessageAsKafkaConnectWordsIt() {
        var verdict = validation.validate(source(Map.of("tasks.max", "0", "batch", "0")));

        assertThat(verdict.errorCount())
                .as(ConnectorValidation.message(verdict))
                .isEqualTo(2);
        assertThat(ConnectorValidation.message(verdict))
                .startsWith("Connector configuration is invalid and contains the following 2 error(s):\n")
                .contains("Invalid value 0 for configuration tasks.max")
                .contains("Invalid value 0 for configuration batch")
                .endsWith("\nYou can also find the above list of errors at the endpoint"
                        + " `/connector-plugins/{connectorType}/config/validate`");
    }

    @ParameterizedTest
    @CsvSource({
        "transaction.boundary, connector, does not define transaction boundaries",
        "offsets.storage.topic, mine, keeps all source offsets",
        "key.converter, no.such.Converter, no.such.Converter",
        "transforms, a, transforms.a.type",
        "topic.creation.default.partitions, 3, topic.creation.default.replication.factor",
        "exactly.once.support, required, supports exactly-once",
        "errors.tolerance, some, errors.tolerance"
    })
    void aSettingThatCannotBeHonouredIsAnErrorAndNotSilence(String name, String value, String why) {
        var verdict = validation.validate(source(Map.of(name, value)));

        assertThat(verdict.errorCount()).isEqualTo(1);
        assertThat(ConnectorValidation.message(verdict)).contains(why);
    }

    @ParameterizedTest
    @CsvSource({
        "errors.deadletterqueue.topic.name, t, may not be among the topics",
        "topics.regex, .*, mutually exclusive"
    })
    void theSameHoldsForASink(String name, String value, String why) {
        Map<String, String> config = new HashMap<>(
                Map.of("name", "c", "connector.class", CollectingSink.class.getName(), "topics", "t", "into", "x"));
        config.put(name, value);

        assertThat(ConnectorValidation.message(validation.validate(config))).contains(why);
    }

    @Test
    void anUnknownClassIsAnsweredWithTheNearestNames() {
        assertThatThrownBy(() -> validation.validate(Map.of("name", "c", "connector.class", "NoSuchConnector")))
                .isInstanceOf(InvalidConnectorException.class)
                .hasMessageContaining("NoSuchConnector");
        assertThatThrownBy(() -> validation.validate(Map.of("name", "c")))
                .isInstanceOf(InvalidConnectorException.class)
                .hasMessageContaining("contains no connector type");
    }

    private static Map<String, String> source(Map<String, String> settings) {
        Map<String, String> config = new HashMap<>();
        config.put("name", "c");
        config.put("connector.class", NumberingSource.class.getName());
        config.put("topic", "t");
        config.put("transaction.size", "0");
        config.putAll(settings);
        return config;
    }
}
