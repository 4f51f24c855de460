package io.leat.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.leat.testing.JavaCommand;
import io.leat.testing.RunningProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** D4 with a real process and a real {@code kill -9}. */
class KilledProcessTest {
    private static final Pattern ACKNOWLEDGED = Pattern.compile("acknowledged (\\d+) at (\\d+)");
    private static final TopicPartition NUMBERS = new TopicPartition(AppendUntilKilled.TOPIC, 0);

    @TempDir
    Path dir;

    @Test
    void whatWasAcknowledgedIsThereAfterEachOfThreeKills() {
        Map<Long, String> acknowledged = new HashMap<>();
        for (int run = 0; run < 3; run++) {
            runAndKill(run, acknowledged);

            Map<Long, String> found = read();
            assertThat(found).as("after kill %d", run).containsAllEntriesOf(acknowledged);
        }
    }

    private void runAndKill(int run, Map<Long, String> acknowledged) {
        long first = run * 1_000_000L;
        List<String> command = JavaCommand.ofThisClasspath(
                AppendUntilKilled.class.getName(), List.of(dir.resolve("log").toString(), Long.toString(first)));
        try (RunningProcess program = RunningProcess.start("numbers", command, dir, Map.of())) {
            program.awaitLine("acknowledged " + (first + 300) + " at", Duration.ofSeconds(60));
            program.kill9();
            for (String line : program.output()) {
                Matcher matcher = ACKNOWLEDGED.matcher(line);
                if (matcher.matches()) {
                    acknowledged.put(Long.parseLong(matcher.group(2)), matcher.group(1));
                }
            }
        }
    }

    private Map<Long, String> read() {
        Map<Long, String> found = new HashMap<>();
        try (LogEngine log =
                        LogEngine.open(Map.of("log.dirs", dir.resolve("log").toString()));
                Consumer<byte[], byte[]> consumer = log.consumer(Map.of("auto.offset.reset", "earliest"))) {
            consumer.assign(List.of(NUMBERS));
            long end =
                    Objects.requireNonNull(consumer.endOffsets(List.of(NUMBERS)).get(NUMBERS));
            while (consumer.position(NUMBERS) < end) {
                consumer.poll(Duration.ofSeconds(1))
                        .forEach(it -> found.put(it.offset(), new String(Objects.requireNonNull(it.value()), UTF_8)));
            }
        }
        return found;
    }
}
