package io.leat.connect.port;

import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The log as the worker sees it. Thread-safe; the clients it hands out are as thread-safe as Kafka's (a producer is, a
 * consumer belongs to one thread but for {@code wakeup}).
 */
public interface LogPort {

    /**
     * A topic to create.
     *
     * @param partitions how many, or {@link #OF_THE_LOG} for {@code num.partitions}
     * @param replicationFactor on how many brokers each is, or {@link #OF_THE_LOG} for {@code default.replication.factor}
     * @param configs by Kafka's names; what is not there is the log's default
     */
    record NewTopic(String name, int partitions, int replicationFactor, Map<String, String> configs) {
        /** The log's own default. */
        public static final int OF_THE_LOG = -1;
    }

    /**
     * Whether the log is in this process: then a transaction is one atomic append, and nothing but this process writes to
     * it for a task.
     */
    boolean isInProcess();

    /** A producer with Kafka's producer settings by name; keys and values are bytes. */
    Producer<byte[], byte[]> producer(Map<String, Object> settings);

    /** A consumer with Kafka's consumer settings by name; keys and values are bytes. */
    Consumer<byte[], byte[]> consumer(Map<String, Object> settings);

    /**
     * Creates the topic unless there is one of that name, which is left as it is.
     *
     * @throws org.apache.kafka.common.errors.ApiException if the log refuses the name, the partitions or a config
     */
    void createTopicIfMissing(NewTopic topic);

    /** The value that holds for a topic that is there, by Kafka's name of the config; empty if it may not be known. */
    Optional<String> topicConfig(String topic, String config);

    /** What a consumer group has committed, the offset of the next record by partition; empty for a group that is not there. */
    Map<TopicPartition, Long> committed(String group);

    /**
     * Commits offsets for a group that has no members; a null offset forgets what was committed.
     *
     * @throws org.apache.kafka.common.errors.UnknownTopicOrPartitionException if there is no such partition; nothing is changed then
     * @throws org.apache.kafka.common.errors.ApiException if the group has members
     */
    void alterCommitted(String group, Map<TopicPartition, @Nullable Long> offsets);

    /**
     * Forgets a group and what it has committed; nothing happens if it is not there.
     *
     * @throws org.apache.kafka.common.errors.ApiException if the group has members
     */
    void deleteGroup(String group);

    /** The log's cluster id, as {@code GET /} shows it. */
    String clusterId();
}
