package io.leat.log.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.leat.log.LogEngine;
import io.leat.testing.KafkaTool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Kafka's own command-line tools for administrators, unmodified, each in a process of its own. */
@Timeout(240)
class KafkaToolsTest {
    @TempDir
    Path dir;

    private LogEngine log;

    @BeforeEach
    void open() {
        log = LogEngine.open(Map.of("log.dirs", dir.resolve("log").toString(), "listeners", "PLAINTEXT://127.0.0.1:0"));
    }

    @AfterEach
    void close() {
        log.close();
    }

    @Test
    void topics() {
        topicCommand("--create", "--topic", "test", "--partitions", "3", "--config", "retention.ms=9");
        assertThat(topicCommand("--list").lines()).contains("test");
        assertThat(topicCommand("--describe", "--topic", "test"))
                .contains("PartitionCount: 3", "ReplicationFactor: 1", "retention.ms=9", "Leader: 1", "Isr: 1");
        topicCommand("--alter", "--topic", "test", "--partitions", "5");
        assertThat(topicCommand("--describe", "--topic", "test")).contains("PartitionCount: 5");
        topicCommand("--delete", "--topic", "test");
        assertThat(topicCommand("--list")).doesNotContain("test");
    }

    @Test
    void configs() {
        topicCommand("--create", "--topic", "test", "--partitions", "1");
        configCommand("--entity-type", "topics", "--entity-name", "test", "--alter", "--add-config", "retention.ms=77");
        assertThat(configCommand("--entity-type", "topics", "--entity-name", "test", "--describe"))
                .contains("retention.ms=77 sensitive=false");
        configCommand("--entity-type", "brokers", "--entity-default", "--alter", "--add-config", "log.retention.ms=88");
        assertThat(configCommand("--entity-type", "brokers", "--entity-name", "1", "--describe", "--all"))
                .contains("log.retention.ms=88 sensitive=false", "DYNAMIC_DEFAULT_BROKER_CONFIG:log.retention.ms=88");
        configCommand("--entity-type", "brokers", "--entity-default", "--alter", "--delete-config", "log.retention.ms");
        assertThat(log.broker().configs().describeCluster()).isEmpty();
        configCommand(
                "--entity-type", "clients", "--entity-name", "c", "--alter", "--add-config", "producer_byte_rate=99");
        assertThat(configCommand("--entity-type", "clients", "--entity-name", "c", "--describe"))
                .contains("producer_byte_rate=99");
    }

    @Test
    void recordsOffsetsAndElections() throws Exception {
        topicCommand("--create", "--topic", "test", "--partitions", "2");
        try (Producer<byte[], byte[]> producer = log.producer(Map.of())) {
            for (int i = 0; i < 5; i++) {
                Object unused = producer.send(new ProducerRecord<>("test", 1, null, "x".getBytes(UTF_8)))
                        .get();
            }
        }
        assertThat(tool("org.apache.kafka.tools.GetOffsetShell", "--topic", "test"))
                .contains("test:0:0", "test:1:5");
        Path json = Files.writeString(
                dir.resolve("delete.json"),
                "{\"partitions\":[{\"topic\":\"test\",\"partition\":1,\"offset\":3}],\"version\":1}");
        assertThat(tool("org.apache.kafka.tools.DeleteRecordsCommand", "--offset-json-file", json.toString()))
                .contains("partition: test-1\tlow_watermark: 3");
        assertThat(tool("org.apache.kafka.tools.GetOffsetShell", "--topic", "test", "--time", "-2"))
                .contains("test:1:3");
        assertThat(tool(
                        "org.apache.kafka.tools.LeaderElectionCommand",
                        "--election-type",
                        "preferred",
                        "--topic",
                        "test",
                        "--partition",
                        "0"))
                .contains("Valid replica already elected for partitions");
        assertThat(tool("org.apache.kafka.tools.LogDirsCommand", "--describe"))
                .contains("\"partition\":\"test-1\"", "\"offsetLag\":0", "\"isFuture\":false");
    }

    @Test
    void theCluster() {
        assertThat(tool("org.apache.kafka.tools.BrokerApiVersionsCommand"))
                .contains("CreateTopics(19): 2 to 7", "DescribeTopicPartitions(75): 0");
        String quorum = KafkaTool.run(
                        "org.apache.kafka.tools.MetadataQuorumCommand",
                        "--bootstrap-server",
                        log.bootstrapServers(),
                        "describe",
                        "--status")
                .orFail()
                .out();
        assertThat(quorum).contains(log.clusterId(), "LeaderId:");
        assertThat(KafkaTool.run(
                                "org.apache.kafka.tools.ClusterTool",
                                "cluster-id",
                                "--bootstrap-server",
                                log.bootstrapServers())
                        .orFail()
                        .out())
                .contains(log.clusterId());
    }

    private String topicCommand(String... args) {
        return tool("org.apache.kafka.tools.TopicCommand", args);
    }

    private String configCommand(String... args) {
        return tool("kafka.admin.ConfigCommand", args);
    }

    private String tool(String main, String... args) {
        List<String> all = new ArrayList<>(List.of("--bootstrap-server", log.bootstrapServers()));
        Stream.of(args).forEach(all::add);
        KafkaTool.Result result =
                KafkaTool.run(main, all.toArray(new String[0])).orFail();
        return result.out() + result.err();
    }
}
