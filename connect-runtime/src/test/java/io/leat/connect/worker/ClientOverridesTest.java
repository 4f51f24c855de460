package io.leat.connect.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.leat.connect.plugin.PluginException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a connector may set on its own clients is what the worker's policy says. */
class ClientOverridesTest {
    private static final String POLICY = "connector.client.config.override.policy";
    private static final String ALLOWLIST = "connector.client.config.override.allowlist";

    @TempDir
    Path dir;

    @Test
    void byDefaultEverythingIsAllowedAndReachesTheClient() {
        try (EmbeddedWorker worker = new EmbeddedWorker(dir, Map.of())) {
            worker.createTopic("in");
            worker.produce("in", "1", "2");
            put(worker, "consumer.override.group.id", "mine");

            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() ->
                            assertThat(CollectingSink.taken(dir.toString())).hasSize(2));

            await().atMost(Duration.ofSeconds(30)).until(() -> worker.committedBy("mine", "in") == 2);
        }
    }

    @Test
    void theOtherPoliciesRefuseByName() {
        try (EmbeddedWorker worker = new EmbeddedWorker(dir, Map.of(POLICY, "None"))) {
            assertRefused(worker, "consumer.override.max.poll.records", "allows nothing");
            assertRefused(worker, "admin.override.retries", "allows nothing");
        }
        try (EmbeddedWorker worker = new EmbeddedWorker(
                dir,
                Map.of(
                        POLICY,
                        "org.apache.kafka.connect.connector.policy.PrincipalConnectorClientConfigOverridePolicy"))) {
            assertRefused(worker, "consumer.override.max.poll.records", "sasl.jaas.config");
            assertThatCode(() -> put(worker, "consumer.override.sasl.mechanism", "PLAIN"))
                    .doesNotThrowAnyException();
        }
        try (EmbeddedWorker worker =
                new EmbeddedWorker(dir, Map.of(POLICY, "Allowlist", ALLOWLIST, "max.poll.records, linger.ms"))) {
            assertRefused(worker, "consumer.override.group.id", "max.poll.records, linger.ms");
            assertThatCode(() -> put(worker, "consumer.override.max.poll.records", "7"))
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void aPolicyThatDoesNotExistIsRefusedAtTheStart() {
        assertThatThrownBy(() -> new EmbeddedWorker(dir, Map.of(POLICY, "Nobody")))
                .isInstanceOf(PluginException.class)
                .hasMessageContaining("Nobody");
    }

    private void assertRefused(EmbeddedWorker worker, String setting, String why) {
        assertThatThrownBy(() -> put(worker, setting, "7"))
                .isInstanceOf(InvalidConnectorException.class)
                .hasMessageContaining("ConnectorClientConfigOverridePolicy")
                .hasMessageContaining(why);
    }

    private void put(EmbeddedWorker worker, String setting, String value) {
        Map<String, String> config = new HashMap<>(
                Map.of("connector.class", CollectingSink.class.getName(), "topics", "in", "into", dir.toString()));
        config.put(setting, value);
        worker.connectors().putConfig("sink", config);
    }
}
