package io.leat.connect.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;
import static org.awaitility.Awaitility.await;

import io.leat.connect.lifecycle.RunState;
import io.leat.connect.lifecycle.TargetState;
import io.leat.connect.lifecycle.TaskId;
import io.leat.connect.port.LogPort;
import io.leat.connect.port.LogPort.NewTopic;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the stores promise, on whatever log they stand. Each test has topics of its own. */
abstract class StoreContract {
    private static int count;

    /** Topics of this test, so that the tests can share one log. */
    private final String prefix = "t" + ++count + "-" + System.nanoTime();

    private final List<Opened> opened = new ArrayList<>();

    abstract LogPort log();

    /** A worker's stores, as it opens them. */
    private record Opened(
            ConfigStore configs,
            OffsetStore offsets,
            StatusStore statuses,
            CompactedTopics topics,
            List<String> heard) {}

    private Opened open() {
        List<String> heard = new ArrayList<>();
        ConfigStore configs = new ConfigStore(prefix + "-configs", new ConfigStore.Listener() {
            @Override
            public void configsChanged() {}

            @Override
            public void restartRequested(String connector, boolean includeTasks, boolean onlyFailed) {
                heard.add(connector + " " + includeTasks + " " + onlyFailed);
            }

            @Override
            public void loggerLevelSet(String namespace, String level) {
                heard.add(namespace + " " + level);
            }
        });
        OffsetStore offsets = new OffsetStore(prefix + "-offsets", 3);
        StatusStore statuses = new StatusStore(prefix + "-status", 2);
        CompactedTopics topics = new CompactedTopics(
                log(),
                prefix,
                List.of(configs.topic(1, Map.of()), offsets.topic(1, Map.of()), statuses.topic(1, Map.of())));
        configs.writeTo(topics);
        statuses.writeTo(topics);
        offsets.readFrom(topics);
        topics.open();
        Opened all = new Opened(configs, offsets, statuses, topics, heard);
        opened.add(all);
        return all;
    }

    @AfterEach
    void close() {
        opened.forEach(o -> o.topics().close());
    }

    @Test
    void whatWasWrittenIsThereWhenTheWriteReturnsAndAfterARestart() {
        Opened first = open();
        Map<String, String> config = Map.of("name", "c", "a", "1");

        first.configs().putConnector("c", config, TargetState.PAUSED);
        first.configs().putTasks("c", List.of(Map.of("t", "0"), Map.of("t", "1")));

        StoredConnector expected = new StoredConnector(
                config, TargetState.PAUSED, List.of(Map.of("t", "0"), Map.of("t", "1")), config, false);
        assertThat(first.configs().connector("c")).isEqualTo(expected);
        first.topics().close();
        assertThat(open().configs().connector("c")).isEqualTo(expected);
    }

    @Test
    void fewerTasksReplaceMore() {
        ConfigStore configs = open().configs();
        configs.putConnector("c", Map.of("a", "1"), TargetState.STARTED);
        configs.putTasks("c", List.of(Map.of("t", "0"), Map.of("t", "1")));

        configs.putTasks("c", List.of(Map.of("t", "2")));

        assertThat(stored(configs).tasks()).containsExactly(Map.of("t", "2"));
        assertThat(stored(open().configs()).tasks()).containsExactly(Map.of("t", "2"));
    }

    @Test
    void aChangedConnectorKeepsItsTasksAndSaysThatTheyAreOfTheOldConfiguration() {
        ConfigStore configs = open().configs();
        configs.putConnector("c", Map.of("a", "1"), TargetState.STARTED);
        configs.putTasks("c", List.of(Map.of("t", "0")));

        configs.putConnector("c", Map.of("a", "2"), null);

        assertThat(stored(configs).appliedConfig()).isEqualTo(Map.of("a", "1"));
        assertThat(stored(configs).hasTasks(List.of(Map.of("t", "0")))).isFalse();
    }

    @Test
    void anOffsetWrittenWithItsFieldsInSeveralOrdersIsForgottenInAll() throws Exception {
        Opened first = open();
        String topic = prefix + "-offsets";
        try (Producer<byte[], byte[]> producer = log().producer(Map.of("client.id", prefix))) {
            for (String key : List.of("[\"c\",{\"a\":1,\"b\":2}]", "[\"c\",{\"b\":2,\"a\":1}]")) {
                producer.send(new ProducerRecord<>(topic, Utf8.bytes(key), Utf8.bytes("{\"at\":7}")))
                        .get();
            }
        }
        first.offsets().sync();
        assertThat(first.offsets().offsets("c")).containsExactly(entry(Map.of("a", 1L, "b", 2L), Map.of("at", 7L)));

        Map<Map<String, ?>, @Nullable Map<String, ?>> forgotten = new HashMap<>();
        forgotten.put(Map.of("a", 1, "b", 2), null);
        first.offsets().alter("c", forgotten);

        assertThat(first.offsets().offsets("c")).isEmpty();
        assertThat(open().offsets().offsets("c")).isEmpty();
    }

    @Test
    void theLevelOfALoggerIsARequestAndNotToldAgainAtTheNextStart() {
        Opened first = open();

        first.configs().putLoggerLevel("org.example", "DEBUG");

        assertThat(first.heard()).containsExactly("org.example DEBUG");
        assertThat(open().heard()).isEmpty();
    }

    @Test
    void aDeletedConnectorIsGoneAlsoForTheNextWorker() {
        ConfigStore configs = open().configs();
        configs.putConnector("c", Map.of("a", "1"), TargetState.PAUSED);
        configs.putTasks("c", List.of(Map.of("t", "0")));

        configs.remove("c");

        assertThat(configs.connectors()).isEmpty();
        ConfigStore next = open().configs();
        assertThat(next.connectors()).isEmpty();
        next.putConnector("c", Map.of("a", "2"), null);
        assertThat(stored(next).target()).isEqualTo(TargetState.STARTED);
        assertThat(stored(next).tasks()).isEmpty();
    }

    @Test
    void twoWorkersOnTheSameTopicsSeeTheSame() {
        ConfigStore one = open().configs();
        ConfigStore other = open().configs();

        one.putConnector("c", Map.of("a", "1"), TargetState.STOPPED);

        await().until(() -> other.connector("c") != null);
        assertThat(stored(other)).isEqualTo(stored(one));
    }

    @Test
    void aRestartRequestIsHeardByWhoRunsAndNotByWhoStartsLater() {
        Opened running = open();
        running.configs().requestRestart("c", true, false);

        assertThat(running.heard()).containsExactly("c true false");
        assertThat(open().heard()).isEmpty();
    }

    @Test
    void sourceOffsetsAreReadBackWhateverIntegerTypeThePartitionHas() throws Exception {
        OffsetStore offsets = open().offsets();
        send(offsets.record("c", Map.of("file", "a", "part", 7), Map.of("pos", 41)));
        send(offsets.record("c", Map.of("file", "a", "part", 7), Map.of("pos", 42)));
        send(offsets.record("other", Map.of("file", "a", "part", 7), Map.of("pos", 1)));

        var found = offsets.reader("c").offset(Map.of("file", "a", "part", 7));

        assertThat(found).isEqualTo(Map.of("pos", 42L));
        assertThat(offsets.reader("c").offset(Map.of("file", "b", "part", 7))).isNull();
        assertThat(open().offsets().offsets("c"))
                .containsExactly(Map.entry(Map.of("file", "a", "part", 7L), Map.of("pos", 42L)));
    }

    @Test
    void aForgottenSourceOffsetIsGone() throws Exception {
        OffsetStore offsets = open().offsets();
        send(offsets.record("c", Map.of("p", "a"), Map.of("pos", 1)));
        send(offsets.record("c", Map.of("p", "a"), null));

        assertThat(offsets.reader("c").offset(Map.of("p", "a"))).isNull();
    }

    @Test
    void theWordOfAnEarlierGenerationDoesNotOverruleALaterOneOfAnotherWorker() {
        Opened all = open();
        TaskId task = new TaskId("a-b-7", 0);
        all.statuses().put(task, status(RunState.RUNNING, "one:1", 5));
        await().until(() -> all.statuses().task(task) != null);

        assertThat(all.statuses().putSafe(task, status(RunState.FAILED, "two:1", 4)))
                .isFalse();
        assertThat(all.statuses().putSafe(task, status(RunState.PAUSED, "one:1", 4)))
                .isTrue();
        assertThat(all.statuses().putSafe(task, status(RunState.FAILED, "two:1", 5)))
                .isTrue();
        await().untilAsserted(
                        () -> assertThat(all.statuses().task(task)).isEqualTo(status(RunState.FAILED, "two:1", 5)));
        assertThat(open().statuses().generation()).isEqualTo(5);
    }

    @Test
    void aDestroyedConnectorHasNoStatus() {
        Opened all = open();
        all.statuses().put("c", status(RunState.RUNNING, "one:1", 1));
        await().until(() -> all.statuses().connector("c") != null);

        all.statuses().put("c", status(RunState.DESTROYED, "one:1", 1));

        await().until(() -> all.statuses().connector("c") == null);
        assertThat(open().statuses().connectors()).isEmpty();
    }

    @Test
    void aRecordThatIsNoneOfKafkaConnectsIsSkippedAndTheRestIsRead() throws Exception {
        Opened all = open();
        send(new ProducerRecord<>(prefix + "-configs", Utf8.bytes("connector-x"), Utf8.bytes("{not json")));
        send(new ProducerRecord<>(prefix + "-configs", Utf8.bytes("commit-x"), Utf8.bytes("{\"tasks\":\"many\"}")));
        send(new ProducerRecord<>(prefix + "-configs", Utf8.bytes("session-key"), Utf8.bytes("{\"key\":\"a\"}")));

        all.configs().putConnector("c", Map.of("a", "1"), null);

        assertThat(all.configs().connectors()).containsOnlyKeys("c");
    }

    @Test
    void aConfigTopicOfTwoPartitionsIsRefusedWithWhatToDo() {
        log().createTopicIfMissing(new NewTopic(prefix + "-configs", 2, 1, Map.of()));

        assertThatThrownBy(this::open)
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("must have exactly 1")
                .hasMessageContaining("Name another topic");
    }

    @ParameterizedTest
    @CsvSource({"configs, config, delete", "offsets, offset, 'compact,delete'", "status, status, delete"})
    void aTopicThatIsNotCompactedAloneIsRefusedWithItsNameItsValueAndWhatToDo(
            String topic, String setting, String policy) {
        log().createTopicIfMissing(new NewTopic(prefix + "-" + topic, 1, 1, Map.of("cleanup.policy", policy)));

        assertThatThrownBy(this::open)
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(setting + ".storage.topic")
                .hasMessageContaining(prefix + "-" + topic)
                .hasMessageContaining("cleanup.policy=" + policy + " and must have cleanup.policy=compact")
                .hasMessageContaining("Name another topic");
    }

    private static StoredConnector stored(ConfigStore configs) {
        StoredConnector stored = configs.connector("c");
        assertThat(stored).isNotNull();
        return java.util.Objects.requireNonNull(stored);
    }

    private static Status status(RunState state, String worker, int generation) {
        return new Status(state, state == RunState.FAILED ? "trace" : null, worker, generation, null);
    }

    private void send(ProducerRecord<byte[], byte @Nullable []> record)
            throws ExecutionException, InterruptedException {
        try (Producer<byte[], byte[]> producer = log().producer(Map.of("acks", "all"))) {
            producer.send(record).get();
        }
    }
}
