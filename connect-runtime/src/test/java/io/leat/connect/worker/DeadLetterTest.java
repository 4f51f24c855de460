package io.leat.connect.worker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.leat.connect.lifecycle.TaskId;
import io.leat.connect.task.TaskCounters;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.transforms.Transformation;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of records that fail: the good ones go on, the bad ones are kept, and offsets are behind both. */
class DeadLetterTest {
    @TempDir
    Path dir;

    @SuppressWarnings("NullAway.Init")
    private EmbeddedWorker worker;

    private String into = "";

    @BeforeEach
    void start() {
        into = dir.toString();
        worker = new EmbeddedWorker(dir, Map.of());
        worker.createTopic("in");
    }

    @AfterEach
    void close() {
        worker.close();
    }

    @Test
    void whatCannotBeConvertedIsKeptAsItWasReadAndTheRestGoesOn() {
        worker.produce("in", "1", "{no json", "3");
        sink(Map.of("value.converter", "JsonConverter", "value.converter.schemas.enable", "false"));

        soon().until(() -> worker.read("dead").size() == 1);

        ConsumerRecord<byte[], byte[]> letter = worker.read("dead").get(0);
        assertThat(new String(letter.key(), UTF_8)).isEqualTo("key");
        assertThat(new String(letter.value(), UTF_8)).isEqualTo("{no json");
        assertThat(headers(letter))
                .containsEntry("__connect.errors.offset", "1")
                .containsEntry("__connect.errors.stage", "VALUE_CONVERTER")
                .containsEntry("__connect.errors.class.name", "org.apache.kafka.connect.json.JsonConverter");
        soon().untilAsserted(() -> assertThat(worker.committed("sink", "in")).isEqualTo(3));
        assertThat(PickySink.taken(into)).containsExactly("1", "3");
        TaskCounters.Snapshot counters = counters("sink");
        assertThat(counters.deadLetters()).isEqualTo(1);
        assertThat(counters.skipped()).isEqualTo(1);
    }

    @Test
    void aBatchThatIsRejectedIsHalvedUntilTheBadRecordsAreFoundAndKept() {
        worker.produce("in", "a", "bad1", "b", "c", "d", "bad2", "bad3", "e");
        sink(Map.of());

        soon().untilAsserted(() -> assertThat(worker.committed("sink", "in")).isEqualTo(8));

        assertThat(worker.read("dead"))
                .extracting(letter -> new String(letter.value(), UTF_8))
                .containsExactly("bad1", "bad2", "bad3");
        assertThat(PickySink.taken(into)).containsExactly("a", "b", "c", "d", "e");
        assertThat(headers(worker.read("dead").get(0)))
                .containsEntry("__connect.errors.stage", "TASK_PUT")
                .containsEntry("__connect.errors.class.name", "org.apache.kafka.connect.sink.SinkTask")
                .containsEntry("__connect.errors.exception.message", "rejected bad1");
        assertThat(worker.status("sink")).isEqualTo("RUNNING [RUNNING]");
    }

    @Test
    void whatATaskRejectsFailsItWhereNothingIsToleratedOrNothingKept() {
        worker.produce("in", "a", "bad1");
        sink(Map.of("errors.tolerance", "none"));
        soon().untilAsserted(() -> assertThat(worker.status("sink")).isEqualTo("RUNNING [FAILED]"));
        assertThat(worker.read("dead")).isEmpty();

        sink(Map.of("errors.deadletterqueue.topic.name", ""));
        soon().untilAsserted(() -> assertThat(worker.status("sink")).isEqualTo("RUNNING [FAILED]"));

        assertThat(worker.committed("sink", "in")).isEqualTo(-1);
    }

    @Test
    void whatATaskReportsIsKeptAsItWasReadWhateverTransformsMadeOfIt() {
        worker.produce("in", "a", "bad1", "b");
        sink(Map.of(
                "report", "true",
                "transforms", "elsewhere",
                "transforms.elsewhere.type", "RegexRouter",
                "transforms.elsewhere.regex", ".*",
                "transforms.elsewhere.replacement", "other"));

        soon().untilAsserted(() -> assertThat(worker.committed("sink", "in")).isEqualTo(3));

        assertThat(worker.read("dead")).hasSize(1);
        assertThat(headers(worker.read("dead").get(0)))
                .containsEntry("__connect.errors.topic", "in")
                .containsEntry("__connect.errors.exception.message", "reported bad1");
        assertThat(PickySink.taken(into)).containsExactly("a", "b");
    }

    @Test
    void aRecordThatFailsTheTaskIsReportedTooAsInKafkaConnect() {
        worker.produce("in", "{no json");
        sink(Map.of("errors.tolerance", "none", "value.converter", "JsonConverter"));

        soon().untilAsserted(() -> assertThat(worker.status("sink")).isEqualTo("RUNNING [FAILED]"));

        soon().until(() -> worker.read("dead").size() == 1);
    }

    @Test
    void aSourcesBadRecordIsKeptWithItsPlaceInTheSourceAndItsOffsetIsPassed() {
        Map<String, String> failing = new HashMap<>(numbers("30"));
        failing.putAll(Map.of(
                "transforms", "mask",
                "transforms.mask.type", "org.apache.kafka.connect.transforms.MaskField$Value",
                "transforms.mask.fields", "f"));
        worker.connectors().putConfig("source", failing);

        soon().until(() -> worker.read("dead").size() == 30);
        ConsumerRecord<byte[], byte[]> letter = worker.read("dead").get(7);
        assertThat(new String(letter.key(), UTF_8)).isEqualTo("0/0");
        assertThat(new String(letter.value(), UTF_8)).contains("\"payload\":7").contains("int64");
        assertThat(headers(letter))
                .containsEntry("__connect.errors.topic", "out")
                .containsEntry("__connect.errors.source.partition", "{\"sequence\":\"0\"}")
                .containsEntry("__connect.errors.source.offset", "{\"next\":8}")
                .containsEntry("__connect.errors.stage", "TRANSFORMATION");
        worker.connectors().putConfig("source", numbers("35"));

        soon().until(() -> worker.read("out").size() == 5);
        assertThat(worker.read("dead")).hasSize(30);
    }

    @Test
    void aSourcesRecordThatTheLogNeverTakesIsKeptAndTheOthersOfItsPollAreWritten() {
        Map<String, String> narrow = new HashMap<>(numbers("12"));
        narrow.putAll(Map.of(
                "transforms", "swell",
                "transforms.swell.type", Swell.class.getName(),
                "value.converter", "StringConverter",
                "producer.override.max.request.size", "1000"));
        worker.connectors().putConfig("source", narrow);

        soon().until(() -> worker.read("out").size() == 10);
        soon().until(() -> worker.read("dead").size() == 2);
        assertThat(counters("source").skipped()).isEqualTo(2);
        assertThat(worker.read("dead"))
                .extracting(letter -> headers(letter).get("__connect.errors.stage"))
                .containsExactly("KAFKA_PRODUCE", "KAFKA_PRODUCE");
    }

    /** Makes a long text of each number from 10 on. */
    public static final class Swell implements Transformation<SourceRecord> {
        @Override
        public SourceRecord apply(SourceRecord record) {
            String value = String.valueOf(record.value());
            return record.newRecord(
                    record.topic(),
                    record.kafkaPartition(),
                    record.keySchema(),
                    record.key(),
                    Schema.STRING_SCHEMA,
                    value.length() > 1 ? value.repeat(1000) : value,
                    record.timestamp());
        }

        @Override
        public ConfigDef config() {
            return new ConfigDef();
        }

        @Override
        public void configure(Map<String, ?> settings) {}

        @Override
        public void close() {}
    }

    @Test
    void aSinkMayNotReadItsOwnDeadLetters() {
        assertThatThrownBy(() -> sink(Map.of("topics", "in,dead")))
                .isInstanceOf(InvalidConnectorException.class)
                .hasMessageContaining("'dead' may not be among the topics");
        Map<String, String> matching = new HashMap<>(config(Map.of("topics.regex", "d.*")));
        matching.remove("topics");
        assertThatThrownBy(() -> worker.connectors().putConfig("sink", matching))
                .isInstanceOf(InvalidConnectorException.class)
                .hasMessageContaining("'dead' may not be among the topics");
    }

    private Map<String, String> numbers(String limit) {
        return Map.of(
                "connector.class", NumberingSource.class.getName(),
                "topic", "out",
                "limit", limit,
                "errors.tolerance", "all",
                "errors.deadletterqueue.topic.name", "dead",
                "errors.deadletterqueue.context.headers.enable", "true");
    }

    private void sink(Map<String, String> settings) {
        worker.connectors().putConfig("sink", config(settings));
    }

    private Map<String, String> config(Map<String, String> settings) {
        Map<String, String> config = new HashMap<>();
        config.put("connector.class", PickySink.class.getName());
        config.put("topics", "in");
        config.put("into", into);
        config.put("value.converter", "StringConverter");
        config.put("errors.tolerance", "all");
        config.put("errors.deadletterqueue.topic.name", "dead");
        config.put("errors.deadletterqueue.context.headers.enable", "true");
        config.putAll(settings);
        return config;
    }

    private TaskCounters.Snapshot counters(String name) {
        return Objects.requireNonNull(worker.worker().progress().get(new TaskId(name, 0)));
    }

    private static Map<String, String> headers(ConsumerRecord<byte[], byte[]> letter) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (Header header : letter.headers()) {
            headers.put(header.key(), new String(header.value(), UTF_8));
        }
        return headers;
    }

    private static ConditionFactory soon() {
        return await().atMost(Duration.ofSeconds(30));
    }
}
