package io.leat.connect.worker;

import io.leat.connect.lifecycle.Actual;
import io.leat.connect.lifecycle.Operation;
import io.leat.connect.lifecycle.Operation.StartConnector;
import io.leat.connect.lifecycle.Operation.StartTask;
import io.leat.connect.lifecycle.Operation.StopConnector;
import io.leat.connect.lifecycle.Operation.StopTask;
import io.leat.connect.lifecycle.Operation.SwitchConnector;
import io.leat.connect.lifecycle.Operation.SwitchTask;
import io.leat.connect.lifecycle.Reconciler;
import io.leat.connect.lifecycle.RunState;
import io.leat.connect.lifecycle.RunState.Event;
import io.leat.connect.lifecycle.TargetState;
import io.leat.connect.lifecycle.TaskId;
import io.leat.connect.lifecycle.Wanted;
import io.leat.connect.plugin.Plugins;
import io.leat.connect.port.LogPort;
import io.leat.connect.store.CompactedTopics;
import io.leat.connect.store.ConfigStore;
import io.leat.connect.store.OffsetStore;
import io.leat.connect.store.StatusStore;
import io.leat.connect.store.StoredConnector;
import io.leat.connect.task.TaskCounters;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs what the config topic says: compares it with what there is, and starts, stops and switches until they agree.
 *
 * <p>One thread, {@code connect-worker}, owns the instances and runs no plugin code. Whoever wants something of it leaves a
 * message; after every round of messages it makes a plan and carries it out.
 */
public final class Worker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Worker.class);
    /** How often instances that are stopping are looked at, besides when they say that they ended. */
    private static final long STOPPING_TICK_MS = 50;

    private static final long IDLE_MS = 60_000;

    private final WorkerSettings settings;
    private final Plugins plugins;
    private final InstantSource clock;
    private final ConfigStore configs;
    private final OffsetStore offsets;
    private final StatusStore statuses;
    private final CompactedTopics topics;
    private final PluginMetricsFactory metrics = new PluginMetricsFactory();
    private final TaskBuilder builder;
    private final Operations operations;

    /** Bounded by what there is: each instance has a handful of messages, each REST call one. */
    private final BlockingQueue<Runnable> inbox = new LinkedBlockingQueue<>();

    private final Messages messages = new Messages();
    private final Map<String, ConnectorInstance> connectors = new HashMap<>();
    /** Changed by the worker's thread alone; read by {@link #progress()}. */
    private final Map<TaskId, TaskInstance> tasks = new ConcurrentHashMap<>();

    private final Thread thread = new Thread(this::run, "connect-worker");
    /** Belongs to the worker's thread. There from {@link #start} on. */
    private @Nullable States states;

    private volatile String workerId = "";
    private volatile boolean closing;

    /** Touches nothing before {@link #open}. */
    public Worker(WorkerSettings settings, LogPort log, Plugins plugins, InstantSource clock) {
        this.settings = settings;
        this.plugins = plugins;
        this.clock = clock;
        configs = new ConfigStore(settings.configTopic(), messages);
        offsets = new OffsetStore(settings.offsetTopic(), settings.offsetPartitions());
        statuses = new StatusStore(settings.statusTopic(), settings.statusPartitions());
        topics = new CompactedTopics(
                log,
                "connect-" + settings.groupId(),
                List.of(
                        configs.topic(settings.replicationFactor("config"), settings.topicConfigs("config")),
                        offsets.topic(settings.replicationFactor("offset"), settings.topicConfigs("offset")),
                        statuses.topic(settings.replicationFactor("status"), settings.topicConfigs("status"))));
        configs.writeTo(topics);
        statuses.writeTo(topics);
        offsets.readFrom(topics);
        builder = new TaskBuilder(plugins, settings, log, offsets, metrics, clock);
        operations = new Operations(
                configs, statuses, plugins, new ConnectorValidation(plugins, settings), () -> workerId, messages);
    }

    /** Reads the worker's topics, creating them if they are missing. Runs nothing before {@link #start}. */
    public void open() {
        topics.open();
    }

    /**
     * Starts what the topics say.
     *
     * @param id {@code host:port} of REST, as statuses show it
     */
    public void start(String id) {
        workerId = id;
        states = new States(statuses, id);
        inbox.add(() -> {});
        thread.start();
    }

    /** How the worker is. */
    public enum Condition {
        /** Its topics are read and nothing runs yet. */
        READING,
        /** It carries out what the config topic says. */
        RUNNING,
        /** It was closed, or its thread has ended; nothing is carried out any more. */
        ENDED
    }

    public Condition condition() {
        if (thread.getState() == Thread.State.NEW) {
            return Condition.READING;
        }
        return thread.isAlive() && !closing ? Condition.RUNNING : Condition.ENDED;
    }

    /** What REST and the command line ask of it. */
    public ConnectorOperations operations() {
        return operations;
    }

    /** What each task that there is has done since it was started. */
    public SortedMap<TaskId, TaskCounters.Snapshot> progress() {
        SortedMap<TaskId, TaskCounters.Snapshot> progress = new TreeMap<>();
        tasks.forEach((id, task) -> progress.put(id, task.counters().snapshot()));
        return progress;
    }

    private void run() {
        while (!closing) {
            try {
                round();
            } catch (InterruptedException e) {
                closing = true;
            } catch (RuntimeException e) {
                LOG.error("A round of the worker failed; the next one plans anew", e);
            }
        }
        stopAll();
    }

    private void round() throws InterruptedException {
        boolean stopping = connectors.values().stream().anyMatch(c -> c.actual().phase() == Actual.Phase.STOPPING)
                || tasks.values().stream().anyMatch(t -> t.actual().phase() == Actual.Phase.STOPPING);
        Runnable message = inbox.poll(stopping ? STOPPING_TICK_MS : IDLE_MS, TimeUnit.MILLISECONDS);
        while (message != null) {
            message.run();
            message = inbox.poll();
        }
        removeGone();
        Wanted wanted = wanted();
        states().deleteAllBut(wanted, connectors.keySet(), tasks.keySet());
        for (Operation operation : Reconciler.plan(wanted, actual())) {
            run(operation);
        }
    }

    private States states() {
        return Objects.requireNonNull(states, "not started");
    }

    private Wanted wanted() {
        Map<String, Wanted.Connector> wanted = new HashMap<>();
        configs.connectors().forEach((name, stored) -> wanted.put(name, wanted(stored)));
        return new Wanted(wanted);
    }

    /** Tasks run with the configuration they were made from, until the connector has made new ones. */
    private static Wanted.Connector wanted(StoredConnector stored) {
        Map<String, String> applied = stored.appliedConfig() == null ? stored.config() : stored.appliedConfig();
        List<Wanted.Task> tasks = new ArrayList<>();
        for (Map<String, String> task : stored.tasks()) {
            tasks.add(new Wanted.Task(applied, task));
        }
        return new Wanted.Connector(stored.config(), stored.target(), tasks);
    }

    private Actual actual() {
        Map<String, Actual.Instance<Map<String, String>>> ofConnectors = new HashMap<>();
        connectors.forEach((name, instance) -> ofConnectors.put(name, instance.actual()));
        Map<TaskId, Actual.Instance<Wanted.Task>> ofTasks = new HashMap<>();
        tasks.forEach((id, instance) -> ofTasks.put(id, instance.actual()));
        return new Actual(ofConnectors, ofTasks);
    }

    private void run(Operation operation) {
        LOG.debug("{}", operation.getClass().getSimpleName());
        if (operation instanceof StartConnector start) {
            states().begins(start.connector());
            connectors.put(
                    start.connector(),
                    new ConnectorInstance(
                            start.connector(), start.config(), start.target(), plugins, offsets, metrics, messages));
        } else if (operation instanceof StartTask start) {
            states().begins(start.task());
            tasks.put(start.task(), new TaskInstance(start.task(), start.config(), start.target(), builder, messages));
        } else if (operation instanceof StopConnector stop) {
            onConnector(stop.connector(), c -> c.stop(clock.millis() + settings.gracefulTimeoutMs()));
        } else if (operation instanceof StopTask stop) {
            onTask(stop.task(), t -> t.stop(clock.millis() + settings.gracefulTimeoutMs()));
        } else if (operation instanceof SwitchConnector change) {
            onConnector(change.connector(), c -> c.switchTo(change.target()));
        } else if (operation instanceof SwitchTask change) {
            onTask(change.task(), t -> t.switchTo(change.target()));
        }
    }

    private void onConnector(String name, Consumer<ConnectorInstance> action) {
        ConnectorInstance instance = connectors.get(name);
        if (instance != null) {
            action.accept(instance);
        }
    }

    private void onTask(TaskId id, Consumer<TaskInstance> action) {
        TaskInstance instance = tasks.get(id);
        if (instance != null) {
            action.accept(instance);
        }
    }

    private void removeGone() {
        long now = clock.millis();
        for (ConnectorInstance instance : List.copyOf(connectors.values())) {
            if (instance.isGone(now)) {
                connectors.remove(instance.name());
                states().connector(instance.name(), Event.ENDED, null, instance.version());
            }
        }
        for (TaskInstance instance : List.copyOf(tasks.values())) {
            if (instance.isGone(now)) {
                tasks.remove(instance.id());
                states().task(instance.id(), Event.ENDED, null, instance.version());
            }
        }
    }

    private void stopAll() {
        long deadline = clock.millis() + settings.gracefulTimeoutMs();
        connectors.values().forEach(c -> c.stop(deadline));
        tasks.values().forEach(t -> t.stop(deadline));
        while (!connectors.isEmpty() || !tasks.isEmpty()) {
            try {
                inbox.poll(STOPPING_TICK_MS, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                LOG.debug("Interrupted while stopping; the deadline bounds it anyway");
            }
            removeGone();
        }
    }

    /** Stops everything, each instance within its graceful timeout, and closes the stores. Connectors stay as they are. */
    @Override
    public void close() {
        closing = true;
        inbox.add(() -> {});
        try {
            if (thread.getState() != Thread.State.NEW) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        operations.close();
        topics.close();
        metrics.close();
    }

    /** What others tell the worker; each method leaves a message and returns. */
    final class Messages implements ConfigStore.Listener, InstanceListener {

        @Override
        public void configsChanged() {
            inbox.add(() -> {});
        }

        @Override
        public void ended() {
            inbox.add(() -> {});
        }

        @Override
        public void connectorReports(ConnectorInstance instance, Event event, @Nullable Throwable error) {
            inbox.add(() -> {
                if (connectors.get(instance.name()) == instance) {
                    states().connector(instance.name(), event, error, instance.version());
                }
            });
        }

        @Override
        public void taskReports(TaskInstance instance, Event event, @Nullable Throwable error) {
            inbox.add(() -> {
                if (tasks.get(instance.id()) == instance) {
                    states().task(instance.id(), event, error, instance.version());
                }
            });
        }

        @Override
        public void connectorWantsTasks(ConnectorInstance instance, List<Map<String, String>> wanted) {
            inbox.add(() -> writeTasks(instance, wanted));
        }

        @Override
        public void restartRequested(String connector, boolean includeTasks, boolean onlyFailed) {
            inbox.add(() -> restart(connector, includeTasks, onlyFailed));
        }

        void restartConnector(String connector) {
            inbox.add(() -> restart(connector, false, false));
        }

        void restartTask(TaskId task) {
            inbox.add(() -> Worker.this.restart(task));
        }
    }

    /** Unless the connector was replaced or changed meanwhile, or wants what it has. */
    private void writeTasks(ConnectorInstance instance, List<Map<String, String>> wanted) {
        StoredConnector stored = configs.connector(instance.name());
        if (connectors.get(instance.name()) != instance || stored == null || stored.target() == TargetState.STOPPED) {
            return;
        }
        if (stored.config().equals(instance.config()) && !stored.hasTasks(wanted)) {
            try {
                configs.putTasks(instance.name(), wanted);
            } catch (RuntimeException e) {
                states().connector(instance.name(), Event.FAILED, e, instance.version());
            }
        }
    }

    private void restart(String name, boolean includeTasks, boolean onlyFailed) {
        onConnector(name, connector -> {
            if (!onlyFailed || states().connector(name) == RunState.FAILED) {
                connector.markStale();
                states().connector(name, Event.RESTART_REQUESTED, null, connector.version());
            }
        });
        if (includeTasks) {
            for (TaskInstance task : List.copyOf(tasks.values())) {
                if (task.id().connector().equals(name) && (!onlyFailed || states().hasFailed(task.id()))) {
                    restart(task.id());
                }
            }
        }
    }

    private void restart(TaskId id) {
        onTask(id, task -> {
            task.markStale();
            states().task(id, Event.RESTART_REQUESTED, null, task.version());
        });
    }
}
