package io.leat.log.ecosystem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.leat.log.LogEngine;
import io.leat.testing.KafkaTool;
import io.leat.testing.Program;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** kcat, and with it librdkafka, which most clients that are not in Java are made of. */
@Timeout(120)
class KcatTest {
    private static final TopicPartition FIRST = new TopicPartition("cats", 0);

    @TempDir
    Path dir;

    private LogEngine log;

    @BeforeEach
    void open() {
        assumeTrue(
                Program.isInstalled("kcat"),
                "kcat is not installed, and so librdkafka was not tested: apt-get install kcat, or run .ci/run");
        log = LogEngine.open(Map.of(
                "log.dirs",
                dir.toString(),
                "listeners",
                "PLAINTEXT://127.0.0.1:0,SASL_PLAINTEXT://127.0.0.1:0",
                "sasl.enabled.mechanisms",
                "SCRAM-SHA-256,SCRAM-SHA-512",
                "offsets.topic.num.partitions",
                "2",
                "group.initial.rebalance.delay.ms",
                "0"));
        log.broker().topics().create(new NewTopic("cats", 2, (short) 1));
    }

    @AfterEach
    void close() {
        if (log != null) {
            log.close();
        }
    }

    @Test
    void itListsTheBrokerTheTopicsAndTheirPartitions() throws Exception {
        assertThat(kcat("", "-L"))
                .contains(" 1 brokers:", "(controller)", "topic \"cats\" with 2 partitions:")
                .contains("partition 1, leader 1, replicas: 1, isrs: 1");
        JsonNode told = new ObjectMapper().readTree(kcat("", "-L", "-J", "-t", "cats"));
        assertThat(told.at("/brokers/0/name").asText()).isEqualTo(address(0));
        assertThat(told.at("/topics/0/partitions")).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "gzip", "snappy", "lz4", "zstd"})
    void whatItWritesItReadsFromTheBeginning(String codec) {
        kcat(lines(50), "-P", "-t", "cats", "-p", "1", "-K:", "-H", "from=kcat", "-z", codec);
        assertThat(read("-p", "1", "-f", "%o %k %s %h\\n"))
                .containsExactlyElementsOf(IntStream.range(0, 50)
                        .mapToObj(i -> i + " key" + i + " value" + i + " from=kcat")
                        .toList());
        assertThat(read("-p", "0", "-f", "%s\\n")).isEmpty();
        assertThat(kcat("", "-Q", "-t", "cats:1:1")).contains("cats [1] offset 0");
        assertThat(kcat("", "-Q", "-t", "cats:1:-1")).contains("cats [1] offset 50");
    }

    @Test
    void itsIdempotentProducerWritesEachRecordOnceInOrder() {
        kcat(lines(500), "-P", "-t", "cats", "-p", "0", "-K:", "-X", "enable.idempotence=true", "-X", "batch.size=200");
        assertThat(read("-p", "0", "-f", "%k:%s\\n"))
                .containsExactlyElementsOf(lines(500).lines().toList());
        assertThat(log.broker().partition(FIRST).log().activeProducers())
                .as("the state of the producer")
                .singleElement()
                .satisfies(it -> assertThat(it.lastSequence()).isEqualTo(499));
    }

    @Test
    void aMemberOfAGroupReadsOnWhereTheLastOneCommitted() {
        kcat(lines(20), "-P", "-t", "cats", "-K:");
        List<String> first = group("8");
        assertThat(committed()).isEqualTo(8);
        List<String> second = group("12");
        assertThat(committed()).isEqualTo(20);
        assertThat(first).hasSize(8);
        first.addAll(second);
        assertThat(first).containsExactlyInAnyOrderElementsOf(lines(20).lines().toList());
    }

    private List<String> group(String count) {
        // Offsets that it has stored are committed when it leaves.
        return kcat("", "-G", "cat-lovers", "-X", "auto.offset.reset=earliest", "-c", count, "-f", "%k:%s\\n", "cats")
                .lines()
                .collect(Collectors.toCollection(ArrayList::new));
    }

    private long committed() {
        return log.broker().groups().committed("cat-lovers").values().stream()
                .mapToLong(OffsetAndMetadata::offset)
                .sum();
    }

    /** Before its version 2.6.1, librdkafka repeats its own nonce in its second message. */
    @ParameterizedTest
    @ValueSource(strings = {"SCRAM-SHA-256", "SCRAM-SHA-512"})
    void itLogsInWithScramAndNotWithAnotherPassword(String mechanism) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", address(0)))) {
            admin.alterUserScramCredentials(List.of(new UserScramCredentialUpsertion(
                            "tom",
                            new ScramCredentialInfo(ScramMechanism.fromMechanismName(mechanism), 4096),
                            "jerry")))
                    .all()
                    .get();
        }
        login(mechanism, "jerry", "k:v\n", "-P", "-t", "cats", "-p", "0", "-K:").orFail();
        assertThat(read("-p", "0", "-f", "%k:%s\\n")).containsExactly("k:v");

        KafkaTool.Result refused = login(mechanism, "spike", "k:w\n", "-P", "-t", "cats", "-p", "0", "-K:");
        assertThat(refused.exitCode()).isNotZero();
        assertThat(refused.err()).contains("Authentication failure", "invalid credentials", mechanism);
        assertThat(read("-p", "0", "-f", "%k:%s\\n")).containsExactly("k:v");
    }

    private KafkaTool.Result login(String mechanism, String password, String input, String... args) {
        List<String> all = new ArrayList<>(List.of(args));
        for (String setting : List.of(
                "security.protocol=SASL_PLAINTEXT",
                "sasl.mechanisms=" + mechanism,
                "sasl.username=tom",
                "sasl.password=" + password)) {
            all.addAll(List.of("-X", setting));
        }
        return run(address(1), input, all);
    }

    private List<String> read(String... args) {
        List<String> all = new ArrayList<>(List.of("-C", "-t", "cats", "-o", "beginning", "-e"));
        all.addAll(List.of(args));
        return kcat("", all.toArray(new String[0])).lines().toList();
    }

    private String kcat(String input, String... args) {
        return run(address(0), input, List.of(args)).orFail().out();
    }

    private static KafkaTool.Result run(String address, String input, List<String> args) {
        List<String> command = new ArrayList<>(List.of("kcat", "-b", address));
        command.addAll(args);
        return Program.run(command, input, Map.of());
    }

    private String address(int listener) {
        return log.bootstrapServers().split(",", -1)[listener];
    }

    /** {@code count} records with keys, as kcat and Kafka's console take them. */
    private static String lines(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "key" + i + ":value" + i + "\n")
                .collect(Collectors.joining());
    }
}
