package io.leat.log.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.leat.log.disk.DiskDirectory;
import io.leat.log.settings.BrokerSettings;
import io.leat.testing.KafkaTool;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Apache Kafka's own tool decodes what we write to {@code __consumer_offsets}. */
class OffsetsTopicDumpTest {
    @TempDir
    Path dir;

    @Test
    void kafkasToolReadsMembersAndCommittedOffsets() {
        BrokerSettings settings =
                BrokerSettings.parse(Map.of("log.dirs", dir.toString(), "offsets.topic.num.partitions", "1"));
        try (EmbeddedBroker broker =
                EmbeddedBroker.open(settings, InstantSource.system(), path -> DiskDirectory.at(Path.of(path)))) {
            broker.topics().create(new NewTopic("t", 2, (short) 1));
            Groups.Assigned member =
                    broker.groups().join(new Groups.Join("readers", "", "", "client-7", 10_000, Set.of("t")));
            broker.groups().commit(commit(member)).join();
        }

        KafkaTool.Result result = KafkaTool.run(
                        "org.apache.kafka.tools.DumpLogSegments",
                        "--offsets-decoder",
                        "--files",
                        dir.resolve("__consumer_offsets-0/00000000000000000000.log")
                                .toString())
                .orFail();

        assertThat(result.out())
                .contains("\"groupId\":\"readers\"", "\"clientId\":\"client-7\"", "\"assignedPartitions\"")
                .contains("\"topic\":\"t\",\"partition\":1", "\"offset\":42", "\"metadata\":\"half way\"")
                .doesNotContain("Could not decode", "UNKNOWN");
        assertThat(result.err()).isEmpty();
    }

    @SuppressWarnings("removal") // kafka-clients 4.3.1 has no other way to make one.
    private static GroupOffsets commit(Groups.Assigned member) {
        return new GroupOffsets(
                new ConsumerGroupMetadata("readers", member.epoch(), member.memberId(), Optional.empty()),
                Map.of(new TopicPartition("t", 1), new OffsetAndMetadata(42, "half way")));
    }
}
