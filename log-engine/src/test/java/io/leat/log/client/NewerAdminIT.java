package io.leat.log.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Kafka's newer Admin on our listener: where it has a newer version of an API, it takes the one that is served. */
@Timeout(120)
class NewerAdminIT {
    private static final TopicPartition FIRST = new TopicPartition("topic", 0);
    private static final ConfigResource CONFIGS = new ConfigResource(ConfigResource.Type.TOPIC, "topic");

    @BeforeAll
    static void theClientsAreTheNewerOnes() {
        NewerClients.areHere();
    }

    @Test
    void topicsConfigsRecordsAndGroups(@TempDir Path dir) throws Exception {
        try (ServedPeer peer = new ServedPeer(dir, StockClients.CONSUMER_PROTOCOL);
                Admin admin = Admin.create(Map.of("bootstrap.servers", peer.bootstrapServers()))) {
            peer.createTopic("topic", 1, Map.of("retention.ms", "60000"));
            admin.createPartitions(Map.of("topic", NewPartitions.increaseTo(3)))
                    .all()
                    .get();
            assertThat(admin.describeTopics(List.of("topic"))
                            .allTopicNames()
                            .get()
                            .get("topic"))
                    .satisfies(it -> assertThat(it.partitions()).hasSize(3));
            alter(admin);
            write(peer);
            assertThat(admin.listOffsets(Map.of(FIRST, OffsetSpec.latest()))
                            .partitionResult(FIRST)
                            .get()
                            .offset())
                    .isEqualTo(5);
            assertThat(admin.deleteRecords(Map.of(FIRST, RecordsToDelete.beforeOffset(2)))
                            .lowWatermarks()
                            .get(FIRST))
                    .satisfies(it -> assertThat(it.get().lowWatermark()).isEqualTo(2));
            groups(peer, admin);
            admin.deleteTopics(List.of("topic")).all().get();
            assertThat(admin.listTopics().names().get()).isEmpty();
        }
    }

    private static void alter(Admin admin) throws Exception {
        admin.incrementalAlterConfigs(Map.of(
                        CONFIGS,
                        List.of(new AlterConfigOp(new ConfigEntry("retention.ms", "70000"), AlterConfigOp.OpType.SET))))
                .all()
                .get();
        assertThat(admin.describeConfigs(List.of(CONFIGS)).values().get(CONFIGS))
                .satisfies(
                        it -> assertThat(it.get().get("retention.ms").value()).isEqualTo("70000"));
    }

    private static void write(ServedPeer peer) throws Exception {
        try (Producer<byte[], byte[]> producer = peer.producer(Map.of())) {
            for (int i = 0; i < 5; i++) {
                Object unused = producer.send(new ProducerRecord<>("topic", 0, null, new byte[] {1}))
                        .get();
            }
        }
    }

    private static void groups(ServedPeer peer, Admin admin) throws Exception {
        try (Consumer<byte[], byte[]> consumer = peer.consumer(Map.of("group.id", "group"))) {
            consumer.assign(Set.of(FIRST));
            consumer.commitSync(Map.of(FIRST, new OffsetAndMetadata(3, "here")));
        }
        assertThat(admin.listConsumerGroupOffsets("group")
                        .partitionsToOffsetAndMetadata()
                        .get())
                .containsEntry(FIRST, new OffsetAndMetadata(3, "here"));
        assertThat(admin.describeConsumerGroups(List.of("group")).all().get()).containsKey("group");
        admin.deleteConsumerGroups(List.of("group")).all().get();
        assertThat(admin.listGroups().all().get()).isEmpty();
    }
}
