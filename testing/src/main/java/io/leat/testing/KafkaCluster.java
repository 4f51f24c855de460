package io.leat.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.Uuid;

/**
 * Apache Kafka brokers on loopback, with their folders under a temporary one: one node, or three that are a quorum. They
 * are as small as they can be; what Kafka's defaults spread over three brokers is spread over as many as there are.
 *
 * <p>{@link #close} kills the processes and removes the folders.
 */
public final class KafkaCluster implements AutoCloseable {
    private static final Duration READY = Duration.ofSeconds(60);

    private final String id = Uuid.randomUuid().toString();
    private final Path home;
    private final List<KafkaBroker> brokers = new ArrayList<>();

    private KafkaCluster(Path home) {
        this.home = home;
    }

    /** As {@link #start(int, Map)}, with nothing overridden. */
    public static KafkaCluster start(int brokers) {
        return start(brokers, Map.of());
    }

    /**
     * Starts the brokers and waits until every one is known to clients.
     *
     * @param brokers how many, from 1; use an odd number
     * @param overrides broker settings by Kafka's names, for every broker; its listeners are added to those of the cluster
     */
    public static KafkaCluster start(int brokers, Map<String, String> overrides) {
        try {
            var cluster = new KafkaCluster(Files.createTempDirectory("leat-kafka"));
            try {
                cluster.launch(brokers, overrides);
                return cluster;
            } catch (Throwable e) {
                cluster.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot prepare the folders of the brokers", e);
        }
    }

    private void launch(int count, Map<String, String> overrides) throws IOException {
        var controllers = IntStream.range(0, count).map(i -> FreePorts.next()).toArray();
        var quorum = IntStream.range(0, count)
                .mapToObj(i -> (i + 1) + "@127.0.0.1:" + controllers[i])
                .collect(Collectors.joining(","));
        for (int i = 0; i < count; i++) {
            int node = i + 1;
            int port = FreePorts.next();
            var folder = Files.createDirectories(home.resolve("broker-" + node));
            var settings = settings(count);
            settings.put("node.id", Integer.toString(node));
            settings.put("controller.quorum.voters", quorum);
            settings.put("listeners", "PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllers[i]);
            settings.put("log.dirs", folder.resolve("log").toString());
            String ours = settings.get("listeners");
            settings.putAll(overrides);
            settings.put(
                    "listeners", overrides.containsKey("listeners") ? ours + "," + overrides.get("listeners") : ours);
            PropertiesFile.write(folder.resolve("server.properties"), settings);
            brokers.add(new KafkaBroker(this, node, port, folder));
        }
        brokers.forEach(KafkaBroker::awaitStarted);
        awaitBrokers(brokers.stream().map(KafkaBroker::id).toList());
    }

    private static Map<String, String> settings(int brokers) {
        var copies = Integer.toString(Math.min(3, brokers));
        var settings = new LinkedHashMap<String, String>();
        settings.put("process.roles", "broker,controller");
        settings.put("controller.listener.names", "CONTROLLER");
        settings.put("offsets.topic.replication.factor", copies);
        settings.put("offsets.topic.num.partitions", "5");
        settings.put("transaction.state.log.replication.factor", copies);
        settings.put("transaction.state.log.min.isr", "1");
        settings.put("transaction.state.log.num.partitions", "5");
        settings.put("share.coordinator.state.topic.replication.factor", copies);
        settings.put("share.coordinator.state.topic.min.isr", "1");
        settings.put("group.initial.rebalance.delay.ms", "0");
        settings.put("num.network.threads", "2");
        settings.put("num.io.threads", "2");
        settings.put("num.recovery.threads.per.data.dir", "1");
        settings.put("log.cleaner.dedupe.buffer.size", "4194304");
        // A killed broker is missed after three seconds, not nine.
        settings.put("broker.heartbeat.interval.ms", "500");
        settings.put("broker.session.timeout.ms", "3000");
        return settings;
    }

    public String id() {
        return id;
    }

    /** The addresses of all brokers, for {@code bootstrap.servers}. */
    public String bootstrapServers() {
        return brokers.stream().map(KafkaBroker::address).collect(Collectors.joining(","));
    }

    /** A broker by its index, from 0. */
    public KafkaBroker broker(int index) {
        return brokers.get(index);
    }

    public int size() {
        return brokers.size();
    }

    /** Waits until clients see the nodes {@code ids} and a controller. */
    void awaitBrokers(List<Integer> ids) {
        try (var admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers()))) {
            Waiting.until(
                    "brokers " + ids,
                    READY,
                    () -> {
                        var nodes = admin.describeCluster().nodes().get(5, TimeUnit.SECONDS);
                        return nodes.stream().map(Node::id).toList().containsAll(ids);
                    },
                    this::tails);
        }
    }

    private String tails() {
        return brokers.stream().map(broker -> broker.process().tail()).collect(Collectors.joining("\n"));
    }

    @Override
    public void close() {
        brokers.forEach(KafkaBroker::kill);
        Folders.delete(home);
    }
}
