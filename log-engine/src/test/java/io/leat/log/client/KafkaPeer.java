package io.leat.log.client;

import io.leat.testing.KafkaCluster;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;

/** A real Kafka broker, with the stock clients. */
final class KafkaPeer implements Peer {
    private final KafkaCluster cluster = KafkaCluster.start(1);
    private final StockClients clients = new StockClients(cluster.bootstrapServers(), StockClients.CONSUMER_PROTOCOL);

    @Override
    public Producer<byte[], byte[]> producer(Map<String, Object> config) {
        Map<String, Object> all = new HashMap<>(config);
        // Kafka's broker refuses the first request to a topic just made, and then those in flight behind it for
        // minutes.
        all.putIfAbsent("max.in.flight.requests.per.connection", 1);
        return clients.producer(all);
    }

    @Override
    public Consumer<byte[], byte[]> consumer(Map<String, Object> config) {
        return clients.consumer(config);
    }

    @Override
    public void createTopic(String name, int partitions, Map<String, String> configs) {
        clients.createTopic(name, partitions, configs);
    }

    @Override
    public void close() {
        cluster.close();
    }
}
