package io.leat.cli.worker;

import io.leat.cli.Build;
import io.leat.cli.ExitCode;
import io.leat.cli.Problem;
import io.leat.cli.logging.Logging;
import io.leat.connect.ConnectWorker;
import io.leat.connect.lifecycle.TargetState;
import io.leat.connect.lifecycle.TaskId;
import io.leat.connect.port.ClusterLog;
import io.leat.connect.task.TaskCounters;
import io.leat.connect.worker.InvalidConnectorException;
import io.leat.connect.worker.WorkerSettings;
import io.leat.log.LogEngine;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.errors.ConnectException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The worker in this process, with what goes wrong at its start told as a {@link Problem}. */
public final class LocalWorker implements AutoCloseable {
    /** What the launcher says about the distribution: plugins that come with Leat are in {@code plugins/} there. */
    private static final String HOME = "leat.home";

    private static final Map<String, TargetState> STATES =
            Map.of("RUNNING", TargetState.STARTED, "PAUSED", TargetState.PAUSED, "STOPPED", TargetState.STOPPED);

    private static final Logger LOG = LoggerFactory.getLogger(LocalWorker.class);

    private final ConnectWorker worker;
    private final String log;

    private LocalWorker(ConnectWorker worker, String log) {
        this.worker = worker;
        this.log = log;
    }

    /** Opens the log, starts the connectors that are in it, and opens REST. */
    public static LocalWorker start(Settings settings, Build build) {
        ownPlugins(settings);
        bundledPlugins().forEach(settings::plugins);
        leaveWhatIsTaken(settings);
        var given = settings.asMap();
        try {
            var parsed = WorkerSettings.parse(given, LogEngine.settingNames());
            return new LocalWorker(
                    ConnectWorker.start(parsed, build.version(), build.commit(), Logging.levels()), settings.log());
        } catch (ConfigException e) {
            throw Problem.wrongInput(
                    String.valueOf(e.getMessage()), "Correct it in the file after --config, or with --set.");
        } catch (ClusterLog.UnreachableException e) {
            throw new Problem(
                    ExitCode.UNREACHABLE,
                    String.valueOf(e.getMessage()),
                    "Without bootstrap.servers the worker has a log of its own and needs no cluster.",
                    e);
        } catch (KafkaException e) {
            throw problem(e, given.getOrDefault("listeners", ""), settings.log());
        }
    }

    /** A worker that nobody told to serve Kafka's clients starts beside a broker that has the usual address. */
    private static void leaveWhatIsTaken(Settings settings) {
        if (!settings.kafkaIsAssumed()) {
            return;
        }
        try (var probe = new ServerSocket()) {
            probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), Settings.DEFAULT_KAFKA_PORT));
        } catch (IOException e) {
            LOG.warn(
                    "{} is taken, so Kafka's clients are not served. Name another address with --listeners PLAINTEXT://HOST:PORT.",
                    Settings.DEFAULT_KAFKA);
            settings.listeners("");
        }
    }

    /**
     * What {@code ./leat plugins install} has put into the worker's folder, now or later; and what was found in plugins is
     * kept beside it. A worker whose log is elsewhere leaves no folder behind that it was not told of.
     */
    private static void ownPlugins(Settings settings) {
        Path directory = settings.directory();
        Path plugins = directory.resolve("plugins");
        var given = settings.asMap();
        boolean owns = given.getOrDefault("bootstrap.servers", "").isBlank()
                && Path.of(given.getOrDefault("log.dirs", "").split(",", -1)[0])
                        .toAbsolutePath()
                        .startsWith(directory.toAbsolutePath());
        if (owns) {
            settings.orElse(
                    "plugin.scan.cache", directory.resolve("plugin-scans").toString());
            try {
                Files.createDirectories(plugins);
            } catch (IOException e) {
                LOG.warn("There is no folder {} for plugins, and it cannot be made.", plugins, e);
            }
        }
        if (Files.isDirectory(plugins)) {
            settings.plugins(plugins);
        }
    }

    private static Stream<Path> bundledPlugins() {
        var home = System.getProperty(HOME);
        return Stream.ofNullable(home)
                .map(Path::of)
                .map(dist -> dist.resolve("plugins"))
                .filter(Files::isDirectory);
    }

    private static Problem problem(KafkaException failure, String listeners, String directories) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof BindException
                    && String.valueOf(failure.getMessage()).startsWith("The log cannot listen")) {
                return new Problem(
                        ExitCode.FAILED,
                        String.valueOf(failure.getMessage()),
                        "Stop what listens there, or choose another address with --listeners PLAINTEXT://HOST:PORT.",
                        failure);
            } else if (cause instanceof BindException) {
                return new Problem(
                        ExitCode.FAILED,
                        "REST cannot listen on " + listeners + ": " + cause.getMessage() + ".",
                        "Is another worker running there? Stop it, or choose another address with --rest HOST:PORT.",
                        failure);
            }
        }
        return new Problem(
                ExitCode.FAILED,
                "The worker cannot start on " + directories + ": " + failure.getMessage(),
                "If another process owns the folder, stop it or choose another with --dir.",
                failure);
    }

    /** Creates the connector of the file, or gives the one of that name the file's configuration if it has another. */
    public void apply(ConnectorFile file) {
        var operations = worker.operations();
        try {
            if (!operations.names().contains(file.name())) {
                operations.create(file.name(), file.config(), state(file));
            } else if (!operations.config(file.name()).equals(file.config())) {
                var unused = operations.putConfig(file.name(), file.config());
            }
        } catch (InvalidConnectorException e) {
            throw Problem.wrongInput(
                    "The connector " + file.name() + " cannot be accepted: " + e.getMessage(), "Correct its file.");
        } catch (ConnectException e) {
            throw new Problem(
                    ExitCode.FAILED,
                    "The connector " + file.name() + " cannot be created: " + e.getMessage(),
                    "Correct its file, or look at what the worker has with ./leat connectors list.",
                    e);
        }
    }

    private static TargetState state(ConnectorFile file) {
        return java.util.Objects.requireNonNull(STATES.get(file.initialState()));
    }

    /** {@code http://host:port}, the real port. */
    public String url() {
        return worker.restUri().toString();
    }

    /** Where Kafka's clients are served, {@code NAME://host:port} each. */
    public List<String> listeners() {
        return worker.log().map(LogEngine::listeners).orElse(List.of());
    }

    /** Where the log is: its folders, or the addresses of the cluster. */
    public String log() {
        return log;
    }

    /** What each task has done since it was started. */
    public SortedMap<TaskId, TaskCounters.Snapshot> progress() {
        return worker.worker().progress();
    }

    /** Stops REST, the connectors and the log, in this order. */
    @Override
    public void close() {
        worker.close();
    }
}
