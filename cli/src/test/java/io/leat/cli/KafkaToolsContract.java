package io.leat.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The commands that do what Kafka's tools do, on whatever log. */
@Timeout(120)
abstract class KafkaToolsContract {
    /** {@code host:port} of the log that the commands speak to. */
    abstract String address();

    /** The first steps of every book on Kafka. */
    @Test
    void aTopicIsMadeWrittenToReadAndItsGroupMovedBack() {
        ok("topics", "--create", "--topic", "test", "--partitions", "3");
        assertThat(ok("topics", "--list").lines()).contains("test");
        assertThat(ok("topics", "--describe", "--topic", "test").lines().filter(it -> it.startsWith("test")))
                .hasSize(1 + 3);
        produce(
                "k1:one\nk2:two\nk3:three\n",
                "--topic",
                "test",
                "--property",
                "parse.key=true",
                "--property",
                "key.separator=:");
        assertThat(ok(
                                "consume",
                                "--topic",
                                "test",
                                "--from-beginning",
                                "--group",
                                "readers",
                                "--max-messages",
                                "3",
                                "--property",
                                "print.key=true",
                                "--property",
                                "key.separator==")
                        .lines())
                .containsExactlyInAnyOrder("k1=one", "k2=two", "k3=three");
        assertThat(ok("groups", "--list").lines()).contains("readers");
        assertThat(ok("groups", "--describe", "--group", "readers").lines().filter(it -> it.startsWith("readers")))
                .isNotEmpty();

        assertThat(ok(
                        "groups",
                        "--reset-offsets",
                        "--group",
                        "readers",
                        "--topic",
                        "test",
                        "--to-earliest",
                        "--execute"))
                .contains("NEW-OFFSET");
        assertThat(ok("consume", "--topic", "test", "--group", "readers", "--max-messages", "3")
                        .lines())
                .containsExactlyInAnyOrder("one", "two", "three");
    }

    @Test
    void aSinglePartitionIsMovedToAnOffset() throws Exception {
        ok("topics", "--create", "--topic", "moved", "--partitions", "2");
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 100; i++) {
            lines.append("key").append(i).append("\tvalue\n");
        }
        produce(lines.toString(), "--topic", "moved", "--property", "parse.key=true");
        ok("groups", "--reset-offsets", "--group", "mover", "--topic", "moved", "--to-latest", "--execute");

        String dry = ok("groups", "--reset-offsets", "--group", "mover", "--topic", "moved:1", "--to-offset", "10");
        assertThat(dry.lines()).anyMatch(it -> it.matches("mover +moved +1 +10"));
        assertThat(committed("mover", 1)).isNotEqualTo(10);
        ok("groups", "--reset-offsets", "--group", "mover", "--topic", "moved:1", "--to-offset", "10", "--execute");
        assertThat(committed("mover", 1)).isEqualTo(10);
        ok("groups", "--reset-offsets", "--group", "mover", "--topic", "moved:1", "--shift-by", "-4", "--execute");
        assertThat(committed("mover", 1)).isEqualTo(6);
        ok("groups", "--delete", "--group", "mover");
        assertThat(ok("groups", "--list").lines()).doesNotContain("mover");
    }

    @Test
    void configsAreChangedAndTakenBack() {
        ok("topics", "--create", "--topic", "configured", "--config", "retention.ms=60000");
        ok(
                "configs",
                "--alter",
                "--entity-type",
                "topics",
                "--entity-name",
                "configured",
                "--add-config",
                "cleanup.policy=[compact,delete],max.message.bytes=2000");
        assertThat(ok("configs", "--describe", "--entity-type", "topics", "--entity-name", "configured")
                        .lines())
                .anyMatch(it -> it.matches("cleanup.policy +compact,delete +DYNAMIC_TOPIC_CONFIG"))
                .anyMatch(it -> it.matches("max.message.bytes +2000 .*"));
        ok(
                "configs",
                "--alter",
                "--entity-type",
                "topics",
                "--entity-name",
                "configured",
                "--delete-config",
                "cleanup.policy,max.message.bytes");
        assertThat(ok("configs", "--describe", "--entity-type", "topics", "--entity-name", "configured")
                        .lines())
                .noneMatch(it -> it.startsWith("cleanup.policy"))
                .anyMatch(it -> it.startsWith("retention.ms"));
    }

    @Test
    void quotasAreSetDescribedAndTakenAway() throws Exception {
        assertThat(ok(
                        "configs",
                        "--alter",
                        "--user",
                        "alice",
                        "--client",
                        "app",
                        "--add-config",
                        "producer_byte_rate=1048576"))
                .isEqualTo("Altered 1 config of users alice, clients app.%n".formatted());
        ok(
                "configs",
                "--alter",
                "--entity-type",
                "clients",
                "--entity-default",
                "--add-config",
                "consumer_byte_rate=2e6,request_percentage=50");

        assertThat(ok(
                                "configs",
                                "--describe",
                                "--entity-type",
                                "users",
                                "--entity-name",
                                "alice",
                                "--entity-type",
                                "clients",
                                "--entity-name",
                                "app")
                        .lines())
                .anyMatch(it -> it.matches("client-id app, user alice +producer_byte_rate +1048576"));
        var told = new ObjectMapper().readTree(ok("configs", "--describe", "--client-defaults", "--json"));
        assertThat(told.at("/0/entity/client-id").isNull()).isTrue();
        assertThat(told.at("/0/quotas/consumer_byte_rate").asDouble()).isEqualTo(2e6);
        assertThat(told.at("/0/quotas/request_percentage").asDouble()).isEqualTo(50);

        ok("configs", "--alter", "--client-defaults", "--delete-config", "consumer_byte_rate,request_percentage");
        assertThat(new ObjectMapper().readTree(ok("configs", "--describe", "--client-defaults", "--json")))
                .isEmpty();
    }

    @Test
    void configsOfAllTopicsAndOfABrokerAreDescribedByTheShortNames(@TempDir Path dir) throws Exception {
        ok("topics", "--create", "--topic", "short");
        Path file = Files.writeString(dir.resolve("topic.properties"), "retention.ms=70000\nsegment.ms=80000\n");
        ok(
                "configs",
                "--alter",
                "--topic",
                "short",
                "--add-config-file",
                file.toString(),
                "--add-config",
                "segment.ms=90000");

        assertThat(ok("configs", "--describe", "--entity-type", "topics").lines())
                .anyMatch(it -> it.matches("short +retention.ms +70000 +DYNAMIC_TOPIC_CONFIG"))
                .anyMatch(it -> it.matches("short +segment.ms +90000 +DYNAMIC_TOPIC_CONFIG"));
        assertThat(ok("configs", "--describe", "--broker", "1", "--all").lines())
                .anyMatch(it -> it.startsWith("num.network.threads"));
        assertThat(ok("configs", "--describe", "--entity-type", "brokers", "--all")
                        .lines())
                .anyMatch(it -> it.matches("1 +num.network.threads .*"));
    }

    @Test
    void whatConfigsAreOfIsCheckedBeforeAnythingIsAsked() {
        assertWrong("It is not said what", "configs", "--describe");
        assertWrong("topics, brokers", "configs", "--describe", "--entity-type", "tables");
        assertWrong(
                "exclude each other",
                "configs",
                "--describe",
                "--entity-type",
                "users",
                "--entity-name",
                "a",
                "--entity-default");
        assertWrong("cannot be combined", "configs", "--describe", "--topic", "t", "--user", "u");
        assertWrong(
                "which of the topics",
                "configs",
                "--alter",
                "--entity-type",
                "topics",
                "--add-config",
                "retention.ms=1");
        assertWrong(
                "leat users", "configs", "--alter", "--user", "u", "--add-config", "SCRAM-SHA-256=[password=secret]");
        assertWrong("not a number", "configs", "--alter", "--user", "u", "--add-config", "producer_byte_rate=fast");
        assertWrong("changes nothing", "configs", "--alter", "--topic", "t");
    }

    private void assertWrong(String why, String... args) {
        assertThat(run(args))
                .satisfies(it -> assertThat(it.exit()).as(it.out() + it.err()).isEqualTo(2))
                .satisfies(it -> assertThat(it.err()).contains(why));
    }

    @Test
    void offsetsAndRecordsAreJsonForScripts() throws Exception {
        ok("topics", "--create", "--topic", "scripted", "--if-not-exists");
        ok("topics", "--create", "--topic", "scripted", "--if-not-exists");
        produce("a\n\"b\"\n", "--topic", "scripted");
        var mapper = new ObjectMapper();
        assertThat(mapper.readTree(ok("offsets", "--topic", "scripted", "--json"))
                        .at("/0/offset")
                        .asLong())
                .isEqualTo(2);
        List<String> values = new ArrayList<>();
        for (String line : ok(
                        "consume",
                        "--topic",
                        "scripted",
                        "--partition",
                        "0",
                        "--offset",
                        "1",
                        "--max-messages",
                        "1",
                        "--json")
                .lines()
                .toList()) {
            values.add(mapper.readTree(line).get("value").asText());
        }
        assertThat(values).containsExactly("\"b\"");
        assertThat(mapper.readTree(ok("topics", "--describe", "--topic", "scripted", "--json"))
                        .at("/0/partitions")
                        .size())
                .isEqualTo(1);
        ok("topics", "--delete", "--topic", "scripted");
        assertThat(ok("topics", "--list").lines()).doesNotContain("scripted");
    }

    @Test
    void whatIsWrongIsSaidWithWhatToDoAndACodeForScripts() {
        assertThat(run("topics", "--describe", "--topic", "nowhere"))
                .satisfies(it -> assertThat(it.exit()).isEqualTo(1))
                .satisfies(it -> assertThat(it.err()).contains("nowhere").contains("--list"));
        assertThat(run("topics", "--create", "--topic", "not legal!").exit()).isEqualTo(1);
        assertThat(run("topics", "--list", "--describe").exit()).isEqualTo(2);
        assertThat(run("groups", "--reset-offsets", "--group", "g", "--topic", "t:x", "--to-earliest"))
                .satisfies(it -> assertThat(it.exit()).isEqualTo(2))
                .satisfies(it -> assertThat(it.err()).contains("'x'").contains("test:1"));
        assertThat(Ran.leat("topics", "--list", "--bootstrap-server", "127.0.0.1:1"))
                .satisfies(it -> assertThat(it.exit()).isEqualTo(3))
                .satisfies(it -> assertThat(it.err()).contains("127.0.0.1:1").contains("./leat log"));
    }

    private long committed(String group, int partition) throws Exception {
        var offsets = new ObjectMapper()
                .readTree(ok("groups", "--describe", "--group", group, "--json"))
                .at("/0/offsets");
        for (var one : offsets) {
            if (one.get("partition").asInt() == partition) {
                return one.get("committed").asLong();
            }
        }
        return -1;
    }

    private void produce(String lines, String... args) {
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream(lines.getBytes(UTF_8)));
        try {
            List<String> all = new ArrayList<>(List.of("produce"));
            all.addAll(List.of(args));
            ok(all.toArray(new String[0]));
        } finally {
            System.setIn(before);
        }
    }

    private String ok(String... args) {
        Ran ran = run(args);
        assertThat(ran.exit())
                .as("%s%n%s%s", List.of(args), ran.out(), ran.err())
                .isZero();
        return ran.out();
    }

    private Ran run(String... args) {
        List<String> all = new ArrayList<>(List.of(args));
        all.addAll(List.of("--bootstrap-server", address()));
        return Ran.leat(all.toArray(new String[0]));
    }
}
