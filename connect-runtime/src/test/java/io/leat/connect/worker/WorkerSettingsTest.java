package io.leat.connect.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leat.log.LogEngine;
import io.leat.testing.LeatProcess;
import io.leat.testing.PeerJars;
import java.lang.reflect.Field;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkerSettingsTest {
    private static final Set<String> LOG = Set.of("log.dirs", "num.partitions");

    @Test
    void theFileThatComesWithLeatIsReadWithoutAWarning() throws Exception {
        Properties file = new Properties();
        try (var in = Files.newInputStream(LeatProcess.repository().resolve("config/worker.properties"))) {
            file.load(in);
        }
        Map<String, String> given = new HashMap<>();
        file.stringPropertyNames().forEach(name -> given.put(name, file.getProperty(name)));

        WorkerSettings settings = WorkerSettings.parse(given, LogEngine.settingNames());

        assertThat(given).isNotEmpty();
        assertThat(settings.warnings()).isEmpty();
        assertThat(settings.converterSettings("value.converter")).containsEntry("schemas.enable", "false");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "http://127.0.0.1:1|http://127.0.0.1:1|",
                "PLAINTEXT://127.0.0.1:2|http://127.0.0.1:8083|PLAINTEXT://127.0.0.1:2",
                "http://:1,PLAINTEXT://127.0.0.1:2,INSIDE://:3|http://:1|PLAINTEXT://127.0.0.1:2,INSIDE://:3",
            })
    void listenersThatAreNotHttpAreTheLogs(String written, String rest, String log) {
        WorkerSettings settings = WorkerSettings.parse(Map.of("listeners", written), LogEngine.settingNames());

        assertThat(settings.listeners()).isEqualTo(rest);
        assertThat(settings.logSettings().get("listeners")).isEqualTo(log);
    }

    @Test
    void whatSecuresListenersIsTheLogs() {
        Map<String, String> security = Map.of(
                "ssl.keystore.location", "/keys",
                "sasl.enabled.mechanisms", "PLAIN",
                "authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
                "listener.name.inside.ssl.client.auth", "required",
                "listener.name.inside.plain.sasl.jaas.config", "a secret");

        WorkerSettings settings = WorkerSettings.parse(security, LogEngine.settingNames());

        assertThat(settings.logSettings()).containsAllEntriesOf(security);
        assertThat(settings.warnings()).isEmpty();
    }

    @Test
    void nothingIsRequired() {
        WorkerSettings settings = parse(Map.of());

        assertThat(settings.configTopic()).isEqualTo("connect-configs");
        assertThat(settings.offsetTopic()).isEqualTo("connect-offsets");
        assertThat(settings.offsetPartitions()).isEqualTo(25);
        assertThat(settings.statusTopic()).isEqualTo("connect-status");
        assertThat(settings.statusPartitions()).isEqualTo(5);
        assertThat(settings.groupId()).isEqualTo("connect-cluster");
        assertThat(settings.commitTimes().intervalMs()).isEqualTo(60_000);
        assertThat(settings.gracefulTimeoutMs()).isEqualTo(5_000);
        assertThat(settings.listeners()).isEqualTo("http://127.0.0.1:8083");
        assertThat(settings.warnings()).isEmpty();
    }

    @Test
    void valuesAreJsonWithoutSchemasUnlessAConverterIsNamed() {
        assertThat(parse(Map.of()).converterSettings("value.converter")).containsEntry("schemas.enable", "false");
        assertThat(parse(Map.of("value.converter", "org.apache.kafka.connect.json.JsonConverter"))
                        .converterSettings("value.converter"))
                .isEmpty();
        assertThat(parse(Map.of("value.converter.schemas.enable", "true")).converterSettings("value.converter"))
                .containsEntry("schemas.enable", "true");
    }

    @Test
    void settingsOfTheLogAreItsAndThoseOfTheClientsTheirs() {
        WorkerSettings settings = parse(
                Map.of("log.dirs", "/a", "consumer.max.poll.records", "7", "config.storage.min.insync.replicas", "1"));

        assertThat(settings.logSettings()).isEqualTo(Map.of("log.dirs", "/a"));
        assertThat(settings.clientSettings("consumer")).isEqualTo(Map.of("max.poll.records", "7"));
        assertThat(settings.topicConfigs("config")).isEqualTo(Map.of("min.insync.replicas", "1"));
        assertThat(settings.warnings()).isEmpty();
    }

    @Test
    void anUnknownSettingIsWarnedAboutWithTheNearestNames() {
        assertThat(parse(Map.of("offset.flush.intervall.ms", "1", "num.partition", "1"))
                        .warnings())
                .hasSize(2)
                .anyMatch(warning -> warning.contains("offset.flush.interval.ms"))
                .anyMatch(warning -> warning.contains("num.partitions"));
    }

    @ParameterizedTest
    @CsvSource({
        "rest.advertised.hostname, 'Nearest: rest.advertised.host.name'",
        "rest.advertised.prot, 'Nearest: rest.advertised.port'",
        "listener, 'Nearest: listeners'"
    })
    void aSettingOfRestIsNoExceptionToThat(String name, String what) {
        assertThat(parse(Map.of(name, "1")).warnings())
                .singleElement()
                .asString()
                .contains(name)
                .contains(what);
    }

    @Test
    void everySettingOfKafkaConnectsWorkerIsKnownHasNoEffectOrIsRefused() throws Exception {
        List<String> names = new ArrayList<>();
        List<URL> jars = new ArrayList<>();
        for (Path jar : PeerJars.all()) {
            jars.add(jar.toUri().toURL());
        }
        try (URLClassLoader apache =
                new URLClassLoader(jars.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
            for (String type : List.of(
                    "WorkerConfig",
                    "rest.RestServerConfig",
                    "distributed.DistributedConfig",
                    "standalone.StandaloneConfig")) {
                for (Field field : apache.loadClass("org.apache.kafka.connect.runtime." + type)
                        .getDeclaredFields()) {
                    if (field.getName().endsWith("_CONFIG") && field.getType() == String.class) {
                        field.setAccessible(true);
                        names.add(String.valueOf(field.get(null)));
                    }
                }
            }
        }
        assertThat(names).hasSizeGreaterThan(40).contains("config.storage.topic", "admin.listeners");
        for (String name : names) {
            try {
                assertThat(parse(Map.of(name, "1")).warnings())
                        .as(name)
                        .noneMatch(warning -> warning.contains("unknown"));
            } catch (ConfigException refused) {
                assertThat(refused).hasMessageContaining(name);
            }
        }
    }

    @Test
    void aSettingOfAClusterIsWarnedAboutAsWithoutEffect() {
        assertThat(parse(Map.of("session.timeout.ms", "1")).warnings())
                .singleElement()
                .asString()
                .contains("session.timeout.ms")
                .contains("no effect");
    }

    @ParameterizedTest
    @CsvSource({
        "config.providers, file, config.providers.file.class",
        "offset.storage.replication.factor, 3, keeps one copy",
        "offset.flush.interval.ms, soon, offset.flush.interval.ms",
        "status.storage.partitions, 0, status.storage.partitions"
    })
    void whatCannotBeDoneIsRefusedByName(String name, String value, String why) {
        assertThatThrownBy(() -> parse(Map.of(name, value)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(name)
                .hasMessageContaining(why);
    }

    private static WorkerSettings parse(Map<String, String> given) {
        return WorkerSettings.parse(given, LOG);
    }
}
