package io.leat.log.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.leat.log.LogEngine;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigOp.OpType;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatRequestData;
import org.apache.kafka.common.requests.ConsumerGroupHeartbeatRequest;
import org.apache.kafka.common.requests.ConsumerGroupHeartbeatResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a group has of its own holds for its members, for no others, and after a restart. */
@Timeout(60)
class GroupConfigsTest {
    private static final ConfigResource GROUP = new ConfigResource(ConfigResource.Type.GROUP, "slow");

    @Test
    void membersAreToldTheHeartbeatOfTheirGroupAlsoAfterARestart(@TempDir Path dir) throws Exception {
        try (LogEngine log = open(dir);
                Admin admin = Admin.create(Map.of("bootstrap.servers", log.bootstrapServers()))) {
            assertThat(heartbeatOf(log, "slow")).isEqualTo(5000);
            admin.incrementalAlterConfigs(Map.of(
                            GROUP,
                            List.of(new AlterConfigOp(
                                    new ConfigEntry("consumer.heartbeat.interval.ms", "9000"), OpType.SET))))
                    .all()
                    .get();
            assertThat(heartbeatOf(log, "slow")).isEqualTo(9000);
            assertThat(heartbeatOf(log, "others")).isEqualTo(5000);
        }
        try (LogEngine log = open(dir);
                Admin admin = Admin.create(Map.of("bootstrap.servers", log.bootstrapServers()))) {
            assertThat(heartbeatOf(log, "slow")).isEqualTo(9000);
            assertThat(admin.listConfigResources().all().get()).contains(GROUP);
            admin.incrementalAlterConfigs(Map.of(
                            GROUP,
                            List.of(new AlterConfigOp(
                                    new ConfigEntry("consumer.heartbeat.interval.ms", ""), OpType.DELETE))))
                    .all()
                    .get();
            assertThat(heartbeatOf(log, "slow")).isEqualTo(5000);
            assertThat(admin.listConfigResources().all().get()).doesNotContain(GROUP);
        }
    }

    private static int heartbeatOf(LogEngine log, String group) throws Exception {
        try (RawClient client = new RawClient(log.bootstrapServers(), "member")) {
            var joining = new ConsumerGroupHeartbeatRequestData()
                    .setGroupId(group)
                    .setMemberId("one")
                    .setMemberEpoch(0)
                    .setRebalanceTimeoutMs(1000)
                    .setSubscribedTopicNames(List.of("t"))
                    .setTopicPartitions(List.of());
            return ((ConsumerGroupHeartbeatResponse)
                            client.ask(new ConsumerGroupHeartbeatRequest.Builder(joining).build((short) 1)))
                    .data()
                    .heartbeatIntervalMs();
        }
    }

    private static LogEngine open(Path dir) {
        return LogEngine.open(Map.of(
                "log.dirs", dir.toString(),
                "listeners", "PLAINTEXT://127.0.0.1:0",
                "offsets.topic.num.partitions", "1"));
    }
}
