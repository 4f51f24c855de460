package io.leat.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Apache's own Connect worker on a {@link KafkaCluster} or on any other server of the Kafka protocol, in a process of its own. Apache's file connectors, transforms and
 * JSON converter are on its class path; other plugins come by {@code plugin.path}.
 */
public final class ApacheConnect implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(90);

    private final String mode;
    private final String url;
    private final Path home;
    private RunningProcess process;

    private ApacheConnect(String mode, String url, Path home) {
        this.mode = mode;
        this.url = url;
        this.home = home;
        this.process = launch();
    }

    /**
     * A worker that keeps connectors in memory and offsets in a file.
     *
     * @param settings worker settings by Kafka Connect's names; they win over the fixture's
     * @param pluginPath folders for {@code plugin.path}: each holds a folder of jars per plugin
     */
    public static ApacheConnect startStandalone(
            KafkaCluster cluster, Map<String, String> settings, List<Path> pluginPath) {
        return start("standalone", cluster.bootstrapServers(), cluster.size(), settings, pluginPath);
    }

    /** A worker in the group {@code connect-cluster}, with the topics {@code connect-configs|offsets|status}. */
    public static ApacheConnect startDistributed(
            KafkaCluster cluster, Map<String, String> settings, List<Path> pluginPath) {
        return start("distributed", cluster.bootstrapServers(), cluster.size(), settings, pluginPath);
    }

    /** As {@link #startDistributed(KafkaCluster, Map, List)}, on one node that is at {@code bootstrapServers}. */
    public static ApacheConnect startDistributed(String bootstrapServers, Map<String, String> settings) {
        return start("distributed", bootstrapServers, 1, settings, List.of());
    }

    private static ApacheConnect start(
            String mode, String bootstrapServers, int brokers, Map<String, String> settings, List<Path> pluginPath) {
        try {
            var home = Files.createTempDirectory("leat-apache-connect");
            int port = FreePorts.next();
            var all = mode.equals("standalone") ? standalone(home) : distributed(brokers);
            all.put("bootstrap.servers", bootstrapServers);
            all.put("listeners", "http://127.0.0.1:" + port);
            all.put("rest.advertised.host.name", "127.0.0.1");
            all.put("key.converter", "org.apache.kafka.connect.storage.StringConverter");
            all.put("value.converter", "org.apache.kafka.connect.json.JsonConverter");
            all.put("offset.flush.interval.ms", "1000");
            if (!pluginPath.isEmpty()) {
                all.put("plugin.path", pluginPath.stream().map(Path::toString).collect(Collectors.joining(",")));
            }
            all.putAll(settings);
            PropertiesFile.write(home.resolve("worker.properties"), all);
            return awaited(new ApacheConnect(mode, "http://127.0.0.1:" + port, home));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot prepare the folder of the worker", e);
        }
    }

    private static Map<String, String> standalone(Path home) {
        var settings = new LinkedHashMap<String, String>();
        settings.put("offset.storage.file.filename", home.resolve("offsets").toString());
        return settings;
    }

    private static Map<String, String> distributed(int brokers) {
        var copies = Integer.toString(Math.min(3, brokers));
        var settings = new LinkedHashMap<String, String>();
        settings.put("group.id", "connect-cluster");
        settings.put("config.storage.topic", "connect-configs");
        settings.put("offset.storage.topic", "connect-offsets");
        settings.put("status.storage.topic", "connect-status");
        settings.put("config.storage.replication.factor", copies);
        settings.put("offset.storage.replication.factor", copies);
        settings.put("status.storage.replication.factor", copies);
        settings.put("offset.storage.partitions", "5");
        // A killed worker's connectors move at once, not after five minutes.
        settings.put("scheduled.rebalance.max.delay.ms", "0");
        return settings;
    }

    private static ApacheConnect awaited(ApacheConnect worker) {
        try {
            worker.awaitReady();
            return worker;
        } catch (Throwable e) {
            worker.close();
            throw e;
        }
    }

    private RunningProcess launch() {
        return RunningProcess.start(
                "apache-connect-" + mode,
                JavaCommand.ofPeers(
                        List.of("-Xmx384m"),
                        "io.leat.testing.peer.ConnectMain",
                        List.of(mode, home.resolve("worker.properties").toString())),
                home,
                Map.of());
    }

    private void awaitReady() {
        Waiting.until(
                "an answer of Apache's worker at " + url,
                START,
                () -> !process.isAlive() || rest().get("/health").status() == 200,
                () -> process.tail());
        if (!process.isAlive()) {
            throw new AssertionError("Apache's worker ended at its start\n" + process.tail());
        }
    }

    /** {@code http://host:port}. */
    public String restUrl() {
        return url;
    }

    public Rest rest() {
        return new Rest(url);
    }

    /** The process of this moment; another one after {@link #restart}. */
    public RunningProcess process() {
        return process;
    }

    /** Kills the worker if it runs, starts it with the same settings and port, and waits until it is healthy. */
    public void restart() {
        process.kill9();
        process = launch();
        awaitReady();
    }

    @Override
    public void close() {
        process.kill9();
        Folders.delete(home);
    }
}
