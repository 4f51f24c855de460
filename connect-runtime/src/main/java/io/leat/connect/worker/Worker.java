package io.leat.connect.worker;

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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
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
    private final ConfigProviders providers;
    private final ClientOverrides overrides;
    private final TaskBuilder builder;
    private final Operations operations;
    private final Recovery recovery;
    private final StuckTasks stuckTasks;
    private final WorkerMetrics taskMetrics;
    private final Loggers loggers;

    /** Bounded by what there is: each instance has a handful of messages, each REST call one. */
    private final BlockingQueue<Runnable> inbox = new LinkedBlockingQueue<>();

    private final Messages messages = new Messages();
    private final RunningInstances instances = new RunningInstances();

    private final TasksGone tasksGone = new TasksGone();

    private final Thread thread = new Thread(this::run, "connect-worker");
    /** Belongs to the worker's thread. There from {@link #start} on. */
    private @Nullable States states;

    private volatile String workerId = "";
    private volatile boolean closing;

    /** Touches nothing before {@link #open}. */
    public Worker(WorkerSettings settings, LogPort log, Plugins plugins, InstantSource clock) {
        this(settings, log, plugins, clock, LogLevels.NONE);
    }

    /** As the other, with {@code levels} that can be asked for and changed. */
    public Worker(WorkerSettings settings, LogPort log, Plugins plugins, InstantSource clock, LogLevels levels) {
        this.settings = settings;
        this.plugins = plugins;
        this.clock = clock;
        configs = new ConfigStore(settings.configTopic(), messages);
        loggers = new Loggers(levels, clock, configs::putLoggerLevel);
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
        providers = new ConfigProviders(settings.configProviders(), plugins::newConfigProvider);
        overrides = new ClientOverrides(plugins, settings);
        builder = new TaskBuilder(plugins, settings, providers, overrides, log, offsets, statuses, metrics, clock);
        Remarks remarks = new Remarks();
        recovery = new Recovery(settings.given(), remarks);
        stuckTasks = new StuckTasks(settings.given(), remarks);
        taskMetrics = new WorkerMetrics(metrics.metrics(), statuses);
        operations = new Operations(
                configs,
                statuses,
                plugins,
                new ConnectorValidation(plugins, settings, providers, overrides),
                new DryRuns(plugins, settings, providers, builder, log, offsets, metrics, clock),
                new ConnectorOffsets(
                        offsets,
                        log,
                        plugins,
                        config -> providers.resolve(config).values(),
                        messages::tasksGone,
                        settings.gracefulTimeoutMs()),
                settings,
                () -> workerId,
                remarks,
                messages);
    }

    /** Reads the worker's topics, creating them if they are missing. Runs nothing before {@link #start}. */
    public void open() {
        providers.open();
        overrides.open();
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

    /** The levels of loggers, of this worker and of its group. */
    public Loggers loggers() {
        return loggers;
    }

    /** What each task that there is has done since it was started. */
    public SortedMap<TaskId, TaskCounters.Snapshot> progress() {
        SortedMap<TaskId, TaskCounters.Snapshot> progress = new TreeMap<>();
        instances.tasks().forEach((id, task) -> progress.put(id, task.counters().snapshot()));
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
            } catch (OutOfMemoryError e) {
                // Whoever has used it up fails, and this thread is still needed then.
                Patience.untilThereIsMemory(() -> LOG.error("There is no memory; the worker tries again", e));
            }
        }
        stopAll();
    }

    private void round() throws InterruptedException {
        Runnable message = inbox.poll(instances.areStopping() ? STOPPING_TICK_MS : idleMs(), TimeUnit.MILLISECONDS);
        while (message != null) {
            Patience.untilThereIsMemory(message);
            message = inbox.poll();
        }
        removeGone();
        stuckTasks.look(instances.tasks().values(), clock.millis());
        recovery.takeExpired(clock.millis()).forEach(name -> restart(name, true, false));
        recovery.connectorsDue(clock.millis()).forEach(name -> instances.onConnector(name, this::replace));
        recovery.tasksDue(clock.millis()).forEach(id -> instances.onTask(id, this::replace));
        Wanted wanted = wanted();
        states().deleteAllBut(
                        wanted,
                        instances.connectors().keySet(),
                        instances.tasks().keySet());
        for (Operation operation : Reconciler.plan(wanted, instances.actual())) {
            run(operation);
        }
        tasksGone.tell(instances.tasks().keySet());
    }

    private long idleMs() {
        long untilRestart = Math.max(0, recovery.nextDue() - clock.millis());
        return Math.min(IDLE_MS, Math.min(stuckTasks.tickMs(), untilRestart));
    }

    private States states() {
        return Objects.requireNonNull(states, "not started");
    }

    private Wanted wanted() {
        Map<String, Wanted.Connector> wanted = new HashMap<>();
        configs.connectors().forEach((name, stored) -> wanted.put(name, stored.wanted()));
        return new Wanted(wanted);
    }

    private void run(Operation operation) {
        LOG.debug("{}", operation.getClass().getSimpleName());
        if (operation instanceof StartConnector start) {
            states().begins(start.connector());
            instances
                    .connectors()
                    .put(
                            start.connector(),
                            new ConnectorInstance(
                                    start.connector(),
                                    start.config(),
                                    start.target(),
                                    plugins,
                                    providers,
                                    offsets,
                                    metrics,
                                    messages));
        } else if (operation instanceof StartTask start) {
            states().begins(start.task());
            TaskInstance task = new TaskInstance(start.task(), start.config(), start.target(), builder, messages);
            instances.tasks().put(start.task(), task);
            stuckTasks.started(task);
            taskMetrics.started(task);
        } else if (operation instanceof StopConnector stop) {
            instances.onConnector(stop.connector(), c -> c.stop(clock.millis() + settings.gracefulTimeoutMs()));
        } else if (operation instanceof StopTask stop) {
            instances.onTask(stop.task(), t -> t.stop(clock.millis() + settings.gracefulTimeoutMs()));
        } else if (operation instanceof SwitchConnector change) {
            instances.onConnector(change.connector(), c -> c.switchTo(change.target()));
        } else if (operation instanceof SwitchTask change) {
            instances.onTask(change.task(), t -> t.switchTo(change.target()));
        }
    }

    private void removeGone() {
        long now = clock.millis();
        for (ConnectorInstance instance : List.copyOf(instances.connectors().values())) {
            if (instance.isGone(now)) {
                instances.connectors().remove(instance.name());
                recovery.gone(instance.name(), configs.connector(instance.name()) != null);
                states().connector(instance.name(), Event.ENDED, null, instance.version());
            }
        }
        for (TaskInstance instance : List.copyOf(instances.tasks().values())) {
            if (instance.isGone(now)) {
                instances.tasks().remove(instance.id());
                stuckTasks.gone(instance.id());
                taskMetrics.gone(instance.id());
                recovery.gone(instance.id(), configs.connector(instance.id().connector()) != null);
                states().task(instance.id(), Event.ENDED, null, instance.version());
            }
        }
    }

    private void stopAll() {
        long deadline = clock.millis() + settings.gracefulTimeoutMs();
        instances.connectors().values().forEach(c -> c.stop(deadline));
        instances.tasks().values().forEach(t -> t.stop(deadline));
        while (!instances.connectors().isEmpty() || !instances.tasks().isEmpty()) {
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
        providers.close();
        overrides.close();
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
                if (instances.connectors().get(instance.name()) == instance) {
                    states().connector(instance.name(), event, instance.trace(error), instance.version());
                    recovery.connector(instance.name(), instance.config(), event, clock.millis());
                }
            });
        }

        @Override
        public void taskReports(TaskInstance instance, Event event, @Nullable Throwable error) {
            inbox.add(() -> {
                if (instances.tasks().get(instance.id()) == instance) {
                    states().task(instance.id(), event, instance.trace(error), instance.version());
                    if (event == Event.STARTED) {
                        taskMetrics.runs(instance);
                    }
                    Wanted.Task config = instance.actual().config();
                    recovery.task(instance.id(), config.connector(), config, event, clock.millis());
                }
            });
        }

        @Override
        public void expires(String connector, long ttlMs) {
            if (ttlMs != Long.MAX_VALUE) {
                inbox.add(() -> recovery.expires(connector, clock.millis() + ttlMs));
            }
        }

        @Override
        public void connectorWantsTasks(ConnectorInstance instance, List<Map<String, String>> wanted) {
            inbox.add(() -> writeTasks(instance, wanted));
        }

        @Override
        public void loggerLevelSet(String namespace, String level) {
            loggers.set(namespace, level);
        }

        @Override
        public void restartRequested(String connector, boolean includeTasks, boolean onlyFailed) {
            inbox.add(() -> restart(connector, includeTasks, onlyFailed));
        }

        void restartConnector(String connector) {
            inbox.add(() -> restart(connector, false, false));
        }

        /** Once the plan for what is wanted now has been made, and no task of the connector is there. */
        CompletableFuture<Void> tasksGone(String connector) {
            CompletableFuture<Void> gone = new CompletableFuture<>();
            inbox.add(() -> tasksGone.add(connector, gone));
            return gone;
        }

        void restartTask(TaskId task) {
            inbox.add(() -> Worker.this.restart(task));
        }
    }

    /** Unless the connector was replaced or changed meanwhile, or wants what it has. */
    private void writeTasks(ConnectorInstance instance, List<Map<String, String>> wanted) {
        StoredConnector stored = configs.connector(instance.name());
        if (instances.connectors().get(instance.name()) != instance
                || stored == null
                || stored.target() == TargetState.STOPPED) {
            return;
        }
        if (stored.config().equals(instance.config()) && !stored.hasTasks(wanted)) {
            try {
                configs.putTasks(instance.name(), wanted);
            } catch (RuntimeException e) {
                states().connector(instance.name(), Event.FAILED, instance.trace(e), instance.version());
            }
        }
    }

    private void restart(String name, boolean includeTasks, boolean onlyFailed) {
        instances.onConnector(name, connector -> {
            if (!onlyFailed || states().connector(name) == RunState.FAILED) {
                recovery.forget(name);
                replace(connector);
            }
        });
        if (includeTasks) {
            for (TaskInstance task : List.copyOf(instances.tasks().values())) {
                if (task.id().connector().equals(name) && (!onlyFailed || states().hasFailed(task.id()))) {
                    restart(task.id());
                }
            }
        }
    }

    private void restart(TaskId id) {
        recovery.forget(id);
        instances.onTask(id, this::replace);
    }

    private void replace(ConnectorInstance connector) {
        connector.markStale();
        states().connector(connector.name(), Event.RESTART_REQUESTED, null, connector.version());
    }

    private void replace(TaskInstance task) {
        task.markStale();
        states().task(task.id(), Event.RESTART_REQUESTED, null, task.version());
    }
}
