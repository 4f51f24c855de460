package io.leat.connect.port;

import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;

/**
 * The log as the worker sees it. Thread-safe; the clients it hands out are as thread-safe as Kafka's (a producer is, a
 * consumer belongs to one thread but for {@code wakeup}).
 */
public interface LogPort {

    /** A topic to create: what is not in {@code configs} is the log's default. */
    record NewTopic(String name, int partitions, short replicationFactor, Map<String, String> configs) {
        /** As {@link #partitions}: the log's {@code num.partitions}. */
        public static final int DEFAULT_PARTITIONS = -1;

        /** As {@link #replicationFactor}: the log's {@code default.replication.factor}. */
        public static final short DEFAULT_REPLICATION = -1;

        /** A topic with as many copies as the log keeps by itself. */
        public NewTopic(String name, int partitions, Map<String, String> configs) {
            this(name, partitions, DEFAULT_REPLICATION, configs);
        }
    }

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

    /** The value that holds for a topic that is there, by Kafka's name of the config. */
    String topicConfig(String topic, String config);

    /** The log's cluster id, as {@code GET /} shows it. */
    String clusterId();
}
