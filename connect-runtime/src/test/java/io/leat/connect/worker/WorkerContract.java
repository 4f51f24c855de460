package io.leat.connect.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.leat.connect.lifecycle.TargetState;
import io.leat.connect.lifecycle.TaskId;
import io.leat.connect.plugin.Plugins;
import io.leat.connect.port.LogPort;
import io.leat.connect.task.TaskCounters;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.AlreadyExistsException;
import org.apache.kafka.connect.errors.NotFoundException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the worker promises, on whatever log it stands. Each test has topics of its own. */
abstract class WorkerContract {
    private static final AtomicInteger COUNT = new AtomicInteger();
    private static final Duration SOON = Duration.ofSeconds(30);

    private final String id = "w" + COUNT.incrementAndGet() + "-" + System.nanoTime();
    private final String topic = "numbers-" + id;
    private final Plugins plugins = Plugins.of(null);

    private Map<String, String> more = Map.of();
    private Worker worker = started();

    abstract LogPort log();

    private Worker started() {
        Map<String, String> settings = new HashMap<>(Map.of(
                "group.id",
                id,
                "config.storage.topic",
                id + "-configs",
                "offset.storage.topic",
                id + "-offsets",
                "offset.storage.partitions",
                "3",
                "status.storage.topic",
                id + "-status",
                "status.storage.partitions",
                "2",
                "offset.flush.interval.ms",
                "100",
                "task.shutdown.graceful.timeout.ms",
                "2000"));
        settings.putAll(more);
        Worker started = new Worker(WorkerSettings.parse(settings, Set.of()), log(), plugins, InstantSource.system());
        started.open();
        started.start("localhost:8083");
        return started;
    }

    private ConnectorOperations connectors() {
        return worker.operations();
    }

    /** Starts the worker anew with additional settings. */
    void restartWorker(Map<String, String> settings) {
        more = settings;
        restartWorker();
    }

    private void restartWorker() {
        worker.close();
        worker = started();
    }

    @BeforeEach
    void awaitSoon() {
        org.awaitility.Awaitility.setDefaultTimeout(SOON);
    }

    @AfterEach
    void close() {
        worker.close();
        plugins.close();
    }

    @Test
    void whatASourceReturnsReachesASinkOnceAndInOrder() {
        source("source", Map.of("limit", "1000"));
        sink("sink", Map.of());

        awaitTaken(1000);

        assertThat(CollectingSink.taken(id)).isEqualTo(numbers(1000));
        await().untilAsserted(() -> assertThat(status("source")).isEqualTo("RUNNING [RUNNING]"));
        assertThat(connectors().status("sink").type()).isEqualTo("sink");
        assertThat(connectors().status("sink").connector().version()).isEqualTo("4.5.6");
        TaskCounters.Snapshot read = worker.progress().get(new TaskId("sink", 0));
        assertThat(read).isNotNull();
        assertThat(java.util.Objects.requireNonNull(read).recordsOut()).isEqualTo(1000);
    }

    @Test
    void aRestartOfTheWorkerBringsConnectorsOffsetsAndStatesBack() {
        source("source", Map.of("limit", "500"));
        sink("sink", Map.of());
        connectors().putConfig("paused", numbering(Map.of("topic", topic + "-paused")));
        await().untilAsserted(() -> assertThat(status("paused")).isEqualTo("RUNNING [RUNNING]"));
        connectors().pause("paused");
        awaitTaken(500);

        restartWorker();

        assertThat(connectors().names()).containsExactly("paused", "sink", "source");
        await().untilAsserted(() -> assertThat(status("paused")).isEqualTo("PAUSED [PAUSED]"));
        source("source", Map.of("limit", "800"));
        awaitTaken(800);
        assertThat(CollectingSink.taken(id)).isEqualTo(numbers(800));
    }

    @Test
    void aPausedConnectorDoesNothingUntilItIsResumed() {
        source("source", Map.of("limit", "1000"));
        sink("sink", Map.of());
        await().untilAsserted(() -> assertThat(status("sink")).isEqualTo("RUNNING [RUNNING]"));
        connectors().pause("sink");
        await().untilAsserted(() -> assertThat(status("sink")).isEqualTo("PAUSED [PAUSED]"));
        int before = CollectingSink.taken(id).size();
        await().until(() -> records("source").recordsOut() == 1000);
        assertThat(CollectingSink.taken(id)).hasSize(before);

        connectors().resume("sink");

        awaitTaken(1000);
        await().untilAsserted(() -> assertThat(status("sink")).isEqualTo("RUNNING [RUNNING]"));
        assertThat(CollectingSink.taken(id)).isEqualTo(numbers(1000));
    }

    @Test
    void aStoppedConnectorHasNoTasksAndGoesOnWhereItWasWhenResumed() {
        source("source", Map.of("limit", "100"));
        sink("sink", Map.of());
        awaitTaken(100);

        connectors().stop("source");
        await().untilAsserted(() -> assertThat(status("source")).isEqualTo("STOPPED []"));
        assertThat(worker.progress()).containsOnlyKeys(new TaskId("sink", 0));
        source("source", Map.of("limit", "150"));
        connectors().resume("source");

        awaitTaken(150);
        assertThat(CollectingSink.taken(id)).isEqualTo(numbers(150));
    }

    @Test
    void aFailedTaskSaysWhyAndRunsAgainWhenRestarted() {
        source("source", Map.of("fail.at", "20"));
        await().untilAsserted(() -> assertThat(status("source")).isEqualTo("RUNNING [FAILED]"));
        assertThat(connectors().status("source").tasks().get(0).trace()).contains("told to fail at 20");

        connectors().restartTask("source", 0);
        await().untilAsserted(() -> assertThat(status("source")).isEqualTo("RUNNING [FAILED]"));
        source("source", Map.of("fail.at", "-1", "limit", "30"));

        await().untilAsserted(() -> assertThat(status("source")).isEqualTo("RUNNING [RUNNING]"));
        sink("sink", Map.of());
        awaitTaken(30);
        assertThat(CollectingSink.taken(id)).isEqualTo(numbers(30));
    }

    @Test
    void aRestartOfWhatFailedLeavesTheRestAlone() {
        source("source", Map.of("fail.at", "20"));
        await().untilAsserted(() -> assertThat(status("source")).isEqualTo("RUNNING [FAILED]"));

        var answer = connectors().restart("source", true, true);

        assertThat(answer.connector().state()).isEqualTo("RUNNING");
        assertThat(answer.tasks())
                .extracting(ConnectorOperations.TaskState::state)
                .containsExactly("RESTARTING");
        await().untilAsserted(() -> assertThat(status("source")).isEqualTo("RUNNING [FAILED]"));
    }

    @Test
    void aConnectorThatHangsCostsItselfAlone() throws Exception {
        connectors().putConfig("hanging", Map.of("connector.class", HangingSource.class.getName()));
        HangingSource.STARTED.await();

        source("source", Map.of("limit", "100"));
        sink("sink", Map.of());
        awaitTaken(100);
        connectors().delete("hanging");

        assertThat(connectors().names()).containsExactly("sink", "source");
        assertThatThrownBy(() -> connectors().status("hanging")).isInstanceOf(NotFoundException.class);
        connectors().putConfig("hanging", numbering(Map.of("limit", "1", "topic", topic + "-other")));
        await().untilAsserted(() -> assertThat(status("hanging")).isEqualTo("RUNNING [RUNNING]"));
    }

    @Test
    void aDeletedConnectorIsForgottenButItsSourceOffsetsAreNot() {
        source("source", Map.of("limit", "50"));
        sink("sink", Map.of());
        awaitTaken(50);

        connectors().delete("source");
        await().until(() -> !worker.progress().containsKey(new TaskId("source", 0)));
        assertThatThrownBy(() -> connectors().info("source")).isInstanceOf(NotFoundException.class);
        source("source", Map.of("limit", "60"));

        awaitTaken(60);
        assertThat(CollectingSink.taken(id)).isEqualTo(numbers(60));
    }

    @Test
    void aNewConfigurationAlsoOfAConverterReachesTheTasks() {
        source("source", Map.of("limit", "10"));
        await().until(() -> records("source").recordsOut() == 10);

        source(
                "source",
                Map.of(
                        "limit", "20",
                        "transforms", "other",
                        "transforms.other.type", "org.apache.kafka.connect.transforms.RegexRouter",
                        "transforms.other.regex", ".*",
                        "transforms.other.replacement", topic + "-new"));
        connectors()
                .putConfig(
                        "sink",
                        Map.of(
                                "connector.class",
                                CollectingSink.class.getName(),
                                "topics",
                                topic + "-new",
                                "into",
                                id));

        awaitTaken(10);
        assertThat(CollectingSink.taken(id))
                .isEqualTo(LongStream.range(10, 20).boxed().toList());
    }

    @Test
    void aFilteredRecordIsNotWrittenAndItsOffsetIs() {
        Map<String, String> filtering = Map.of(
                "limit", "30",
                "transforms", "drop",
                "transforms.drop.type", "Filter",
                "transforms.drop.predicate", "never",
                "transforms.drop.negate", "true",
                "predicates", "never",
                "predicates.never.type", "RecordIsTombstone");
        source("source", filtering);
        await().until(() -> records("source").dropped() == 30);

        source("source", Map.of("limit", "35"));
        sink("sink", Map.of());

        awaitTaken(5);
        assertThat(CollectingSink.taken(id)).isEqualTo(List.of(30L, 31L, 32L, 33L, 34L));
    }

    @Test
    void aBatchThatASinkRefusesForNowIsGivenAgainAsItWas() {
        CollectingSink.refusals(id).set(3);
        source("source", Map.of("limit", "40"));
        sink("sink", Map.of());

        awaitTaken(40);

        assertThat(CollectingSink.taken(id)).isEqualTo(numbers(40));
        assertThat(records("sink").retries()).isEqualTo(3);
    }

    @Test
    void whatCannotBeConvertedFailsTheTaskOrIsSkippedAndCounted() {
        source("source", Map.of("limit", "10", "value.converter", "org.apache.kafka.connect.storage.StringConverter"));
        Map<String, String> strict = Map.of("value.converter", "org.apache.kafka.connect.json.JsonConverter");
        sink("sink", strict);
        await().untilAsserted(() -> assertThat(status("sink")).isEqualTo("RUNNING [FAILED]"));
        assertThat(connectors().status("sink").tasks().get(0).trace())
                .contains("Tolerance exceeded in error handler")
                .contains("errors.tolerance=all");

        Map<String, String> tolerant = new HashMap<>(strict);
        tolerant.put("errors.tolerance", "all");
        sink("sink", tolerant);

        await().untilAsserted(() -> assertThat(records("sink").skipped()).isEqualTo(10));
        assertThat(CollectingSink.taken(id)).isEmpty();
        await().untilAsserted(() -> assertThat(status("sink")).isEqualTo("RUNNING [RUNNING]"));
    }

    @Test
    void aConnectorThatIsThereIsNotCreatedAgain() {
        source("source", Map.of());

        assertThatThrownBy(() -> connectors().create("source", numbering(Map.of()), TargetState.STARTED))
                .isInstanceOf(AlreadyExistsException.class)
                .hasMessage("Connector source already exists");
        assertThat(connectors().putConfig("source", numbering(Map.of())).created())
                .isFalse();
    }

    @Test
    void aConnectorCanBeCreatedStopped() {
        connectors().create("source", numbering(Map.of()), TargetState.STOPPED);

        await().untilAsserted(() -> assertThat(status("source")).isEqualTo("STOPPED []"));
    }

    @Test
    void aConnectorCanSayWhereItsTransactionsEndAndWhichOfThemCount() {
        restartWorker(Map.of("exactly.once.source.support", "enabled"));
        source("source", Map.of("limit", "105", "batch", "7", "transaction.boundary", "connector", "abort.every", "3"));
        sink("sink", Map.of("consumer.override.isolation.level", "read_committed"));

        awaitTaken(70);
        stop("source");

        List<Object> counted = List.copyOf(LongStream.range(0, 100)
                .filter(number -> (number / 10 + 1) % 3 != 0)
                .boxed()
                .toList());
        assertThat(CollectingSink.taken(id)).isEqualTo(counted);
        // What was not committed is polled again; what was aborted is not.
        source("source", Map.of("limit", "105", "transaction.boundary", "poll"));
        connectors().resume("source");
        awaitTaken(75);
        assertThat(CollectingSink.taken(id).subList(70, 75)).isEqualTo(List.of(100L, 101L, 102L, 103L, 104L));
    }

    @Test
    void aTransactionCanHoldThePollsOfAnIntervalAndEndsWithAPause() {
        restartWorker(Map.of("exactly.once.source.support", "enabled"));
        source(
                "source",
                Map.of(
                        "limit",
                        "100",
                        "transaction.boundary",
                        "interval",
                        "transaction.boundary.interval.ms",
                        "600000"));
        sink("sink", Map.of("consumer.override.isolation.level", "read_committed"));
        await().until(() -> records("source").recordsIn() == 100);
        assertThat(CollectingSink.taken(id)).isEmpty();

        connectors().pause("source");

        awaitTaken(100);
        assertThat(records("source").commits()).isEqualTo(1);
        source(
                "source",
                Map.of("limit", "120", "transaction.boundary", "interval", "transaction.boundary.interval.ms", "1"));
        connectors().resume("source");
        awaitTaken(120);
        assertThat(CollectingSink.taken(id)).isEqualTo(numbers(120));
    }

    @Test
    void whatIsPolledIsCommittedWhenTheWorkerStops() {
        source("source", Map.of("limit", "100"));
        await().until(() -> records("source").recordsIn() == 100);

        restartWorker();

        source("source", Map.of("limit", "110"));
        sink("sink", Map.of());
        awaitTaken(110);
        assertThat(CollectingSink.taken(id)).isEqualTo(numbers(110));
    }

    /** The values of the topic's records, as one who reads committed sees them. */
    List<Object> inTheTopic() {
        List<Object> values = new ArrayList<>();
        try (var consumer =
                log().consumer(Map.of("isolation.level", "read_committed", "enable.auto.commit", "false"))) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(p -> new TopicPartition(topic, p.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.getOrDefault(p, 0L))) {
                consumer.poll(Duration.ofMillis(100))
                        .forEach(record ->
                                values.add(Long.parseLong(new String(record.value(), StandardCharsets.UTF_8))));
            }
        }
        return values;
    }

    List<Object> taken() {
        return CollectingSink.taken(id);
    }

    void source(String name, Map<String, String> settings) {
        connectors().putConfig(name, numbering(settings));
    }

    private Map<String, String> numbering(Map<String, String> settings) {
        Map<String, String> config = new HashMap<>();
        config.put("connector.class", NumberingSource.class.getName());
        config.put("topic", topic);
        config.putAll(settings);
        return config;
    }

    void stop(String name) {
        connectors().stop(name);
        await().untilAsserted(() -> assertThat(status(name)).isEqualTo("STOPPED []"));
    }

    void sink(String name, Map<String, String> settings) {
        Map<String, String> config = new HashMap<>();
        config.put("connector.class", CollectingSink.class.getName());
        config.put("topics", topic);
        config.put("into", id);
        config.putAll(settings);
        connectors().putConfig(name, config);
    }

    private String status(String name) {
        ConnectorOperations.ConnectorStatus status = connectors().status(name);
        return status.connector().state() + " "
                + status.tasks().stream()
                        .map(ConnectorOperations.TaskState::state)
                        .toList();
    }

    TaskCounters.Snapshot records(String connector) {
        TaskCounters.Snapshot none = new TaskCounters().snapshot();
        return worker.progress().getOrDefault(new TaskId(connector, 0), none);
    }

    void awaitTaken(int count) {
        await().until(() -> CollectingSink.taken(id).size() >= count);
    }

    private static List<Object> numbers(int count) {
        return List.copyOf(LongStream.range(0, count).boxed().toList());
    }
}
