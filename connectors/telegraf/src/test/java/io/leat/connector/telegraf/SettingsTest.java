package io.leat.connector.telegraf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.source.ExactlyOnceSupport;
import org.apache.kafka.connect.source.SourceConnector;
import org.junit.jupiter.api.Test;

class SettingsTest {
    /** Settings that are the worker's business. */
    private static final Set<String> WORKERS = Set.of("connector.class", "tasks.max");

    @Test
    void theReadmeHasEverySettingWithTypeDefaultAndMeaningAndNoOther() throws IOException {
        assertThat(rows("## Settings", "## Delivery"))
                .containsExactlyInAnyOrderElementsOf(expected(TelegrafSourceConfig.DEFINITION));
        assertThat(rows("### Settings of host metrics", "## Gotchas"))
                .containsExactlyInAnyOrderElementsOf(expected(HostMetricsConfig.DEFINITION));
    }

    private static List<String> rows(String from, String to) throws IOException {
        return Files.readAllLines(Path.of("README.md")).stream()
                .dropWhile(line -> !line.equals(from))
                .takeWhile(line -> !line.equals(to))
                .filter(line -> line.startsWith("| `"))
                .toList();
    }

    private static List<String> expected(ConfigDef definition) {
        return definition.configKeys().values().stream()
                .map(key -> "| `" + key.name + "` | " + key.type.name().toLowerCase(Locale.ROOT) + " |"
                        + shown(key.defaultValue) + " | " + key.documentation + " |")
                .toList();
    }

    private static String shown(Object value) {
        String text = value instanceof List<?> list
                ? list.stream().map(String::valueOf).collect(Collectors.joining(","))
                : String.valueOf(value);
        return text.isEmpty() ? "" : " `" + text + "`";
    }

    @Test
    void theConfigurationsThatComeWithLeatAreValid() throws IOException {
        check("telegraf-source.json", new TelegrafSourceConnector());
        check("host-metrics-source.json", new HostMetricsSourceConnector());
    }

    private static void check(String file, SourceConnector connector) throws IOException {
        var json = new ObjectMapper().readTree(Path.of("../../config", file).toFile());
        var settings = new TreeMap<String, String>();
        json.get("config")
                .properties()
                .forEach(field -> settings.put(field.getKey(), field.getValue().asText()));
        assertThat(settings)
                .containsEntry("connector.class", connector.getClass().getName());
        assertThat(settings).containsEntry("topic", "my-computer-metric");
        var unknown = new TreeSet<>(settings.keySet());
        unknown.removeAll(connector.config().names());
        unknown.removeAll(WORKERS);
        assertThat(unknown).isEmpty();
        assertThat(connector.validate(settings).configValues())
                .allSatisfy(value -> assertThat(value.errorMessages()).isEmpty());
        connector.start(settings);
        assertThat(connector.taskConfigs(5)).containsExactly(settings);
        connector.stop();
    }

    @Test
    void telegrafsConfigurationSendsToTheAddressesTheConnectorListensAt() throws IOException {
        String telegraf = Files.readString(Path.of("../../config/telegraf.conf"));
        String source = Files.readString(Path.of("../../config/telegraf-source.json"));

        assertThat(source).contains("\"http.listen\": \"127.0.0.1:8186\"", "\"tcp.listen\": \"127.0.0.1:8094\"");
        assertThat(telegraf)
                .contains("url = \"http://127.0.0.1:8186/telegraf\"", "address = \"tcp://127.0.0.1:8094\"")
                .contains("[[inputs.cpu]]", "[[inputs.mem]]", "[[inputs.disk]]", "[[inputs.net]]", "[[inputs.system]]");
    }

    @Test
    void aWrongSettingIsNamedWithWhatToWriteInstead() {
        assertThatThrownBy(() -> new TelegrafSourceConfig(Map.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("set http.listen (as 127.0.0.1:8186)");
        assertThatThrownBy(() -> new TelegrafSourceConfig(Map.of("http.listen", "8186")))
                .hasMessageContaining("http.listen")
                .hasMessageContaining("HOST:PORT");
        assertThatThrownBy(() -> new TelegrafSourceConfig(Map.of("udp.listen", "localhost:70000")))
                .hasMessageContaining("70000");
        assertThatThrownBy(() -> new TelegrafSourceConfig(Map.of("file", "f", "precision", "sec")))
                .hasMessageContaining("precision");
        assertThatThrownBy(() -> new TelegrafSourceConfig(Map.of("file", "f", "value.format", "json")))
                .hasMessageContaining("STRUCT");
    }

    @Test
    void aConnectorWithoutASourceIsRefusedWhenItIsSubmitted() {
        var connector = new TelegrafSourceConnector();

        assertThat(connector.validate(Map.of("topic", "t")).configValues())
                .anySatisfy(value -> assertThat(value.errorMessages()).contains(TelegrafSourceConfig.NO_SOURCE));
        assertThat(connector.validate(Map.of("topic", "t", "file", "f")).configValues())
                .allSatisfy(value -> assertThat(value.errorMessages()).isEmpty());
    }

    @Test
    void aFileCanBeReadExactlyOnceAndASocketCannot() {
        var connector = new TelegrafSourceConnector();

        assertThat(connector.exactlyOnceSupport(Map.of("file", "f"))).isEqualTo(ExactlyOnceSupport.SUPPORTED);
        assertThat(connector.exactlyOnceSupport(Map.of("file", "f", "udp.listen", "127.0.0.1:1")))
                .isEqualTo(ExactlyOnceSupport.UNSUPPORTED);
    }
}
