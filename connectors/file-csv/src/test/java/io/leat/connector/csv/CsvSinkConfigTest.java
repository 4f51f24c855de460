package io.leat.connector.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvSinkConfigTest {
    /** Settings of a sink connector that are the worker's business. */
    private static final Set<String> WORKERS = Set.of("connector.class", "tasks.max", "topics");

    @TempDir
    Path dir;

    @Test
    void theReadmeHasEverySettingWithTypeDefaultAndMeaningAndNoOther() throws IOException {
        var expected = new TreeSet<String>();
        for (ConfigDef.ConfigKey key : CsvSinkConfig.DEFINITION.configKeys().values()) {
            String value = key.hasDefault() ? "`" + key.defaultValue + "`" : "";
            expected.add(("| `" + key.name + "` | " + key.type.name().toLowerCase(java.util.Locale.ROOT) + " | " + value
                            + " | " + key.documentation + " |")
                    .replace("|  |", "| |"));
        }
        List<String> rows = Files.readAllLines(Path.of("README.md")).stream()
                .dropWhile(line -> !line.equals("## Settings"))
                .takeWhile(line -> !line.equals("## Delivery"))
                .filter(line -> line.startsWith("| `"))
                .toList();

        assertThat(rows).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void theConfigurationThatComesWithLeatIsValid() throws IOException {
        var json = new ObjectMapper()
                .readTree(Path.of("../../config/csv-sink.json").toFile());
        var settings = new TreeMap<String, String>();
        json.get("config")
                .properties()
                .forEach(field -> settings.put(field.getKey(), field.getValue().asText()));

        assertThat(settings).containsEntry("connector.class", CsvSinkConnector.class.getName());
        assertThat(settings).containsEntry("topics", "my-computer-metric");
        var unknown = new TreeSet<>(settings.keySet());
        unknown.removeAll(CsvSinkConfig.DEFINITION.names());
        unknown.removeAll(WORKERS);
        assertThat(unknown).isEmpty();
        assertThat(new CsvSinkConnector().validate(settings).configValues())
                .allSatisfy(value -> assertThat(value.errorMessages()).isEmpty());
    }

    @Test
    void aFolderThatIsAFileIsRefusedByValidateAndStartWithItsName() throws IOException {
        Path file = Files.writeString(dir.resolve("file"), "");
        Map<String, String> settings = Map.of("directory", file.resolve("csv").toString());

        assertThat(new CsvSinkConnector().validate(settings).configValues())
                .filteredOn(value -> value.name().equals("directory"))
                .singleElement()
                .satisfies(value -> assertThat(value.errorMessages())
                        .singleElement()
                        .asString()
                        .contains(file + " is a file"));
        assertThatThrownBy(() -> new CsvSinkConnector().start(settings))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(file.toString());
    }

    @Test
    void validatingCreatesNothing() {
        Path wanted = dir.resolve("a/b");
        new CsvSinkConnector().validate(Map.of("directory", wanted.toString()));

        assertThat(wanted.getParent()).doesNotExist();
    }

    @Test
    void aWrongValueIsRefusedWithTheOnesThereAre() {
        assertThatThrownBy(() -> new CsvSinkConfig(Map.of("directory", "x", "file.visibility", "hidden")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("hidden")
                .hasMessageContaining("COMPLETE, LIVE");
        assertThatThrownBy(() -> new CsvSinkConfig(Map.of("directory", "x", "file.max.bytes", "0")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("file.max.bytes");
        assertThatThrownBy(() -> new CsvSinkConfig(Map.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("directory");
    }

    @Test
    void everyTaskGetsTheWholeConfiguration() {
        var connector = new CsvSinkConnector();
        connector.start(Map.of("directory", dir.toString(), "topics", "t"));

        assertThat(connector.taskConfigs(3))
                .hasSize(3)
                .allMatch(Map.of("directory", dir.toString(), "topics", "t")::equals);
        assertThat(connector.taskClass()).isEqualTo(CsvSinkTask.class);
    }
}
