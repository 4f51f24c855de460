package io.leat.log.group;

import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/**
 * What a member is told.
 *
 * @param epoch to be sent with its next words
 * @param partitions what it may own now; what else it owns it must give up
 * @param settled whether nothing is left to give up or to wait for
 */
public record Grant(int epoch, Set<TopicPartition> partitions, boolean settled) {
    public Grant {
        partitions = Set.copyOf(partitions);
    }
}
