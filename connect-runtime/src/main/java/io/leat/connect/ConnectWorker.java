package io.leat.connect;

import io.leat.connect.plugin.Plugins;
import io.leat.connect.port.ClusterLog;
import io.leat.connect.port.EmbeddedLog;
import io.leat.connect.port.LogPort;
import io.leat.connect.rest.RestServer;
import io.leat.connect.rest.RestServer.Served;
import io.leat.connect.rest.RestSettings;
import io.leat.connect.rest.WorkerInfo;
import io.leat.connect.rest.WorkerInfo.Health;
import io.leat.connect.worker.ConnectorOperations;
import io.leat.connect.worker.LogLevels;
import io.leat.connect.worker.Worker;
import io.leat.connect.worker.WorkerSettings;
import io.leat.log.LogEngine;
import java.net.URI;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A whole worker in this process: the embedded log, or clients of a Kafka cluster, the worker on it, and REST in front of it.
 *
 * <pre>{@code
 * var settings = WorkerSettings.parse(Map.of("log.dirs", "./leat-data/log"), LogEngine.settingNames());
 * try (ConnectWorker worker = ConnectWorker.start(settings, "0.1.0", "unknown")) {
 *     worker.operations().putConfig("metrics", Map.of("connector.class", "HostMetricsSource", …));
 *     System.out.println(worker.restUri());
 * }
 * }</pre>
 */
public final class ConnectWorker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ConnectWorker.class);

    private final Opened opened;
    private final @Nullable LogEngine log;
    private final Worker worker;
    private final RestServer rest;

    private ConnectWorker(Opened opened, @Nullable LogEngine log, Worker worker, RestServer rest) {
        this.opened = opened;
        this.log = log;
        this.worker = worker;
        this.rest = rest;
    }

    /**
     * Opens the log, or connects to the cluster, reads the worker's topics, opens REST, and starts the connectors that are there.
     *
     * @param version of Leat, for {@code GET /}
     * @param commit it was built from, for {@code GET /}
     * @throws org.apache.kafka.common.KafkaException if the log cannot be opened
     * @throws org.apache.kafka.connect.errors.ConnectException if the topics cannot be read, or REST cannot listen
     */
    public static ConnectWorker start(WorkerSettings settings, String version, String commit) {
        return start(settings, version, commit, LogLevels.NONE);
    }

    /** As the other, with {@code levels} of loggers that REST can show and change. */
    public static ConnectWorker start(WorkerSettings settings, String version, String commit, LogLevels levels) {
        settings.warnings().forEach(LOG::warn);
        RestSettings restSettings = RestSettings.of(settings.given());
        CompletableFuture<Served> served = new CompletableFuture<>();
        // As long as all the rest of a start: on a thread of its own, from the beginning.
        CompletableFuture<RestServer> prepared = CompletableFuture.supplyAsync(
                () -> RestServer.prepare(restSettings, served::join), task -> new Thread(task, "rest-prepare").start());
        Opened opened = new Opened();
        try {
            LogEngine engine = settings.onCluster() ? null : opened.add(LogEngine.open(settings.logSettings()));
            LogPort log = engine == null ? opened.add(cluster(settings)) : new EmbeddedLog(engine);
            Plugins plugins = opened.add(settings.plugins());
            Worker worker = opened.add(new Worker(settings, log, plugins, InstantSource.system(), levels));
            WorkerInfo info = new WorkerInfo(version, commit, log.clusterId(), () -> health(worker));
            served.complete(new Served(worker.operations(), plugins, info, worker.loggers()));
            worker.open();
            RestServer rest = opened.add(join(prepared));
            rest.listen();
            worker.start(workerId(settings, rest.uri()));
            return new ConnectWorker(opened, engine, worker, rest);
        } catch (RuntimeException e) {
            served.completeExceptionally(e);
            var unused = prepared.thenAccept(RestServer::close);
            opened.close();
            throw e;
        }
    }

    private static ClusterLog cluster(WorkerSettings settings) {
        return ClusterLog.connect(settings.clusterSettings(), settings.adminSettings());
    }

    private static RestServer join(CompletableFuture<RestServer> prepared) {
        try {
            return prepared.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    private static Health health(Worker worker) {
        return switch (worker.condition()) {
            case READING -> new Health.Starting("starting the connectors");
            case RUNNING -> new Health.Healthy();
            case ENDED -> new Health.Unhealthy("The worker has ended; connectors do not run. Start it again.");
        };
    }

    private static String workerId(WorkerSettings settings, URI listening) {
        String host = settings.advertisedHost().isBlank() ? listening.getHost() : settings.advertisedHost();
        int port = settings.advertisedPort() == 0 ? listening.getPort() : settings.advertisedPort();
        return host + ":" + port;
    }

    /** Where REST answers. */
    public URI restUri() {
        return rest.uri();
    }

    /** What REST offers, as direct calls. */
    public ConnectorOperations operations() {
        return worker.operations();
    }

    /** The worker, for the progress of its tasks. */
    public Worker worker() {
        return worker;
    }

    /** The embedded log under it; none if it works on a Kafka cluster. */
    public Optional<LogEngine> log() {
        return Optional.ofNullable(log);
    }

    /** Stops REST, then the connectors, each within {@code task.shutdown.graceful.timeout.ms}, then the log. */
    @Override
    public void close() {
        opened.close();
    }
}
