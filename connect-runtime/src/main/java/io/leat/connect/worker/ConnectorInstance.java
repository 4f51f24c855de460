package io.leat.connect.worker;

import io.leat.connect.lifecycle.Actual;
import io.leat.connect.lifecycle.RunState.Event;
import io.leat.connect.lifecycle.TargetState;
import io.leat.connect.plugin.Plugins;
import io.leat.connect.store.OffsetStore;
import io.leat.connect.worker.ConfigProviders.Resolved;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.connect.connector.Connector;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.sink.SinkConnector;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * One connector and its thread {@code connector-<name>}, on which all of its plugin code runs: start, stop, and the
 * question which tasks it wants.
 *
 * <p>The package-private methods belong to the worker's thread, and none of them waits for plugin code.
 */
final class ConnectorInstance {
    private static final Logger LOG = LoggerFactory.getLogger(ConnectorInstance.class);
    private static final long FIRST_BACKOFF_MS = 250;
    private static final long LAST_BACKOFF_MS = 60_000;

    private final String name;
    private final Map<String, String> config;
    private final Plugins plugins;
    private final ConfigProviders providers;
    private final OffsetStore offsets;
    private final PluginMetricsFactory metrics;
    private final InstanceListener listener;
    private final Thread thread;

    private TargetState target;
    private Actual.Phase phase = Actual.Phase.LIVE;
    private long stopDeadline;
    private volatile boolean ended;
    private volatile @Nullable String version;
    private volatile Resolved resolved;

    /** What the thread is to do next; guarded by {@link #wishes}. */
    private final Wishes wishes = new Wishes();

    private static final class Wishes {
        private TargetState target = TargetState.STARTED;
        private boolean tasks;
        private boolean stop;
    }

    ConnectorInstance(
            String name,
            Map<String, String> config,
            TargetState target,
            Plugins plugins,
            ConfigProviders providers,
            OffsetStore offsets,
            PluginMetricsFactory metrics,
            InstanceListener listener) {
        this.name = name;
        this.config = config;
        this.target = target;
        this.plugins = plugins;
        this.providers = providers;
        this.resolved = new Resolved(config, config, Long.MAX_VALUE);
        this.offsets = offsets;
        this.metrics = metrics;
        this.listener = listener;
        wishes.target = target;
        this.thread = new Thread(this::live, "connector-" + name);
        thread.setDaemon(true);
        thread.start();
    }

    private void live() {
        MDC.put(LogContext.KEY, LogContext.of(name));
        try (Resources resources = new Resources()) {
            if (target() == TargetState.STOPPED) {
                listener.connectorReports(this, Event.STOPPED, null);
                awaitStop();
                return;
            }
            resolved = providers.resolve(config);
            listener.expires(name, resolved.ttlMs());
            Connector connector = plugins.newConnector(ConnectorSettings.connector(resolved.values()));
            thread.setContextClassLoader(connector.getClass().getClassLoader());
            version = connector.version();
            connector.initialize(ConnectorContexts.of(
                    connector, resources.add(metrics.forConnector(name)), offsets.reader(name), contextCalls()));
            serve(connector);
        } catch (InterruptedException e) {
            LOG.info("Connector {} was interrupted", name);
        } catch (Throwable e) {
            // Whatever plugin code throws ends this connector and nothing else, an OutOfMemoryError among it.
            Patience.untilThereIsMemory(() -> failed(e));
        } finally {
            ended = true;
            Patience.untilThereIsMemory(listener::ended);
        }
    }

    /** Starts and stops the plugin as it is wanted, and asks it for its tasks, until told to end. */
    private void serve(Connector connector) throws InterruptedException {
        boolean running = false;
        try {
            while (!isStopping()) {
                boolean wanted = target() == TargetState.STARTED;
                if (wanted && !running) {
                    connector.start(new HashMap<>(resolved.values()));
                    running = true;
                    listener.connectorReports(this, Event.STARTED, null);
                    requestTasks();
                } else if (!wanted && running) {
                    running = false;
                    connector.stop();
                }
                if (!wanted) {
                    listener.connectorReports(this, Event.PAUSED, null);
                }
                awaitWork(connector, wanted);
            }
        } finally {
            if (running) {
                connector.stop();
            }
        }
    }

    private void awaitWork(Connector connector, boolean running) throws InterruptedException {
        TargetState before = running ? TargetState.STARTED : TargetState.PAUSED;
        while (true) {
            synchronized (wishes) {
                while (!wishes.stop && wishes.target == before && !(wishes.tasks && running)) {
                    wishes.wait();
                }
                if (wishes.stop || wishes.target != before) {
                    return;
                }
                wishes.tasks = false;
            }
            listener.connectorWantsTasks(this, tasks(connector));
        }
    }

    /** The configurations of the tasks the connector wants, as they go into the config topic. */
    private List<Map<String, String>> tasks(Connector connector) throws InterruptedException {
        AbstractConfig settings = ConnectorSettings.parse(ConnectorSettings.source(), resolved.values());
        int max = settings.getInt(ConnectorSettings.TASKS_MAX);
        List<Map<String, String>> wanted = askedWithPatience(connector, max);
        if (wanted.size() > max) {
            String tooMany = "The connector " + name + " has generated " + wanted.size()
                    + " tasks, which is greater than tasks.max, which is " + max + ". Raise tasks.max"
                    + ", or set tasks.max.enforce=false to let it have them.";
            if (settings.getBoolean(ConnectorSettings.TASKS_MAX_ENFORCE)) {
                throw new ConnectException(tooMany);
            }
            LOG.warn(tooMany);
        }
        List<Map<String, String>> tasks = new ArrayList<>();
        for (Map<String, String> task : wanted) {
            tasks.add(completed(task, connector));
        }
        return tasks;
    }

    private List<Map<String, String>> askedWithPatience(Connector connector, int max) throws InterruptedException {
        for (long backoff = FIRST_BACKOFF_MS; ; backoff = Math.min(backoff * 2, LAST_BACKOFF_MS)) {
            try {
                return connector.taskConfigs(max);
            } catch (RetriableException e) {
                LOG.warn("Connector {} cannot say yet which tasks it wants; asked again in {} ms", name, backoff, e);
                synchronized (wishes) {
                    if (!wishes.stop) {
                        wishes.wait(backoff);
                    }
                    if (wishes.stop) {
                        throw new InterruptedException("told to stop");
                    }
                }
            }
        }
    }

    /** With the task's class and, for a sink, the topics, as Kafka Connect writes them. */
    private Map<String, String> completed(Map<String, String> task, Connector connector) {
        Map<String, String> completed = new HashMap<>(task);
        completed.put(TaskBuilder.TASK_CLASS, connector.taskClass().getName());
        if (connector instanceof SinkConnector) {
            for (String setting : List.of(ConnectorSettings.TOPICS, ConnectorSettings.TOPICS_REGEX)) {
                String value = config.get(setting);
                if (value != null) {
                    completed.put(setting, value);
                }
            }
        }
        return resolved.unresolved(completed);
    }

    private ConnectorContexts.Calls contextCalls() {
        return new ConnectorContexts.Calls() {
            @Override
            public void requestTaskReconfiguration() {
                requestTasks();
            }

            @Override
            public void raiseError(Exception error) {
                failed(error);
            }
        };
    }

    private void failed(Throwable error) {
        if (isStopping()) {
            LOG.warn("Connector {} failed while it was stopping", name, error);
        } else {
            LOG.error("Connector {} failed and stays so until it is restarted", name, error);
            listener.connectorReports(this, Event.FAILED, error);
        }
    }

    private void requestTasks() {
        synchronized (wishes) {
            wishes.tasks = true;
            wishes.notifyAll();
        }
    }

    private TargetState target() {
        synchronized (wishes) {
            return wishes.target;
        }
    }

    private boolean isStopping() {
        synchronized (wishes) {
            return wishes.stop;
        }
    }

    private void awaitStop() throws InterruptedException {
        synchronized (wishes) {
            while (!wishes.stop) {
                wishes.wait();
            }
        }
    }

    String name() {
        return name;
    }

    /** The stack trace of a failure, without the values that config providers gave. */
    @Nullable
    String trace(@Nullable Throwable error) {
        return error == null ? null : resolved.concealed(Utils.stackTrace(error));
    }

    Map<String, String> config() {
        return config;
    }

    @Nullable
    String version() {
        return version;
    }

    Actual.Instance<Map<String, String>> actual() {
        return new Actual.Instance<>(config, target, phase);
    }

    void switchTo(TargetState wanted) {
        target = wanted;
        synchronized (wishes) {
            wishes.target = wanted;
            wishes.notifyAll();
        }
    }

    void markStale() {
        phase = phase == Actual.Phase.LIVE ? Actual.Phase.STALE : phase;
    }

    /** Asks it to stop by {@code deadline}, in milliseconds of the worker's clock. */
    void stop(long deadline) {
        phase = Actual.Phase.STOPPING;
        stopDeadline = deadline;
        synchronized (wishes) {
            wishes.stop = true;
            wishes.notifyAll();
        }
    }

    /** Whether it was asked to stop and is gone, by itself or because its time is up and it was left behind. */
    boolean isGone(long now) {
        if (phase != Actual.Phase.STOPPING) {
            return false;
        }
        if (!ended && now >= stopDeadline) {
            LOG.warn("Connector {} does not stop; it is interrupted and left behind", name);
            thread.interrupt();
            return true;
        }
        return ended;
    }
}
