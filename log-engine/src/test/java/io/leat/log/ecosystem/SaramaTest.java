package io.leat.log.ecosystem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.leat.log.LogEngine;
import io.leat.testing.Program;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Sarama, the client of Go programs such as Telegraf, in the version that Debian has: {@code sarama.go} beside this class
 * writes with its idempotent producer and reads as a member of a group, as of several versions of the protocol.
 */
@Timeout(240)
class SaramaTest {
    private static final Path GO_PATH = Path.of("/usr/share/gocode");
    private static final List<String> VERSIONS = List.of("1.0", "2.1", "max");

    @TempDir
    Path dir;

    @Test
    void whatItWritesAGroupOfItReadsAndCommitsInEachVersionOfTheProtocol() throws IOException {
        assumeTrue(
                Program.isInstalled("go")
                        && Program.isInstalled("gcc")
                        && Files.isDirectory(GO_PATH.resolve("src/github.com/Shopify/sarama")),
                "go, gcc or Sarama's sources are not there, and so Sarama was not tested: apt-get install"
                        + " golang-go gcc libc6-dev golang-github-shopify-sarama-dev, or run .ci/run");
        Path program = build();
        try (LogEngine log = LogEngine.open(Map.of(
                "log.dirs",
                dir.resolve("log").toString(),
                "listeners",
                "PLAINTEXT://127.0.0.1:0",
                "offsets.topic.num.partitions",
                "2",
                "group.initial.rebalance.delay.ms",
                "0"))) {
            assertThat(Program.run(List.of(program.toString(), log.bootstrapServers()), "", Map.of())
                            .orFail()
                            .out()
                            .lines())
                    .containsExactlyElementsOf(VERSIONS.stream()
                            .map(it -> it + " 0=v0,v2,v4,v6,v8 1=v1,v3,v5,v7,v9")
                            .toList());
            assertThat(VERSIONS)
                    .allSatisfy(it -> assertThat(log.broker().groups().committed("sarama-" + it + "-readers"))
                            .extractingFromEntries(entry ->
                                    entry.getKey() + "@" + entry.getValue().offset())
                            .containsExactlyInAnyOrder("sarama-" + it + "-0@5", "sarama-" + it + "-1@5"));
        }
    }

    private Path build() throws IOException {
        Path source = dir.resolve("sarama.go");
        try (InputStream in = Objects.requireNonNull(getClass().getResourceAsStream("sarama.go"))) {
            Files.copy(in, source);
        }
        Path program = dir.resolve("sarama");
        Program.run(
                        List.of("go", "build", "-o", program.toString(), source.toString()),
                        "",
                        Map.of("GOPATH", GO_PATH.toString(), "GO111MODULE", "off"),
                        Duration.ofMinutes(3))
                .orFail();
        return program;
    }
}
