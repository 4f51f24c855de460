package io.leat.log.client;

import io.leat.log.broker.GroupOffsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** The offsets of groups that a transaction will commit. Of two for one partition of a group the later holds. */
final class HeldOffsets {
    private final Map<String, GroupOffsets> byGroup = new LinkedHashMap<>();

    void add(Map<TopicPartition, OffsetAndMetadata> offsets, ConsumerGroupMetadata group) {
        if (!offsets.isEmpty()) {
            byGroup.merge(group.groupId(), new GroupOffsets(group, offsets), HeldOffsets::later);
        }
    }

    private static GroupOffsets later(GroupOffsets former, GroupOffsets latter) {
        Map<TopicPartition, OffsetAndMetadata> both = new HashMap<>(former.offsets());
        both.putAll(latter.offsets());
        return new GroupOffsets(latter.group(), both);
    }

    boolean isEmpty() {
        return byGroup.isEmpty();
    }

    List<GroupOffsets> byGroup() {
        return List.copyOf(byGroup.values());
    }
}
