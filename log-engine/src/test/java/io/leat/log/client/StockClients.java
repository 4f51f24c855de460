package io.leat.log.client;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Kafka's own clients of whatever version is on the class path, connected to a server.
 *
 * @param bootstrapServers where the server is
 * @param ofConsumers what consumers are given if the test does not say otherwise: which protocol of groups they speak
 */
record StockClients(String bootstrapServers, Map<String, Object> ofConsumers) {
    /** Members of KIP-848 groups: their rebalances are incremental, and Leat's own members have no others. */
    static final Map<String, Object> CONSUMER_PROTOCOL = Map.of("group.protocol", "consumer");

    /** Members of classic groups, with the assignor of them whose rebalances are incremental. */
    static final Map<String, Object> CLASSIC_PROTOCOL = Map.of(
            "group.protocol",
            "classic",
            "partition.assignment.strategy",
            "org.apache.kafka.clients.consumer.CooperativeStickyAssignor",
            "heartbeat.interval.ms",
            100);

    Producer<byte[], byte[]> producer(Map<String, Object> config) {
        return new KafkaProducer<>(connected(config), new ByteArraySerializer(), new ByteArraySerializer());
    }

    Consumer<byte[], byte[]> consumer(Map<String, Object> config) {
        Map<String, Object> all = connected(config);
        ofConsumers.forEach(all::putIfAbsent);
        // A consumer that closes waits for the answer that it asked for last.
        all.putIfAbsent("fetch.max.wait.ms", 50);
        return new KafkaConsumer<>(all, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    void createTopic(String name, int partitions, Map<String, String> configs) {
        try (Admin admin = Admin.create(connected(Map.of()))) {
            admin.createTopics(List.of(new NewTopic(name, Optional.of(partitions), Optional.empty()).configs(configs)))
                    .all()
                    .get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException("cannot create " + name, e);
        }
    }

    private Map<String, Object> connected(Map<String, Object> config) {
        Map<String, Object> connected = new HashMap<>(config);
        connected.put("bootstrap.servers", bootstrapServers);
        return connected;
    }
}
