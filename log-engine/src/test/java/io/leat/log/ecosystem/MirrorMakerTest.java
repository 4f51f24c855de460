package io.leat.log.ecosystem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.leat.log.LogEngine;
import io.leat.testing.KafkaTool;
import io.leat.testing.RunningProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Apache's MirrorMaker 2 between two of our logs. */
@Timeout(180)
class MirrorMakerTest {
    private static final int RECORDS = 200;
    private static final int BEHIND = 20;
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @TempDir
    Path dir;

    @Test
    void recordsConfigsAndGroupsAreMirroredAndNotAgainAfterAKill() throws IOException {
        try (LogEngine here = open("here");
                LogEngine there = open("there")) {
            here.broker()
                    .topics()
                    .create(new NewTopic("orders", 2, (short) 1).configs(Map.of("retention.ms", "777000000")));
            send(here, "orders", "before");
            commit(here, Map.of(at("orders", 0), RECORDS, at("orders", 1), RECORDS));
            Path settings = settings(here, there);
            try (RunningProcess mirror = start(settings)) {
                awaitCopy(here, there, "orders", mirror);
                assertThat(there.broker()
                                .partition(at("here.orders", 1))
                                .log()
                                .config()
                                .kept()
                                .ms())
                        .isEqualTo(777_000_000);
                awaitGroup(there, mirror, 0, 0);
                // Where a group was before MirrorMaker began, it does not know; from now on it does.
                send(here, "orders", "more");
                awaitCopy(here, there, "orders", mirror);
                commit(here, Map.of(at("orders", 0), 2 * RECORDS, at("orders", 1), 2 * RECORDS - BEHIND));
                awaitGroup(there, mirror, 0, BEHIND);
                send(here, "orders", "killed");
                mirror.kill9();
            }
            here.broker().topics().create(new NewTopic("orders-later", 1, (short) 1));
            send(here, "orders", "after");
            send(here, "orders-later", "after");
            try (RunningProcess mirror = start(settings)) {
                awaitCopy(here, there, "orders", mirror);
                awaitCopy(here, there, "orders-later", mirror);
            }
        }
    }

    /** A mirrored partition has each record once, in the same order: source offsets are committed with the records. */
    private static void awaitCopy(LogEngine here, LogEngine there, String topic, RunningProcess mirror) {
        int partitions =
                Objects.requireNonNull(here.broker().topics().partitionCounts().get(topic));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(there.broker().topics().partitionCounts())
                        .as(mirror.tail())
                        .containsEntry("here." + topic, partitions));
        for (int i = 0; i < partitions; i++) {
            int partition = i;
            List<String> expected = Committed.values(here.bootstrapServers(), at(topic, i));
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(
                                    Committed.values(there.bootstrapServers(), at("here." + topic, partition)))
                            .as(mirror.tail())
                            .isEqualTo(expected));
        }
    }

    /** A group goes on there where it was here, or some records before: none is left out. */
    private static void awaitGroup(LogEngine there, RunningProcess mirror, int... behind) {
        await().atMost(PATIENCE).untilAsserted(() -> {
            var offsets = there.broker().groups().committed("readers");
            for (int i = 0; i < behind.length; i++) {
                TopicPartition partition = at("here.orders", i);
                assertThat(offsets).as(mirror.tail()).containsKey(partition);
                int left = left(there, partition, offsets).size();
                // It knows places at a distance, so that a group that has read all is the only one to be where it was.
                assertThat(left).isBetween(behind[i], behind[i] == 0 ? 0 : RECORDS);
            }
        });
        assertThat(Committed.values(there.bootstrapServers(), at("here.checkpoints.internal", 0)))
                .isNotEmpty();
    }

    /** What a group has yet to read of a partition. */
    private static List<String> left(
            LogEngine log, TopicPartition partition, Map<TopicPartition, OffsetAndMetadata> offsets) {
        long offset = Objects.requireNonNull(offsets.get(partition)).offset();
        return Committed.values(log.bootstrapServers(), partition, offset);
    }

    private LogEngine open(String name) {
        return LogEngine.open(Map.of(
                "log.dirs",
                dir.resolve(name).toString(),
                "listeners",
                "PLAINTEXT://127.0.0.1:0",
                "offsets.topic.num.partitions",
                "2",
                "transaction.state.log.num.partitions",
                "2",
                // A worker waits, when it starts, for the transaction of the one that was killed.
                "transaction.abort.timed.out.transaction.cleanup.interval.ms",
                "200",
                "group.initial.rebalance.delay.ms",
                "0"));
    }

    private RunningProcess start(Path settings) {
        return KafkaTool.start("org.apache.kafka.connect.mirror.MirrorMaker", settings.toString());
    }

    private Path settings(LogEngine here, LogEngine there) throws IOException {
        return Files.writeString(
                dir.resolve("mm2.properties"), """
                clusters = here, there
                here.bootstrap.servers = %s
                there.bootstrap.servers = %s
                here->there.enabled = true
                here->there.topics = orders.*
                here->there.groups = readers
                there->here.enabled = false
                there->here.emit.heartbeats.enabled = false
                there.exactly.once.source.support = enabled
                there.consumer.isolation.level = read_committed
                dedicated.mode.enable.internal.rest = true
                listeners = http://127.0.0.1:0
                sync.group.offsets.enabled = true
                sync.group.offsets.interval.seconds = 1
                emit.checkpoints.interval.seconds = 1
                refresh.topics.interval.seconds = 1
                refresh.groups.interval.seconds = 1
                sync.topic.configs.interval.seconds = 1
                offset.lag.max = 0
                replication.factor = 1
                offset-syncs.topic.replication.factor = 1
                checkpoints.topic.replication.factor = 1
                heartbeats.topic.replication.factor = 1
                config.storage.replication.factor = 1
                offset.storage.replication.factor = 1
                status.storage.replication.factor = 1
                offset.storage.partitions = 2
                there.producer.transaction.timeout.ms = 3000
                plugin.discovery = service_load
                scheduled.rebalance.max.delay.ms = 0
                """.formatted(here.bootstrapServers(), there.bootstrapServers()));
    }

    private static void send(LogEngine log, String topic, String when) {
        int partitions =
                Objects.requireNonNull(log.broker().topics().partitionCounts().get(topic));
        try (Producer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", log.bootstrapServers()), new StringSerializer(), new StringSerializer())) {
            for (int i = 0; i < RECORDS; i++) {
                for (int partition = 0; partition < partitions; partition++) {
                    Future<RecordMetadata> unused =
                            producer.send(new ProducerRecord<>(topic, partition, "key", when + " " + i));
                }
            }
        }
    }

    /** Commits what a group has read. */
    private static void commit(LogEngine log, Map<TopicPartition, Integer> offsets) {
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", log.bootstrapServers(), "group.id", "readers"),
                new StringDeserializer(),
                new StringDeserializer())) {
            consumer.commitSync(offsets.entrySet().stream()
                    .collect(Collectors.toMap(Map.Entry::getKey, it -> new OffsetAndMetadata(it.getValue()))));
        }
    }

    private static TopicPartition at(String topic, int partition) {
        return new TopicPartition(topic, partition);
    }
}
