package io.leat.log.ecosystem;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.leat.log.LogEngine;
import io.leat.testing.ApacheConnect;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Apache's own Connect worker, with its topics and its group on our log instead of on Kafka. */
@Timeout(180)
class ApacheWorkerTest {
    private static final int LINES = 3_000;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path dir;

    /** A line is there more than once only if the sink was killed between writing it and committing that it has. */
    @Test
    void eachLineOfAFileIsInTheTopicOnceAndInTheOtherFileThoughTheWorkerIsKilled() throws IOException {
        Path in = Files.createFile(dir.resolve("in.txt"));
        Path out = dir.resolve("out.txt");
        List<String> lines = new ArrayList<>();
        try (LogEngine log = LogEngine.open(Map.of(
                        "log.dirs",
                        dir.resolve("log").toString(),
                        "listeners",
                        "PLAINTEXT://127.0.0.1:0",
                        "group.min.session.timeout.ms",
                        "1000",
                        "transaction.abort.timed.out.transaction.cleanup.interval.ms",
                        "200",
                        "group.initial.rebalance.delay.ms",
                        "0"));
                ApacheConnect worker = ApacheConnect.startDistributed(
                        log.bootstrapServers(),
                        Map.of(
                                "exactly.once.source.support", "enabled",
                                // Who was killed is not missed for long.
                                "session.timeout.ms", "2000",
                                "heartbeat.interval.ms", "500",
                                "consumer.session.timeout.ms", "2000",
                                "consumer.heartbeat.interval.ms", "500",
                                "producer.transaction.timeout.ms", "3000",
                                "plugin.discovery", "service_load"))) {
            create(worker, "source", in, "topic");
            create(worker, "sink", out, "topics");
            lines.addAll(append(in, "before"));
            await().atMost(PATIENCE).until(() -> Files.exists(out) && Files.size(out) > 0);
            worker.process().kill9();
            lines.addAll(append(in, "after"));
            worker.restart();
            await().atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(Files.readAllLines(out).stream().distinct())
                                    .containsExactlyElementsOf(lines));

            assertThat(Committed.values(log.bootstrapServers(), "lines")).containsExactlyElementsOf(lines);
            TopicPartition partition = new TopicPartition("lines", 0);
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(log.broker().groups().committed("connect-sink"))
                            .hasEntrySatisfying(
                                    partition, done -> assertThat(done.offset()).isGreaterThanOrEqualTo(2 * LINES)));
            assertThat(worker.rest().get("/connectors/source/offsets").body())
                    .contains("\"position\":" + Files.size(in));
        }
    }

    private static void create(ApacheConnect worker, String kind, Path file, String topics) {
        String config = """
                {"connector.class": "FileStream%s", "tasks.max": "1", "file": "%s", "%s": "lines",
                 "value.converter": "org.apache.kafka.connect.storage.StringConverter"}""".formatted(kind.equals("source") ? "Source" : "Sink", file, topics);
        var answer = worker.rest().put("/connectors/" + kind + "/config", config);
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
    }

    private static List<String> append(Path file, String when) throws IOException {
        List<String> lines =
                IntStream.range(0, LINES).mapToObj(i -> when + " " + i).toList();
        Files.write(file, lines, UTF_8, StandardOpenOption.APPEND);
        return lines;
    }
}
