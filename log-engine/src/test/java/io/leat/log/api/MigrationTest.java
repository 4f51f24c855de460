package io.leat.log.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.leat.log.LogEngine;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.GroupType;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A group that goes over from the classic to the consumer protocol, and back, while its members read. */
@Timeout(180)
class MigrationTest {
    private static final String COOPERATIVE = "org.apache.kafka.clients.consumer.CooperativeStickyAssignor";
    private static final String EAGER = "org.apache.kafka.clients.consumer.RangeAssignor";

    @TempDir
    Path dir;

    private LogEngine log;
    private final List<Consumer<byte[], byte[]>> consumers = new ArrayList<>();

    @BeforeEach
    void open() {
        log = LogEngine.open(Map.of(
                "log.dirs", dir.toString(),
                "listeners", "PLAINTEXT://127.0.0.1:0",
                "group.initial.rebalance.delay.ms", "0",
                "group.consumer.min.heartbeat.interval.ms", "100",
                "group.consumer.heartbeat.interval.ms", "300"));
        log.broker().topics().create(new NewTopic("t", 6, (short) 1));
    }

    @AfterEach
    void close() {
        List.copyOf(consumers).forEach(this::end);
        log.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {COOPERATIVE, EAGER})
    void membersOfBothProtocolsShareAGroupOneWayAndBack(String assignor) throws Exception {
        Map<String, Object> classic = Map.of(
                "group.protocol", "classic", "heartbeat.interval.ms", 200, "partition.assignment.strategy", assignor);
        Map<String, Object> modern = Map.of("group.protocol", "consumer");
        Consumer<byte[], byte[]> a = consumer(classic);
        consumer(classic);
        pollUntil(() -> owned(3));
        TopicPartition first = a.assignment().iterator().next();
        a.commitSync(Map.of(first, new OffsetAndMetadata(5)));

        Consumer<byte[], byte[]> c = consumer(modern);
        pollUntil(() -> owned(2));
        assertThat(type()).isEqualTo(GroupType.CONSUMER);
        a.commitSync(Map.of(first, new OffsetAndMetadata(6)));

        Consumer<byte[], byte[]> d = consumer(modern);
        end(a);
        pollUntil(() -> owned(2));
        assertThat(d.committed(Set.of(first)).get(first)).isEqualTo(new OffsetAndMetadata(6));

        end(c);
        end(d);
        pollUntil(() -> owned(6));
        assertThat(type()).isEqualTo(GroupType.CLASSIC);
        consumer(classic);
        pollUntil(() -> owned(3));
    }

    /** Whether the six partitions are shared out, as many to each. */
    private boolean owned(int each) {
        long distinct = consumers.stream()
                .flatMap(it -> it.assignment().stream())
                .distinct()
                .count();
        return distinct == 6
                && consumers.stream().allMatch(it -> it.assignment().size() == each);
    }

    private GroupType type() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", log.bootstrapServers()))) {
            GroupListing only = admin.listGroups().all().get().iterator().next();
            return only.type().orElseThrow();
        }
    }

    private Consumer<byte[], byte[]> consumer(Map<String, Object> config) {
        Map<String, Object> all = new HashMap<>(config);
        all.put("bootstrap.servers", log.bootstrapServers());
        all.put("group.id", "g");
        all.put("enable.auto.commit", false);
        Consumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(all, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        consumer.subscribe(List.of("t"));
        consumers.add(consumer);
        return consumer;
    }

    private void end(Consumer<byte[], byte[]> consumer) {
        consumers.remove(consumer);
        consumer.close(CloseOptions.timeout(Duration.ofSeconds(5)));
    }

    private void pollUntil(BooleanSupplier condition) {
        long end = System.nanoTime() + GroupClients.PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("did not come true: "
                        + consumers.stream().map(Consumer::assignment).toList());
            }
            for (Consumer<byte[], byte[]> consumer : consumers) {
                assertThat(consumer.poll(Duration.ofMillis(20))).isNotNull();
            }
        }
    }
}
