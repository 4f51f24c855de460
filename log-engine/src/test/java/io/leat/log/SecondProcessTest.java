package io.leat.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leat.testing.JavaCommand;
import io.leat.testing.RunningProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.KafkaStorageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two processes of the operating system, and one folder. */
class SecondProcessTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path dir;

    @Test
    void theSecondIsToldWhatToDoAndTouchesNothingAndMayHaveTheFolderAfterTheFirst() throws Exception {
        Path folder = dir.resolve("log");
        try (LogEngine log = LogEngine.open(Map.of("log.dirs", folder.toString()));
                Producer<byte[], byte[]> producer = log.producer(Map.of())) {
            log.broker().topics().create(new NewTopic(AppendUntilKilled.TOPIC, 1, (short) 1));
            producer.send(new ProducerRecord<>(AppendUntilKilled.TOPIC, "first".getBytes(UTF_8)))
                    .get();
            Map<String, String> before = content(folder);
            Path link = Files.createSymbolicLink(dir.resolve("link"), folder);
            assertThatThrownBy(() -> LogEngine.open(Map.of("log.dirs", link.toString())))
                    .as("the same process, which must not lose the system's lock by asking for it again")
                    .isInstanceOf(KafkaStorageException.class);

            try (RunningProcess second = start(folder)) {
                assertThat(second.awaitExit(PATIENCE)).isNotZero();
                assertThat(second.output())
                        .anySatisfy(line -> assertThat(line)
                                .contains("another process is using " + folder)
                                .contains("Stop it first, or give this one a folder of its own (log.dirs)"));
            }

            assertThat(content(folder)).isEqualTo(before);
            long offset = producer.send(new ProducerRecord<>(AppendUntilKilled.TOPIC, "third".getBytes(UTF_8)))
                    .get()
                    .offset();
            assertThat(offset).isEqualTo(1);
        }
        try (RunningProcess second = start(folder)) {
            second.awaitLine("acknowledged 0 at 2", PATIENCE);
            second.kill9();
        }
    }

    private RunningProcess start(Path folder) {
        List<String> command =
                JavaCommand.ofThisClasspath(AppendUntilKilled.class.getName(), List.of(folder.toString(), "0"));
        return RunningProcess.start("second", command, dir, Map.of());
    }

    /**
     * The bytes of every file, and when each was last written. Not of the checkpoints, which their owner writes by the clock; and not
     * of the lock, since a process that closes it gives it up.
     */
    private static Map<String, String> content(Path folder) throws Exception {
        Map<String, String> content = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.filter(Files::isRegularFile).toList()) {
                if (!path.toString().contains("-checkpoint") && !path.endsWith(".lock")) {
                    content.put(
                            folder.relativize(path).toString(),
                            Files.getLastModifiedTime(path)
                                    + " "
                                    + java.util.Arrays.toString(Files.readAllBytes(path)));
                }
            }
        }
        return content;
    }
}
