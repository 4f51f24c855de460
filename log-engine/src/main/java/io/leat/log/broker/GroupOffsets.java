package io.leat.log.broker;

import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** Offsets to commit for one group; {@code group} says who asks, and is checked against the group's members. */
public record GroupOffsets(ConsumerGroupMetadata group, Map<TopicPartition, OffsetAndMetadata> offsets) {
    public GroupOffsets {
        offsets = Map.copyOf(offsets);
    }
}
