package io.leat.log.api;

import io.leat.log.broker.Broker;
import io.leat.log.broker.Partition;
import io.leat.log.broker.Topic;
import io.leat.log.partition.PartitionLog;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.FencedLeaderEpochException;
import org.apache.kafka.common.errors.UnknownLeaderEpochException;
import org.apache.kafka.common.errors.UnknownTopicIdException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Finds what a request names, by name in older versions and by id in newer ones. */
record TopicLookup(Broker broker) {

    /**
     * The partition.
     *
     * @param byId whether {@code id} says which topic, not {@code name}
     * @throws UnknownTopicIdException if there is no topic of that id
     * @throws UnknownTopicOrPartitionException if there is no topic of that name, or no such partition of it
     */
    Partition partition(boolean byId, String name, Uuid id, int partition) {
        return broker.partition(new TopicPartition(byId ? name(id) : name, partition));
    }

    /** The name of the topic of this id. */
    String name(Uuid id) {
        return find(id).orElseThrow(() -> new UnknownTopicIdException("There is no topic of the id " + id + "."))
                .name();
    }

    Optional<Topic> find(Uuid id) {
        return broker.topics().find(id);
    }

    /** Refuses a client that goes by another epoch of the leader than this one is in; -1 if it does not say (KIP-320). */
    static void checkEpoch(PartitionLog log, int epoch) {
        if (epoch >= 0 && epoch != log.leaderEpoch()) {
            String message = "%s is in the epoch %d, and the request goes by %d."
                    .formatted(log.name(), log.leaderEpoch(), epoch);
            if (epoch < log.leaderEpoch()) {
                throw new FencedLeaderEpochException(message);
            }
            throw new UnknownLeaderEpochException(message);
        }
    }
}
