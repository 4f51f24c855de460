package io.leat.log.client;

import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;

/** A log with clients: ours, or Kafka's on a real broker. What {@link ClientContract} asks of one it asks of the other. */
interface Peer extends AutoCloseable {

    Producer<byte[], byte[]> producer(Map<String, Object> config);

    Consumer<byte[], byte[]> consumer(Map<String, Object> config);

    void createTopic(String name, int partitions, Map<String, String> configs);

    @Override
    void close();
}
