package io.leat.connect.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.leat.connect.port.EmbeddedLog;
import io.leat.log.LogEngine;
import io.leat.testing.JavaCommand;
import io.leat.testing.RunningProcess;
import io.leat.testing.Seeded;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.io.TempDir;

class KilledWorkerTest {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int LIVES = 2;

    @TempDir
    Path folder;

    /** D9. */
    @Seeded(10)
    void aSourceThatIsKilledInTheMiddleWritesEveryNumberOnce(long seed) {
        Path log = folder.resolve("log");
        var random = new Random(seed);
        for (int life = 0; life < LIVES; life++) {
            runAndKill(log, random);
        }
        assertThat(numbers(log))
                .allSatisfy((sequence, numbers) -> assertThat(numbers)
                        .as("sequence %s", sequence)
                        .isNotEmpty()
                        .isEqualTo(LongStream.range(0, numbers.size()).boxed().toList()));
    }

    /** Kills it somewhere after its first records, without looking where it is. */
    private void runAndKill(Path log, Random random) {
        var command = JavaCommand.ofThisClasspath(NumberingMain.class.getName(), List.of(log.toString()));
        try (var process = RunningProcess.start("numbering worker", command, folder, Map.of())) {
            int target = 100 * (1 + random.nextInt(20));
            String digits = Integer.toString(target);
            process.awaitLine(
                    "^written (\\d{" + (digits.length() + 1) + ",}|[" + digits.charAt(0) + "-9]\\d{"
                            + (digits.length() - 1) + "})$",
                    SOON);
            process.kill9();
        }
    }

    /** The numbers of each sequence, sorted, as a reader of the log finds them. */
    private static Map<String, List<Long>> numbers(Path log) {
        Map<String, List<Long>> numbers = new TreeMap<>();
        try (LogEngine engine = LogEngine.open(Map.of("log.dirs", log.toString()));
                Consumer<byte[], byte[]> consumer = new EmbeddedLog(engine).consumer(Map.of())) {
            List<TopicPartition> partitions = IntStream.range(0, 3)
                    .mapToObj(n -> new TopicPartition("numbers", n))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.getOrDefault(p, 0L))) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
                    String key = new String(record.key(), StandardCharsets.UTF_8);
                    numbers.computeIfAbsent(key.substring(0, key.indexOf('/')), k -> new ArrayList<>())
                            .add(Long.valueOf(new String(record.value(), StandardCharsets.UTF_8)));
                }
            }
        }
        numbers.values().forEach(list -> list.sort(null));
        return numbers;
    }
}
