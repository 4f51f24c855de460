package io.leat.log.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leat.log.LogEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.LogDirDescription;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.KafkaStorageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What was deleted does not come back; and what log directories say of themselves. */
@Timeout(60)
class DeleteRecordsTest {
    private static final TopicPartition T = new TopicPartition("t", 0);

    @TempDir
    Path dir;

    @Test
    void theStartOfALogIsWhereItWasMovedToAlsoAfterARestartAndACrash() throws Exception {
        Path crashed = dir.resolve("crashed");
        try (LogEngine log = open(dir.resolve("log").toString());
                Admin admin = admin(log)) {
            fill(log, 10);
            assertThat(delete(admin, 6)).isEqualTo(6);
            copy(dir.resolve("log"), crashed); // What a killed process leaves: it was not closed.
            assertThat(delete(admin, 3)).as("it never moves back").isEqualTo(6);
        }
        try (LogEngine log = open(crashed.toString());
                Admin admin = admin(log)) {
            assertThat(offset(admin, OffsetSpec.earliest())).isEqualTo(6);
            assertThat(offset(admin, OffsetSpec.latest())).isEqualTo(10);
        }
        try (LogEngine log = open(dir.resolve("log").toString());
                Admin admin = admin(log)) {
            assertThat(offset(admin, OffsetSpec.earliest())).isEqualTo(6);
            assertThat(delete(admin, -1)).isEqualTo(10);
            assertThat(offset(admin, OffsetSpec.earliest())).isEqualTo(10);
        }
    }

    @Test
    void theBrokersOwnTopicsKeepTheirRecords() throws Exception {
        try (LogEngine log = open(dir.resolve("log").toString());
                Admin admin = admin(log)) {
            log.broker()
                    .topics()
                    .create(new NewTopic("__consumer_offsets", 1, (short) 1)
                            .configs(Map.of("cleanup.policy", "compact,delete")));
            TopicPartition own = new TopicPartition("__consumer_offsets", 0);
            assertThatThrownBy(() -> admin.deleteRecords(Map.of(own, RecordsToDelete.beforeOffset(0)))
                            .all()
                            .get())
                    .hasCauseInstanceOf(InvalidTopicException.class);
        }
    }

    @Test
    void aLogDirectoryTellsItsSizesAndOneThatIsOfflineThatItIs() throws Exception {
        Path broken = Files.writeString(dir.resolve("file"), "no folder");
        try (LogEngine log = open(dir.resolve("log") + "," + broken);
                Admin admin = admin(log)) {
            fill(log, 10);
            Map<String, LogDirDescription> dirs = Objects.requireNonNull(
                    admin.describeLogDirs(List.of(1)).allDescriptions().get().get(1));
            LogDirDescription good =
                    Objects.requireNonNull(dirs.get(dir.resolve("log").toString()));
            assertThat(Objects.requireNonNull(good.replicaInfos().get(T)).size())
                    .isEqualTo(log.broker().partition(T).log().size())
                    .isPositive();
            assertThat(good.totalBytes().orElseThrow())
                    .isGreaterThan(good.usableBytes().orElseThrow());
            assertThat(Objects.requireNonNull(dirs.get(broken.toString())).error())
                    .isInstanceOf(KafkaStorageException.class);
        }
    }

    private static LogEngine open(String dirs) {
        return LogEngine.open(Map.of("log.dirs", dirs, "listeners", "PLAINTEXT://127.0.0.1:0"));
    }

    private static Admin admin(LogEngine log) {
        return Admin.create(Map.of("bootstrap.servers", log.bootstrapServers()));
    }

    private static void fill(LogEngine log, int records) throws Exception {
        log.broker().topics().create(new NewTopic("t", 1, (short) 1));
        try (Producer<byte[], byte[]> producer = log.producer(Map.of())) {
            for (int i = 0; i < records; i++) {
                Object unused = producer.send(new ProducerRecord<>("t", 0, null, "x".getBytes(UTF_8)))
                        .get();
            }
        }
    }

    private static long delete(Admin admin, long before) throws Exception {
        return Objects.requireNonNull(admin.deleteRecords(Map.of(T, RecordsToDelete.beforeOffset(before)))
                        .lowWatermarks()
                        .get(T))
                .get()
                .lowWatermark();
    }

    private static long offset(Admin admin, OffsetSpec spec) throws Exception {
        ListOffsetsResultInfo info =
                admin.listOffsets(Map.of(T, spec)).partitionResult(T).get();
        return info.offset();
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path file : all.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
    }
}
