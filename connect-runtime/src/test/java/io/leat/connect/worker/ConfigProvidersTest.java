package io.leat.connect.worker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.config.ConfigData;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.provider.ConfigProvider;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What config providers give is used, and neither stored nor shown; when it expires, the connector restarts. */
class ConfigProvidersTest {
    private static final Map<String, String> FILE = Map.of(
            "config.providers", "file,dir,env",
            "config.providers.file.class", "org.apache.kafka.common.config.provider.FileConfigProvider",
            "config.providers.dir.class", "DirectoryConfigProvider",
            "config.providers.env.class", "EnvVar",
            "config.providers.env.param.allowlist.pattern", "PATH");

    @TempDir
    Path dir;

    private @Nullable EmbeddedWorker worker;

    @AfterEach
    void close() {
        if (worker != null) {
            worker.close();
        }
    }

    private EmbeddedWorker started(Map<String, String> settings) {
        EmbeddedWorker started = new EmbeddedWorker(dir.resolve("log"), settings);
        worker = started;
        return started;
    }

    @Test
    void valuesOfFilesFoldersAndTheEnvironmentAreUsedAndNeitherStoredNorShown() throws IOException {
        Files.writeString(dir.resolve("secrets.properties"), "topic=from-the-vault\n");
        Files.writeString(dir.resolve("limit"), "7");
        EmbeddedWorker leat = started(FILE);
        Map<String, String> config = Map.of(
                "connector.class", NumberingSource.class.getName(),
                "topic", "${file:" + dir.resolve("secrets.properties") + ":topic}",
                "limit", "${dir:" + dir + ":limit}",
                "transforms", "note",
                "transforms.note.type", "InsertHeader",
                "transforms.note.header", "h",
                "transforms.note.value.literal", "${env:PATH}");
        leat.connectors().putConfig("source", config);

        soon().until(() -> leat.read("from-the-vault").size() == 7);

        assertThat(leat.connectors().config("source")).containsAllEntriesOf(config);
        assertThat(leat.connectors().tasks("source").get(0).config()).containsAllEntriesOf(config);
        ConsumerRecord<byte[], byte[]> record = leat.read("from-the-vault").get(0);
        assertThat(new String(record.headers().lastHeader("h").value(), UTF_8)).isEqualTo(System.getenv("PATH"));
        for (ConsumerRecord<byte[], byte[]> stored : leat.read("connect-configs")) {
            assertThat(stored.value() == null ? "" : new String(stored.value(), UTF_8))
                    .doesNotContain("from-the-vault");
        }
        Map<String, String> named = new HashMap<>(config);
        named.put("name", "v");
        named.put("limit", "${file:" + dir.resolve("secrets.properties") + ":topic}");
        ConnectorOperations.Validation verdict = leat.connectors().validate(named);
        assertThat(verdict.errorCount()).isEqualTo(1);
        assertThat(verdict.settings()).allSatisfy(setting -> {
            assertThat(String.valueOf(setting.value().value())).doesNotContain("from-the-vault");
            assertThat(setting.value().errorMessages().toString()).doesNotContain("from-the-vault");
        });
    }

    @Test
    void aFailureDoesNotTellWhatAProviderGave() throws IOException {
        Files.writeString(dir.resolve("secrets.properties"), "at=100000\n");
        EmbeddedWorker leat = started(FILE);
        leat.connectors()
                .putConfig(
                        "source",
                        Map.of(
                                "connector.class",
                                NumberingSource.class.getName(),
                                "topic",
                                "t",
                                "batch",
                                "5000",
                                "fail.at",
                                "${file:" + dir.resolve("secrets.properties") + ":at}"));

        soon().untilAsserted(() -> assertThat(leat.status("source")).isEqualTo("RUNNING [FAILED]"));

        assertThat(leat.connectors().status("source").tasks().get(0).trace())
                .contains("told to fail at ${file:")
                .doesNotContain("100000");
    }

    @Test
    void aConnectorRestartsWithItsTasksWhenAValueExpiresUnlessItIsToldNotTo() {
        Lease.GIVEN.set(0);
        EmbeddedWorker leat =
                started(Map.of("config.providers", "lease", "config.providers.lease.class", Lease.class.getName()));
        Map<String, String> config = new HashMap<>(
                Map.of("connector.class", NumberingSource.class.getName(), "topic", "${lease:topic}", "limit", "1"));
        leat.connectors().putConfig("source", config);
        soon().until(() -> Lease.GIVEN.get() > 20);

        config.put("config.action.reload", "none");
        leat.connectors().putConfig("source", config);
        soon().untilAsserted(() -> assertThat(leat.status("source")).isEqualTo("RUNNING [RUNNING]"));
        soon().pollDelay(Duration.ZERO)
                .during(Duration.ofMillis(500))
                .until(new AtomicInteger(Lease.GIVEN.get())::get, before -> Lease.GIVEN.get() <= before + 10);
    }

    @Test
    void aProviderThatDoesNotExistIsRefusedAtTheStart() {
        assertThatThrownBy(() -> started(Map.of("config.providers", "nobody")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("config.providers.nobody.class");
    }

    @Test
    void theWorkersOwnSettingsMayBeReferencesToo() throws IOException {
        Files.writeString(dir.resolve("group"), "mine");
        Map<String, String> settings = Map.of(
                "config.providers", "dir",
                "config.providers.dir.class", "org.apache.kafka.common.config.provider.DirectoryConfigProvider",
                "group.id", "${dir:" + dir + ":group}");

        assertThat(WorkerSettings.parse(settings, Set.of()).groupId()).isEqualTo("mine");
    }

    /** Gives values for a tenth of a second. */
    public static final class Lease implements ConfigProvider {
        static final AtomicInteger GIVEN = new AtomicInteger();

        @Override
        public ConfigData get(String path) {
            return get(path, Set.of());
        }

        @Override
        public ConfigData get(String path, Set<String> keys) {
            GIVEN.incrementAndGet();
            return new ConfigData(Map.of("topic", "leased"), 100L);
        }

        @Override
        public void configure(Map<String, ?> settings) {}

        @Override
        public void close() {}
    }

    private static ConditionFactory soon() {
        return await().atMost(Duration.ofSeconds(30));
    }
}
