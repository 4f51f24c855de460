package io.leat.connect.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.leat.connect.lifecycle.Restarts.Standing;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.source.SourceConnector;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What fails restarts by itself, if it may; and what took the memory fails alone. */
class RecoveryTest {
    @TempDir
    Path dir;

    @SuppressWarnings("NullAway.Init")
    private EmbeddedWorker worker;

    private String into = "";

    @BeforeEach
    void start() {
        into = dir.toString();
        worker = new EmbeddedWorker(dir, Map.of("restart.backoff.ms", "20"));
        worker.createTopic("in");
    }

    @AfterEach
    void close() {
        worker.close();
    }

    @Test
    void aTaskThatFailsForATimeRunsAgainByItselfAndItsStatusTells() {
        CollectingSink.failures(into).set(2);
        worker.produce("in", "1", "2");
        sink(Map.of("restart.policy", "on-failure"));

        soon().untilAsserted(() -> assertThat(CollectingSink.taken(into)).containsExactly(1L, 2L));

        soon().untilAsserted(() -> assertThat(worker.status("sink")).isEqualTo("RUNNING [RUNNING]"));
        assertThat(task().restart()).isEqualTo(new Standing(2, 10, null));
        worker.connectors().restartTask("sink", 0);
        soon().until(() -> task().restart() == null);
    }

    @Test
    void aTaskThatDoesNotStopFailingStaysFailedWhenItsBudgetIsUsedUp() {
        CollectingSink.failures(into).set(1_000);
        worker.produce("in", "1");
        sink(Map.of("restart.policy", "on-failure", "restart.max.attempts", "3"));

        soon().untilAsserted(() -> assertThat(task().restart()).isEqualTo(new Standing(3, 3, null)));
        soon().untilAsserted(() -> assertThat(task().state()).isEqualTo("FAILED"));

        assertThat(task().trace()).contains("told to fail");
        assertThat(CollectingSink.failures(into)).hasValue(1_000 - 4);
    }

    @Test
    void whatFailsStaysSoUnlessItIsToldOtherwise() {
        CollectingSink.failures(into).set(1);
        worker.produce("in", "1");
        sink(Map.of());

        soon().untilAsserted(() -> assertThat(task().state()).isEqualTo("FAILED"));

        assertThat(task().restart()).isNull();
    }

    @Test
    void aConnectorThatFailsInItsStartRestartsToo() {
        worker.connectors()
                .putConfig(
                        "failing",
                        Map.of(
                                "connector.class", Failing.class.getName(),
                                "restart.policy", "on-failure",
                                "restart.max.attempts", "2"));

        soon().untilAsserted(() -> assertThat(
                        worker.connectors().status("failing").connector().restart())
                .isEqualTo(new Standing(2, 2, null)));
        soon().untilAsserted(() -> assertThat(worker.status("failing")).isEqualTo("FAILED []"));
    }

    @Test
    void whatUsesUpTheMemoryFailsAndTheOthersGoOn() {
        worker.connectors()
                .putConfig("source", Map.of("connector.class", NumberingSource.class.getName(), "topic", "numbers"));
        worker.connectors().putConfig("hungry", Map.of("connector.class", Hungry.class.getName()));

        soon().untilAsserted(() -> assertThat(worker.status("hungry")).isEqualTo("FAILED []"));

        assertThat(worker.connectors().status("hungry").connector().trace()).contains("OutOfMemoryError");
        List<ConsumerRecord<byte[], byte[]>> before = worker.read("numbers");
        soon().until(() -> worker.read("numbers").size() > before.size());
    }

    /** Fails in its start. */
    public static class Failing extends SourceConnector {
        @Override
        public ConfigDef config() {
            return new ConfigDef();
        }

        @Override
        public void start(Map<String, String> settings) {
            throw new IllegalStateException("told to fail");
        }

        @Override
        public Class<? extends Task> taskClass() {
            return NumberingSource.Numbering.class;
        }

        @Override
        public List<Map<String, String>> taskConfigs(int max) {
            return List.of();
        }

        @Override
        public void stop() {}

        @Override
        public String version() {
            return "1";
        }
    }

    /** Wants more than there is. */
    public static final class Hungry extends Failing {
        @Override
        public void start(Map<String, String> settings) {
            throw new OutOfMemoryError("told to use up the memory: " + settings.size());
        }
    }

    private void sink(Map<String, String> settings) {
        Map<String, String> config =
                new HashMap<>(Map.of("connector.class", CollectingSink.class.getName(), "topics", "in", "into", into));
        config.putAll(settings);
        worker.connectors().putConfig("sink", config);
    }

    private ConnectorOperations.TaskState task() {
        List<ConnectorOperations.TaskState> tasks =
                worker.connectors().status("sink").tasks();
        return tasks.isEmpty() ? new ConnectorOperations.TaskState(0, "", "", null, null) : tasks.get(0);
    }

    private static ConditionFactory soon() {
        return await().atMost(Duration.ofSeconds(30));
    }
}
