package io.leat.log.broker;

import io.leat.log.settings.ConfigValue;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;

/** Topics of this broker. Every change is in the catalogue, on disk, before a call returns. */
public interface Topics {

    /**
     * Creates a topic. Missing counts take {@code num.partitions} and a replication factor of 1.
     *
     * @throws org.apache.kafka.common.errors.TopicExistsException if there is one of this name
     * @throws org.apache.kafka.common.errors.InvalidTopicException if the name is not legal, or collides
     * @throws org.apache.kafka.common.errors.InvalidPartitionsException if the count is not positive
     * @throws org.apache.kafka.common.errors.InvalidReplicationFactorException if it is neither 1 nor -1
     * @throws org.apache.kafka.common.errors.InvalidConfigurationException if a config is unknown or out of range
     */
    Topic create(NewTopic topic);

    /** As {@link #create}, but nothing is created. */
    void judge(NewTopic topic);

    Optional<Topic> find(String name);

    Optional<Topic> find(Uuid id);

    /** The topic; created now if it is missing, {@code auto.create.topics.enable} is on and {@code mayCreate}. */
    Optional<Topic> findOrCreate(String name, boolean mayCreate);

    Collection<Topic> all();

    /**
     * Grows a topic to {@code count} partitions.
     *
     * @throws org.apache.kafka.common.errors.InvalidPartitionsException if that is not more than it has
     */
    Topic grow(String name, int count);

    /** As {@link #grow}, but nothing is changed. */
    void judgeGrowth(String name, int count);

    /**
     * Deletes a topic and its data.
     *
     * @throws org.apache.kafka.common.errors.UnknownTopicOrPartitionException if there is none
     */
    void delete(String name);

    /** All configs of a topic with the values that hold, and where each comes from. */
    Config configs(String name);

    /** All configs of a topic with the values that hold, and every place each could come from. */
    List<ConfigValue> describe(String name);

    /** As {@link #describe}, of a topic that has {@code own} configs and may not be there yet. */
    List<ConfigValue> describeOwn(Map<String, String> own);

    /** Changes single configs; what is not named stays. */
    default void alterConfigs(String name, Collection<AlterConfigOp> changes) {
        alterConfigs(name, changes, false);
    }

    /**
     * Changes single configs; what is not named stays.
     *
     * @param judgeOnly whether nothing is changed
     */
    void alterConfigs(String name, Collection<AlterConfigOp> changes, boolean judgeOnly);

    /** Whether there is this partition. */
    default boolean has(TopicPartition partition) {
        int count = partitionCounts().getOrDefault(partition.topic(), 0);
        return partition.partition() >= 0 && partition.partition() < count;
    }

    /** The number of partitions by topic: what a subscription is resolved against. Changes identity when anything changes. */
    Map<String, Integer> partitionCounts();
}
