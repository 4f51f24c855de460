package io.leat.log.client;

import io.leat.log.LogEngine;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;

/** Leat's log in this process, with its own clients. */
final class LeatPeer implements Peer {
    private final LogEngine log;

    LeatPeer(Path dir) {
        log = LogEngine.open(Map.of("log.dirs", dir.toString()));
    }

    LogEngine log() {
        return log;
    }

    @Override
    public Producer<byte[], byte[]> producer(Map<String, Object> config) {
        return log.producer(quiet(config));
    }

    @Override
    public Consumer<byte[], byte[]> consumer(Map<String, Object> config) {
        return log.consumer(quiet(config));
    }

    private static Map<String, Object> quiet(Map<String, Object> config) {
        Map<String, Object> quiet = new HashMap<>(config);
        quiet.putIfAbsent("metric.reporters", "");
        return quiet;
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
