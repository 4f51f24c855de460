package io.leat.connect;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.leat.connect.worker.NumberingSource;
import io.leat.connect.worker.WorkerSettings;
import io.leat.log.LogEngine;
import io.leat.testing.Rest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Connectors and transforms are tried out over REST, and nothing is written anywhere. */
class DryRunTest {
    @TempDir
    Path folder;

    @SuppressWarnings("NullAway.Init")
    private ConnectWorker worker;

    @SuppressWarnings("NullAway.Init")
    private Rest rest;

    @BeforeEach
    void start() {
        worker = ConnectWorker.start(
                WorkerSettings.parse(
                        Map.of("listeners", "http://127.0.0.1:0", "log.dirs", folder.toString()),
                        LogEngine.settingNames()),
                "test",
                "unknown");
        rest = new Rest(worker.restUri().toString());
    }

    @AfterEach
    void stop() {
        worker.close();
    }

    @Test
    void aSourcesRecordsAreShownBeforeAndAfterEachStepAndNothingIsWritten() throws IOException {
        Map<String, Long> before = ends();

        JsonNode answer = post("/connectors/dry-run?records=3", """
                {"name": "numbers", "config": {"connector.class": "%s", "topic": "out",
                 "transforms": "hoist,route", "transforms.hoist.type": "org.apache.kafka.connect.transforms.HoistField$Value",
                 "transforms.hoist.field": "n", "transforms.route.type": "RegexRouter", "transforms.route.regex": ".*",
                 "transforms.route.replacement": "elsewhere"}}""".formatted(NumberingSource.class.getName()));

        assertThat(answer.path("records")).hasSize(3);
        JsonNode steps = answer.at("/records/2/steps");
        assertThat(steps)
                .extracting(step -> step.path("step").asText())
                .containsExactly("polled", "transforms.hoist", "transforms.route", "converted");
        assertThat(steps.at("/0/record/value").asInt()).isEqualTo(2);
        assertThat(steps.at("/0/record/topic").asText()).isEqualTo("out");
        assertThat(steps.at("/1/record/value/n").asInt()).isEqualTo(2);
        assertThat(steps.at("/1/record/value_schema/type").asText()).isEqualTo("struct");
        assertThat(steps.at("/3/record/topic").asText()).isEqualTo("elsewhere");
        assertThat(steps.at("/3/record/value").asText()).isEqualTo("{\"n\":2}");
        assertThat(ends()).isEqualTo(before);
        assertThat(rest.get("/connectors").body()).isEqualTo("[]");
    }

    @Test
    void aSinksRecordsAreReadThroughItsConvertersAndNoOffsetIsCommitted() throws IOException {
        log().broker().topics().create(new NewTopic("in", 1, (short) 1));
        try (Producer<byte[], byte[]> producer = log().producer(Map.of())) {
            for (byte value : new byte[] {'7', '{'}) {
                var unused = producer.send(new ProducerRecord<>("in", new byte[] {value}));
            }
        }
        Map<String, Long> before = ends();

        JsonNode answer = post(
                "/connectors/dry-run",
                "{\"config\": {\"connector.class\": \"%s\", \"topics\": \"in\", \"hang\": \"NOWHERE\"}}"
                        .formatted(Hanging.Sink.class.getName()));

        assertThat(answer.path("records")).hasSize(2);
        assertThat(answer.at("/records/0/steps/0/record/value").asText()).isEqualTo("7");
        assertThat(answer.at("/records/0/steps/1/record/value").asInt()).isEqualTo(7);
        assertThat(answer.at("/records/1/failure/stage").asText()).isEqualTo("VALUE_CONVERTER");
        assertThat(ends()).isEqualTo(before);
    }

    @Test
    void aWrongConfigurationIsRefusedAsWhenItIsCreated() {
        assertThat(rest.post(
                                "/connectors/dry-run",
                                "{\"config\": {\"connector.class\": \"%s\"}}"
                                        .formatted(NumberingSource.class.getName()))
                        .status())
                .isEqualTo(400);
        assertThat(rest.post("/connectors/dry-run?records=0", "{\"config\": {}}")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void aChainIsTriedOnAPostedRecord() throws IOException {
        JsonNode answer = post("/transforms/preview", """
                {"config": {"transforms": "skip,mask,drop",
                  "transforms.skip.type": "RegexRouter", "transforms.skip.regex": ".*", "transforms.skip.replacement": "x",
                  "transforms.skip.predicate": "grave",
                  "transforms.mask.type": "org.apache.kafka.connect.transforms.MaskField$Value", "transforms.mask.fields": "secret",
                  "transforms.drop.type": "Filter", "transforms.drop.predicate": "grave", "transforms.drop.negate": "true",
                  "predicates": "grave", "predicates.grave.type": "RecordIsTombstone"},
                 "record": {"topic": "t", "key": "k", "value": {"secret": "s", "n": 1}, "headers": {"h": 5}}}""");

        assertThat(answer.at("/steps/0/record/value/secret").asText()).isEqualTo("s");
        assertThat(answer.at("/steps/0/record/headers/0/value").asInt()).isEqualTo(5);
        assertThat(answer.at("/steps/1/applied").asBoolean()).isFalse();
        assertThat(answer.at("/steps/2/record/value").toString())
                .contains("\"n\":1")
                .contains("\"secret\":\"\"");
        assertThat(answer.at("/steps/3/record").isNull()).isTrue();
        assertThat(answer.at("/steps/3/step").asText()).isEqualTo("transforms.drop");
    }

    @Test
    void aPreviewSaysWhereItFails() throws IOException {
        JsonNode answer = post("/transforms/preview", """
                {"type": "sink", "config": {"transforms": "mask",
                  "transforms.mask.type": "org.apache.kafka.connect.transforms.MaskField$Value", "transforms.mask.fields": "f"},
                 "record": {"value": [1]}}""");

        assertThat(answer.at("/failure/stage").asText()).isEqualTo("TRANSFORMATION");
        assertThat(answer.at("/failure/class").asText()).endsWith("MaskField$Value");
        assertThat(rest.post("/transforms/preview", "{\"config\": {}, \"record\": {}, \"type\": \"x\"}")
                        .status())
                .isEqualTo(400);
    }

    private JsonNode post(String path, String body) throws IOException {
        Rest.Response answer = rest.post(path, body);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return new ObjectMapper().readTree(answer.body());
    }

    /** The end of every partition of every topic. */
    private Map<String, Long> ends() {
        Map<String, Long> ends = new TreeMap<>();
        try (var consumer = log().consumer(Map.of())) {
            consumer.listTopics()
                    .forEach((topic, partitions) -> partitions.forEach(partition -> {
                        TopicPartition name = new TopicPartition(topic, partition.partition());
                        consumer.endOffsets(Set.of(name)).forEach((n, end) -> ends.put(n.toString(), end));
                    }));
        }
        return ends;
    }

    private LogEngine log() {
        return worker.log().orElseThrow();
    }
}
