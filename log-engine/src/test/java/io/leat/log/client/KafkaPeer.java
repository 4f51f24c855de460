package io.leat.log.client;

import io.leat.testing.KafkaCluster;
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

/** A real Kafka broker, with the stock clients. */
final class KafkaPeer implements Peer {
    private final KafkaCluster cluster = KafkaCluster.start(1);
    private final Admin admin = Admin.create(Map.of("bootstrap.servers", cluster.bootstrapServers()));

    @Override
    public Producer<byte[], byte[]> producer(Map<String, Object> config) {
        Map<String, Object> connected = connected(config);
        // Kafka's broker refuses the first request to a topic just made, and then those in flight behind it for
        // minutes.
        connected.putIfAbsent("max.in.flight.requests.per.connection", 1);
        return new KafkaProducer<>(connected, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** With incremental rebalances, which are the only ones that Leat has. */
    @Override
    public Consumer<byte[], byte[]> consumer(Map<String, Object> config) {
        Map<String, Object> connected = connected(config);
        connected.put("group.protocol", "consumer");
        return new KafkaConsumer<>(connected, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private Map<String, Object> connected(Map<String, Object> config) {
        Map<String, Object> connected = new HashMap<>(config);
        connected.put("bootstrap.servers", cluster.bootstrapServers());
        return connected;
    }

    @Override
    public void createTopic(String name, int partitions, Map<String, String> configs) {
        try {
            admin.createTopics(List.of(new NewTopic(name, Optional.of(partitions), Optional.empty()).configs(configs)))
                    .all()
                    .get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException("cannot create " + name, e);
        }
    }

    @Override
    public void close() {
        admin.close();
        cluster.close();
    }
}
