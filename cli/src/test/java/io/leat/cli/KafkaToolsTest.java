package io.leat.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.leat.log.LogEngine;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The commands that do what Kafka's tools do, on a log in this process. */
@Timeout(120)
class KafkaToolsTest {
    private static @Nullable LogEngine log;

    @BeforeAll
    static void open(@TempDir Path dir) {
        log = LogEngine.open(Map.of(
                "log.dirs", dir.toString(),
                "listeners", "PLAINTEXT://127.0.0.1:0",
                "group.initial.rebalance.delay.ms", "0"));
    }

    @AfterAll
    static void close() {
        log().close();
    }

    private static LogEngine log() {
        if (log == null) {
            throw new IllegalStateException("not open");
        }
        return log;
    }

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
                .anyMatch(it -> it.startsWith("max.message.bytes  2000"));
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

    private static long committed(String group, int partition) throws Exception {
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

    private static void produce(String lines, String... args) {
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

    private static String ok(String... args) {
        Ran ran = run(args);
        assertThat(ran.exit())
                .as("%s%n%s%s", List.of(args), ran.out(), ran.err())
                .isZero();
        return ran.out();
    }

    private static Ran run(String... args) {
        List<String> all = new ArrayList<>(List.of(args));
        all.addAll(List.of("--bootstrap-server", log().bootstrapServers()));
        return Ran.leat(all.toArray(new String[0]));
    }
}
