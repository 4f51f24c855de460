package io.leat.log.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leat.testing.LeatProcess;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BrokerSettingsTest {

    @ParameterizedTest
    @CsvSource({
        "log.retention.ms=1;log.retention.minutes=2;log.retention.hours=3, retention.ms, 1",
        "log.retention.minutes=2;log.retention.hours=3, retention.ms, 120000",
        "log.retention.hours=3, retention.ms, 10800000",
        "log.retention.hours=-1, retention.ms, -1",
        "node.id=1, retention.ms, 604800000",
        "log.roll.ms=5;log.segment.ms=6, segment.ms, 5",
        "log.segment.ms=6;log.roll.hours=1, segment.ms, 6",
        "log.roll.hours=1, segment.ms, 3600000",
        "message.max.bytes=99, max.message.bytes, 99",
        "log.cleaner.min.cleanable.ratio=0.1, min.cleanable.dirty.ratio, 0.1",
        "log.flush.scheduler.interval.ms=7, flush.ms, 7",
    })
    void topicsTakeTheirDefaultsFromTheBrokerInKafkasOrder(String written, String topicConfig, String value) {
        Map<String, Object> effective =
                TopicConfigs.effective(Map.of(), parse(written).topicDefaults());

        assertThat(effective.get(topicConfig)).hasToString(value);
    }

    @Test
    void theFileThatComesWithLeatIsReadWithoutAWarning() throws Exception {
        Properties file = new Properties();
        try (var in = Files.newInputStream(LeatProcess.repository().resolve("config/server.properties"))) {
            file.load(in);
        }
        Map<String, String> given = new HashMap<>();
        file.stringPropertyNames().forEach(name -> given.put(name, file.getProperty(name)));

        BrokerSettings settings = BrokerSettings.parse(given);

        assertThat(given).isNotEmpty();
        assertThat(settings.warnings()).isEmpty();
        assertThat(settings.logDirs()).containsExactly("./leat-data/log");
    }

    @Test
    void whatATopicSetsItselfBeatsTheBroker() {
        var defaults = parse("log.retention.ms=5").topicDefaults();

        assertThat(TopicConfigs.effective(Map.of("retention.ms", "6"), defaults))
                .containsEntry("retention.ms", 6L);
    }

    @ParameterizedTest
    @CsvSource({
        "offsets.topic.replication.factor=3, INVALID_REPLICATION_FACTOR",
        "default.replication.factor=2, INVALID_REPLICATION_FACTOR",
        "transaction.state.log.replication.factor=3, INVALID_REPLICATION_FACTOR",
        "min.insync.replicas=2, NOT_ENOUGH_REPLICAS",
    })
    void whatOneNodeCannotHonourIsRefusedWithKafkasCodeAndWhatToDo(String written, String code) {
        assertThatThrownBy(() -> parse(written))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(written.substring(0, written.indexOf('=')))
                .hasMessageContaining(code)
                .hasMessageContaining("bootstrap.servers");
    }

    @Test
    void anUnknownNameIsWarnedAboutWithTheNearestAndAnUnservedOneAsSuch() {
        assertThat(parse("log.retension.ms=5").warnings())
                .singleElement()
                .asString()
                .contains("Did you mean log.retention.ms?");
        assertThat(parse("remote.log.metadata.manager.listener.name=X").warnings())
                .singleElement()
                .asString()
                .contains("does not serve");
        assertThat(parse("listener.name.internal.max.connections=5").warnings())
                .singleElement()
                .asString()
                .contains("does not serve");
        assertThat(parse("frobnicate=1").warnings()).singleElement().asString().doesNotContain("Did you mean");
        assertThat(parse("log.retention.ms=5;broker.id=4").warnings()).isEmpty();
    }

    @Test
    void settingsOfTlsAndSaslAreServedPlainAndOfAListenerThatIsThere() {
        String listeners = "listeners=INNER://127.0.0.1:0;listener.security.protocol.map=INNER:SASL_SSL;";
        assertThat(parse("ssl.keystore.location=x;sasl.enabled.mechanisms=PLAIN;connections.max.reauth.ms=5")
                        .warnings())
                .isEmpty();
        assertThat(parse(listeners + "listener.name.inner.ssl.keystore.location=x;"
                                + "listener.name.inner.scram-sha-256.sasl.jaas.config=x")
                        .warnings())
                .isEmpty();
        assertThat(parse(listeners + "listener.name.outer.ssl.keystore.location=x")
                        .warnings())
                .singleElement()
                .asString()
                .contains("listener.name.outer.ssl.keystore.location", "not in listeners");
        assertThat(SecuritySettings.names())
                .isSubsetOf(org.apache.kafka.common.config.internals.BrokerSecurityConfigs.CONFIG_DEF.names());
    }

    @Test
    void plaintextWithoutAHostIsForThisMachineAlone() {
        BrokerSettings settings = parse("listeners=PLAINTEXT://:9092,SSL://:9093");
        assertThat(settings.listeners().listeners())
                .extracting(ListenerSettings.Listener::host)
                .containsExactly("127.0.0.1", "");
        assertThat(settings.warnings()).singleElement().asString().contains("PLAINTEXT://0.0.0.0:9092");
        assertThat(parse("listeners=PLAINTEXT://0.0.0.0:9092;advertised.listeners=PLAINTEXT://log.example:9092")
                        .listeners()
                        .listeners())
                .extracting(ListenerSettings.Listener::host)
                .containsExactly("0.0.0.0");
    }

    @Test
    void theOlderNameOfTheNodesIdCountsUnlessTheTwoDisagree() {
        assertThat(parse("broker.id=4").nodeId()).isEqualTo(4);
        assertThatThrownBy(() -> parse("broker.id=4;node.id=5"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("node.id is 5");
    }

    @Test
    void severalFoldersBeatTheOne() {
        assertThat(parse("log.dir=a").logDirs()).containsExactly("a");
        assertThat(BrokerSettings.parse(Map.of("log.dir", "a", "log.dirs", "b,c"))
                        .logDirs())
                .containsExactly("b", "c");
    }

    @ParameterizedTest
    @CsvSource({
        "retention.mss, 5, Unknown topic config name: retention.mss. Did you mean retention.ms?",
        "retention.ms, -2, Invalid value -2 for configuration retention.ms",
        "cleanup.policy, shred, Invalid value shred for configuration cleanup.policy",
        "compression.type, zip, Invalid value zip for configuration compression.type",
        "segment.bytes, 5, Invalid value 5 for configuration segment.bytes",
        "remote.storage.enable, true, no remote storage",
        "preallocate, true, files grow as they are written",
        "min.insync.replicas, 2, NOT_ENOUGH_REPLICAS",
        "compression.gzip.level, 11, compression.gzip.level",
        "leader.replication.throttled.replicas, x, [partitionId]:[brokerId]",
    })
    void aTopicConfigThatIsWrongIsRefusedByNameAndValue(String name, String value, String message) {
        assertThatThrownBy(() -> TopicConfigs.effective(Map.of(name, value), Map.of()))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining(message);
    }

    private static BrokerSettings parse(String written) {
        Map<String, Object> settings = new HashMap<>();
        for (String one : List.of(written.split(";", -1))) {
            settings.put(one.substring(0, one.indexOf('=')), one.substring(one.indexOf('=') + 1));
        }
        return BrokerSettings.parse(settings);
    }
}
