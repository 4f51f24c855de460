package io.leat.log.client;

import io.leat.log.ServeUntilKilled;
import io.leat.testing.JavaCommand;
import io.leat.testing.RunningProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;

/** Leat's log behind its listener in a process of its own, with the stock clients. */
final class ServedPeer implements Peer {
    /** The class path to serve with; the one of this process, if nothing is said. */
    private static final String CLASSPATH =
            System.getProperty("leat.served.classpath", System.getProperty("java.class.path", ""));

    private final RunningProcess server;
    private final StockClients clients;

    /**
     * Starts a log.
     *
     * @param dir where it is, with nothing in it
     * @param ofConsumers which protocol of groups consumers speak
     */
    ServedPeer(Path dir, Map<String, Object> ofConsumers) {
        List<String> arguments = List.of(
                dir.toString(),
                "0",
                "group.initial.rebalance.delay.ms=0",
                // A member of a KIP-848 group is told of a change at its next heartbeat.
                "group.consumer.min.heartbeat.interval.ms=100",
                "group.consumer.heartbeat.interval.ms=100");
        server = RunningProcess.start(
                "log", JavaCommand.of(CLASSPATH, ServeUntilKilled.class.getName(), arguments), dir, Map.of());
        String address =
                server.awaitLine("serving (\\S+)", Duration.ofSeconds(60)).group(1);
        clients = new StockClients(address, ofConsumers);
    }

    String bootstrapServers() {
        return clients.bootstrapServers();
    }

    @Override
    public Producer<byte[], byte[]> producer(Map<String, Object> config) {
        return clients.producer(config);
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
        server.close();
    }
}
