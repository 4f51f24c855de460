package io.leat.log.ecosystem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.leat.log.LogEngine;
import io.leat.testing.LeatProcess;
import io.leat.testing.Program;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * kafkajs, a client in JavaScript that speaks older versions of many APIs: {@code kafkajs.js} beside this class, run by
 * node, takes the steps; what they gave is held against what they should.
 */
@Timeout(120)
class KafkajsTest {
    /** A folder {@code node_modules} with kafkajs in it. */
    private static final Path MODULES = Path.of(System.getProperty(
            "leat.node.modules",
            LeatProcess.repository().resolve("target/kafkajs/node_modules").toString()));

    @TempDir
    Path dir;

    @Test
    void administratorsProducersGroupsAndTransactions() throws IOException {
        assumeTrue(
                Program.isInstalled("node") && Files.isDirectory(MODULES.resolve("kafkajs")),
                () -> "node or " + MODULES + "/kafkajs is not there, and so kafkajs was not tested: run .ci/run, or"
                        + " npm install --prefix target/kafkajs --no-save kafkajs");
        try (LogEngine log = LogEngine.open(Map.of(
                "log.dirs",
                dir.resolve("log").toString(),
                "listeners",
                "PLAINTEXT://127.0.0.1:0",
                "offsets.topic.num.partitions",
                "2",
                "transaction.state.log.num.partitions",
                "2",
                "group.initial.rebalance.delay.ms",
                "0"))) {
            Map<String, String> expected = new LinkedHashMap<>();
            expected.put("config", "\"700000\"");
            expected.put("partitions", "3");
            expected.put("brokers", "[\"" + log.bootstrapServers() + "\"]");
            expected.put("read", "{\"0\":" + values(0, 0) + ",\"1\":" + values(1, 0) + ",\"2\":" + values(2, 0) + "}");
            expected.put("committed", "[\"10\",\"10\",\"10\"]");
            expected.put("moved", "[\"10\",\"4\",\"10\"]");
            expected.put("again", "{\"1\":" + values(1, 4) + "}");
            expected.put("lows", "[\"7\",\"0\",\"0\"]");
            expected.put("groups", "[\"Empty\"]");
            expected.put("left", "[]");
            expected.put("transactions", "{\"0\":[\"one\",\"two\"]}");
            expected.put("copied", "\"8\"");
            expected.put("topics", "[]");
            assertThat(steps(log.bootstrapServers())).containsExactlyEntriesOf(expected);
        }
    }

    /** The values of a partition that the script has written, from an offset on. */
    private static String values(int partition, int from) {
        return IntStream.range(from, 10)
                .mapToObj(i -> "\"p" + partition + "-" + i + "\"")
                .toList()
                .toString()
                .replace(" ", "");
    }

    private Map<String, String> steps(String address) throws IOException {
        Path script = dir.resolve("kafkajs.js");
        try (InputStream in = Objects.requireNonNull(getClass().getResourceAsStream("kafkajs.js"))) {
            Files.copy(in, script);
        }
        String out = Program.run(
                        List.of("node", script.toString(), address), "", Map.of("NODE_PATH", MODULES.toString()))
                .orFail()
                .out();
        Map<String, String> steps = new LinkedHashMap<>();
        for (String line : out.lines().toList()) {
            JsonNode step = new ObjectMapper().readTree(line);
            steps.put(step.get("step").asText(), step.get("result").toString());
        }
        return steps;
    }
}
