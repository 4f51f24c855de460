package io.leat.log.client;

import io.leat.log.LogEngine;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Leat's log behind its listener, with the stock clients. */
final class ServedPeer implements Peer {
    private final LogEngine log;

    ServedPeer(Path dir) {
        log = LogEngine.open(Map.of(
                "log.dirs", dir.toString(),
                "listeners", "PLAINTEXT://127.0.0.1:0",
                "group.initial.rebalance.delay.ms", "0"));
    }

    @Override
    public Producer<byte[], byte[]> producer(Map<String, Object> config) {
        return new KafkaProducer<>(connected(config), new ByteArraySerializer(), new ByteArraySerializer());
    }

    @Override
    public Consumer<byte[], byte[]> consumer(Map<String, Object> config) {
        Map<String, Object> connected = connected(config);
        connected.put("group.protocol", "consumer");
        return new KafkaConsumer<>(connected, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private Map<String, Object> connected(Map<String, Object> config) {
        Map<String, Object> connected = new HashMap<>(config);
        connected.put("bootstrap.servers", log.bootstrapServers());
        return connected;
    }

    @Override
    public void createTopic(String name, int partitions, Map<String, String> configs) {
        log.broker().topics().create(new NewTopic(name, Optional.of(partitions), Optional.empty()).configs(configs));
    }

    @Override
    public void close() {
        log.close();
    }
}
