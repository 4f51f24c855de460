package io.leat.log.ecosystem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.leat.log.LogEngine;
import io.leat.testing.KafkaTool;
import io.leat.testing.RunningProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Kafka's own command-line tools that write, read and verify, unmodified, each in a process of its own. */
@Timeout(180)
class ClientToolsTest {
    private static final String TOOLS = "org.apache.kafka.tools.";

    @TempDir
    static Path dir;

    private static @Nullable LogEngine log;
    private static @Nullable RunningProcess compacting;

    @BeforeAll
    static void open() {
        LogEngine opened = LogEngine.open(Map.of(
                "log.dirs",
                dir.toString(),
                "listeners",
                "PLAINTEXT://127.0.0.1:0",
                "offsets.topic.num.partitions",
                "2",
                "group.initial.rebalance.delay.ms",
                "0",
                // Compaction, soon.
                "log.roll.ms",
                "200",
                "log.cleaner.backoff.ms",
                "100",
                "authorizer.class.name",
                "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
                "super.users",
                "User:ANONYMOUS"));
        log = opened;
        // It waits for twenty seconds for a record that does not come; the others run in the meantime.
        compacting = KafkaTool.start(
                TOOLS + "LogCompactionTester",
                "--bootstrap-server",
                opened.bootstrapServers(),
                "--topics",
                "2",
                "--messages",
                "20000",
                "--duplicates",
                "40",
                "--percent-deletes",
                "20",
                "--sleep",
                "2");
    }

    @AfterAll
    static void close() {
        if (compacting != null) {
            compacting.close();
        }
        log().close();
    }

    private static LogEngine log() {
        if (log == null) {
            throw new IllegalStateException("not open");
        }
        return log;
    }

    @Test
    void theCompactionTesterFindsTheNewestValueOfEachKeyAndFewerRecordsThanItWrote() {
        RunningProcess tester = java.util.Objects.requireNonNull(compacting);
        assertThat(tester.awaitExit(Duration.ofMinutes(2))).as(tester.tail()).isZero();
        String output = String.join("\n", tester.output());
        assertThat(numbers(output, "(\\d+) rows of data produced, (\\d+) rows of data consumed"))
                .satisfies(rows -> assertThat(rows.get(0)).isEqualTo(40_000))
                .satisfies(rows -> assertThat(rows.get(1)).isBetween(1L, 39_000L));
        assertThat(output).containsPattern("Validated [1-9]\\d* values, 0 mismatches");
    }

    @Test
    void whatTheVerifiableProducerWritesTheVerifiableConsumerReads() throws Exception {
        List<JsonNode> produced =
                events("VerifiableProducer", "--topic", "verifiable", "--max-messages", "500", "--acks", "-1");
        assertThat(produced.stream().filter(it -> is(it, "producer_send_success")))
                .extracting(it -> it.get("value").asText() + " at " + it.get("offset"))
                .containsExactlyElementsOf(
                        IntStream.range(0, 500).mapToObj(i -> i + " at " + i).toList());
        assertThat(produced.get(produced.size() - 1).get("acked").asInt()).isEqualTo(500);

        for (String protocol : List.of("classic", "consumer")) {
            List<JsonNode> consumed = events(
                    "VerifiableConsumer",
                    "--topic",
                    "verifiable",
                    "--group-id",
                    "verifiers-" + protocol,
                    "--group-protocol",
                    protocol,
                    "--reset-policy",
                    "earliest",
                    "--max-messages",
                    "500");
            assertThat(consumed.stream()
                            .filter(it -> is(it, "records_consumed"))
                            .mapToInt(it -> it.get("count").asInt())
                            .sum())
                    .isEqualTo(500);
            assertThat(consumed.stream().filter(it -> is(it, "offsets_committed")))
                    .allMatch(it -> it.get("success").asBoolean())
                    .last()
                    .satisfies(
                            it -> assertThat(it.at("/offsets/0/offset").asInt()).isEqualTo(500));
        }
    }

    private static List<JsonNode> events(String tool, String... args) throws IOException {
        List<JsonNode> events = new ArrayList<>();
        for (String line : run(tool, args).lines().toList()) {
            events.add(new ObjectMapper().readTree(line));
        }
        return events;
    }

    private static boolean is(JsonNode event, String name) {
        return event.get("name").asText().equals(name);
    }

    @Test
    void theToolsOfPerformanceCountWhatTheySentAndRead() {
        assertThat(numbers(performance("--command-property", "compression.type=lz4"), "^(\\d+) records sent"))
                .containsExactly(20_000L);
        assertThat(end("performance")).isEqualTo(20_000);
        String read = run(
                "ConsumerPerformance",
                "--topic",
                "performance",
                "--num-records",
                "20000",
                "--group",
                "performers",
                "--hide-header");
        String[] columns = read.strip().split(", *", -1);
        assertThat(Double.parseDouble(columns[2])).as("MB").isCloseTo(2_000_000 / 1048576.0, within(0.01));
        assertThat(columns[4]).as("records").isEqualTo("20000");

        assertThat(performance("--transactional-id", "performer", "--transaction-duration-ms", "50"))
                .contains("20000 records sent");
        assertThat(end("performance")).as("records and markers").isGreaterThan(40_000);
        assertThat(log().broker()
                        .partition(new TopicPartition("performance", 0))
                        .log()
                        .lastStableOffset())
                .isEqualTo(end("performance"));
    }

    private static String performance(String... how) {
        List<String> all = new ArrayList<>(List.of(
                "--topic", "performance", "--num-records", "20000", "--record-size", "100", "--throughput", "-1"));
        all.addAll(List.of(how));
        return run("ProducerPerformance", all.toArray(new String[0]));
    }

    @Test
    void latencyIsMeasuredFromEndToEnd() {
        log().broker().topics().create(new NewTopic("latency", 1, (short) 1));
        String measured = run(
                "EndToEndLatency",
                "--topic",
                "latency",
                "--num-records",
                "100",
                "--producer-acks",
                "all",
                "--record-size",
                "20");
        assertThat(measured).containsPattern("Avg latency: \\d+\\.\\d+ ms");
        assertThat(numbers(measured, "50th = (\\d+), 99th = (\\d+)")).hasSize(2);
        assertThat(end("latency")).isEqualTo(100);
    }

    /** The first steps of every book on Kafka, with Kafka's own commands. */
    @Test
    void theConsoleAndTheGroupsOfTheBook() {
        log().broker().topics().create(new NewTopic("test", 3, (short) 1));
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 100; i++) {
            lines.append("key").append(i).append(":value").append(i).append('\n');
        }
        KafkaTool.feed(
                        lines.toString(),
                        TOOLS + "ConsoleProducer",
                        "--bootstrap-server",
                        log().bootstrapServers(),
                        "--topic",
                        "test",
                        "--reader-property",
                        "parse.key=true",
                        "--reader-property",
                        "key.separator=:")
                .orFail();
        assertThat(run(
                                "consumer.ConsoleConsumer",
                                "--topic",
                                "test",
                                "--from-beginning",
                                "--group",
                                "readers",
                                "--max-messages",
                                "100",
                                "--formatter-property",
                                "print.key=true",
                                "--formatter-property",
                                "key.separator=:")
                        .lines())
                .containsExactlyInAnyOrderElementsOf(lines.toString().lines().toList());

        assertThat(groups("--list").lines()).contains("readers");
        assertThat(groups("--describe", "--group", "readers").lines().filter(it -> it.startsWith("readers")))
                .hasSize(3)
                .allMatch(it -> it.split(" +", -1)[5].equals("0"), "has no lag");
        assertThat(groups("--reset-offsets", "--group", "readers", "--topic", "test", "--to-earliest", "--execute")
                        .lines()
                        .filter(it -> it.startsWith("readers")))
                .hasSize(3)
                .allMatch(it -> it.matches("readers +test +\\d +0 *"));
        groups("--reset-offsets", "--group", "readers", "--topic", "test:1", "--to-offset", "10", "--execute");
        assertThat(log().broker().groups().committed("readers").entrySet().stream()
                        .collect(Collectors.toMap(
                                it -> it.getKey().partition(),
                                it -> it.getValue().offset())))
                .isEqualTo(Map.of(0, 0L, 1, 10L, 2, 0L));
    }

    private static String groups(String... args) {
        return run("consumer.group.ConsumerGroupCommand", args);
    }

    @Test
    void aclsAreAddedListedAndRemoved() {
        String[] entry = {"--allow-principal", "User:alice", "--operation", "Read", "--topic", "orders-"};
        assertThat(acls("--add", entry, "--resource-pattern-type", "prefixed"))
                .contains("(principal=User:alice, host=*, operation=READ, permissionType=ALLOW)");
        assertThat(acls("--list", new String[] {"--topic", "orders-eu"}, "--resource-pattern-type", "match"))
                .contains("ResourcePattern(resourceType=TOPIC, name=orders-, patternType=PREFIXED)")
                .contains("(principal=User:alice, host=*, operation=READ, permissionType=ALLOW)");
        acls("--remove", entry, "--resource-pattern-type", "prefixed", "--force");
        assertThat(acls("--list", new String[0])).doesNotContain("alice");
    }

    private static String acls(String what, String[] which, String... how) {
        List<String> all = new ArrayList<>(List.of(what));
        all.addAll(List.of(which));
        all.addAll(List.of(how));
        return run("AclCommand", all.toArray(new String[0]));
    }

    /** What Kafka's system tests ask of an older or newer broker. */
    @Test
    void theTestOfCompatibilityFindsAllThatAClientNeeds() {
        List<String> all = new ArrayList<>(List.of("--topic", "compatible", "--num-cluster-nodes", "1"));
        for (String feature : List.of(
                "--offsets-for-times-supported",
                "--cluster-id-supported",
                "--expect-record-too-large-exception",
                "--create-topics-supported",
                "--describe-acls-supported",
                "--describe-configs-supported",
                "--idempotent-producer-supported")) {
            // A fetch has to return a record that is larger than its limit.
            all.addAll(List.of(feature, feature.startsWith("--expect") ? "False" : "True"));
        }
        assertThat(run("ClientCompatibilityTest", all.toArray(new String[0]))).contains("SUCCESS");
    }

    @Test
    void theVerificationOfReplicasFindsNoLag() {
        log().broker().topics().create(new NewTopic("verified", 2, (short) 1));
        try (RunningProcess tool = KafkaTool.start(
                TOOLS + "ReplicaVerificationTool",
                "--broker-list",
                log().bootstrapServers(),
                "--topics-include",
                "verified",
                "--report-interval-ms",
                "100")) {
            tool.awaitLine(
                    "max lag is 0 for partition verified-\\d at offset 0 among 2 partitions", Duration.ofSeconds(60));
        }
    }

    @Test
    void theDumpOfWhatWasServedHasEachRecord() {
        log().broker().topics().create(new NewTopic("dumped", 1, (short) 1));
        KafkaTool.feed(
                        "one\ntwo\n",
                        TOOLS + "ConsoleProducer",
                        "--bootstrap-server",
                        log().bootstrapServers(),
                        "--topic",
                        "dumped",
                        "--compression-codec",
                        "zstd")
                .orFail();
        String segment = dir.resolve("dumped-0/00000000000000000000.log").toString();
        String dump = KafkaTool.run(TOOLS + "DumpLogSegments", "--files", segment, "--print-data-log")
                .orFail()
                .out();
        assertThat(dump).contains("isvalid: true", "compresscodec: zstd", "payload: one", "payload: two");
    }

    private static long end(String topic) {
        return log().broker().partition(new TopicPartition(topic, 0)).log().highWatermark();
    }

    private static String run(String tool, String... args) {
        List<String> all = new ArrayList<>(List.of("--bootstrap-server", log().bootstrapServers()));
        all.addAll(List.of(args));
        return KafkaTool.run(TOOLS + tool, all.toArray(new String[0])).orFail().out();
    }

    /** The groups of the last place where {@code regex} is found. */
    private static List<Long> numbers(String text, String regex) {
        Matcher found = Pattern.compile(regex, Pattern.MULTILINE).matcher(text);
        List<Long> numbers = new ArrayList<>();
        while (found.find()) {
            numbers.clear();
            IntStream.rangeClosed(1, found.groupCount()).forEach(i -> numbers.add(Long.valueOf(found.group(i))));
        }
        assertThat(numbers).as("'%s' in %s", regex, text).isNotEmpty();
        return numbers;
    }
}
