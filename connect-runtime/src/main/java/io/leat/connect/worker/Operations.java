package io.leat.connect.worker;

import io.leat.connect.lifecycle.RunState;
import io.leat.connect.lifecycle.TargetState;
import io.leat.connect.lifecycle.TaskId;
import io.leat.connect.pipeline.RecordTrace;
import io.leat.connect.plugin.PluginException;
import io.leat.connect.plugin.Plugins;
import io.leat.connect.store.ConfigStore;
import io.leat.connect.store.Status;
import io.leat.connect.store.StatusStore;
import io.leat.connect.store.StoredConnector;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.kafka.connect.errors.AlreadyExistsException;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.NotFoundException;
import org.jspecify.annotations.Nullable;

/** Carries out what is asked of the connectors by writing to the config topic; the worker follows what it reads there. */
final class Operations implements ConnectorOperations {
    private final ConfigStore configs;
    private final StatusStore statuses;
    private final Plugins plugins;
    private final ConnectorValidation validation;
    private final DryRuns dryRuns;
    private final ConnectorOffsets offsets;
    private final WorkerSettings settings;
    private final Supplier<String> workerId;
    private final Remarks remarks;
    private final Worker.Messages worker;
    /** Held from looking whether a connector is there to writing that it is, or is not. */
    private final Object changing = new Object();

    Operations(
            ConfigStore configs,
            StatusStore statuses,
            Plugins plugins,
            ConnectorValidation validation,
            DryRuns dryRuns,
            ConnectorOffsets offsets,
            WorkerSettings settings,
            Supplier<String> workerId,
            Remarks remarks,
            Worker.Messages worker) {
        this.configs = configs;
        this.statuses = statuses;
        this.plugins = plugins;
        this.validation = validation;
        this.dryRuns = dryRuns;
        this.offsets = offsets;
        this.settings = settings;
        this.workerId = workerId;
        this.remarks = remarks;
        this.worker = worker;
    }

    @Override
    public Validation validate(Map<String, String> config) {
        return validation.validate(config);
    }

    @Override
    public List<RecordTrace> dryRun(String name, Map<String, String> config, int records, long timeoutMs) {
        try {
            return dryRuns.run(name, validated(name, config), records, timeoutMs);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ConnectException("Interrupted while trying out " + name, e);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new ConnectException("The connector " + name + " failed while it was tried out: " + e, e);
        }
    }

    @Override
    public RecordTrace preview(Map<String, String> config, GivenRecord record, boolean sink) {
        return dryRuns.preview(config, record, sink);
    }

    @Override
    public SortedSet<String> names() {
        return new TreeSet<>(configs.connectors().keySet());
    }

    @Override
    public ConnectorInfo create(String name, Map<String, String> config, TargetState initialState) {
        refuseIfThere(name);
        Map<String, String> valid = validated(name, config);
        synchronized (changing) {
            refuseIfThere(name);
            configs.putConnector(name, valid, initialState);
        }
        return info(name);
    }

    private void refuseIfThere(String name) {
        if (configs.connector(name) != null) {
            throw new AlreadyExistsException("Connector " + name + " already exists");
        }
    }

    @Override
    public Put putConfig(String name, Map<String, String> config) {
        Map<String, String> valid = validated(name, config);
        boolean created;
        synchronized (changing) {
            created = configs.connector(name) == null;
            configs.putConnector(name, valid, created ? TargetState.STARTED : null);
        }
        return new Put(created, info(name));
    }

    /** On what another request has changed meanwhile the patch is put anew. */
    @Override
    public ConnectorInfo patchConfig(String name, Map<String, @Nullable String> patch) {
        while (true) {
            Map<String, String> before = stored(name).config();
            Map<String, String> patched = new TreeMap<>(before);
            patch.forEach((setting, value) -> {
                if (value == null) {
                    patched.remove(setting);
                } else {
                    patched.put(setting, value);
                }
            });
            Map<String, String> valid = validated(name, patched);
            synchronized (changing) {
                if (stored(name).config().equals(before)) {
                    configs.putConnector(name, valid, null);
                    return info(name);
                }
            }
        }
    }

    /** The configuration with its name in it, if nothing is wrong with it. */
    private Map<String, String> validated(String name, Map<String, String> config) {
        String inside = config.getOrDefault(ConnectorSettings.NAME, name);
        if (!inside.equals(name)) {
            throw new InvalidConnectorException("Connector name configuration (" + inside
                    + ") doesn't match connector name (" + name + "): leave name out of the configuration.");
        }
        Map<String, String> named = new TreeMap<>(config);
        named.put(ConnectorSettings.NAME, name);
        Validation verdict = validation.validate(named);
        if (verdict.errorCount() > 0) {
            throw new InvalidConnectorException(ConnectorValidation.message(verdict));
        }
        return named;
    }

    @Override
    public ConnectorInfo info(String name) {
        StoredConnector stored = stored(name);
        return new ConnectorInfo(name, stored.config(), taskIds(name, stored), type(stored));
    }

    @Override
    public Map<String, String> config(String name) {
        return stored(name).config();
    }

    @Override
    public List<TaskInfo> tasks(String name) {
        StoredConnector stored = stored(name);
        return taskIds(name, stored).stream()
                .map(id -> new TaskInfo(id, stored.tasks().get(id.task())))
                .toList();
    }

    @Override
    public ConnectorStatus status(String name) {
        StoredConnector stored = stored(name);
        List<TaskState> tasks = new ArrayList<>();
        for (TaskId id : taskIds(name, stored)) {
            Status status = orUnassigned(statuses.task(id));
            tasks.add(new TaskState(
                    id.task(),
                    status.state().name(),
                    status.workerId(),
                    status.trace(),
                    status.version(),
                    remarks.restarts(id),
                    remarks.stuck(id)));
        }
        Status status = orUnassigned(statuses.connector(name));
        return new ConnectorStatus(
                name,
                new StateInfo(
                        status.state().name(),
                        status.workerId(),
                        status.trace(),
                        status.version(),
                        remarks.restarts(name)),
                tasks,
                type(stored));
    }

    /** A connector that was created a moment ago has no status yet, and is no error for that. */
    private Status orUnassigned(@Nullable Status status) {
        return status == null ? new Status(RunState.UNASSIGNED, null, workerId.get(), 0, null) : status;
    }

    @Override
    public void delete(String name) {
        synchronized (changing) {
            stored(name);
            configs.remove(name);
            statuses.activeTopics().reset(name);
        }
    }

    @Override
    public void pause(String name) {
        target(name, TargetState.PAUSED);
    }

    @Override
    public void resume(String name) {
        target(name, TargetState.STARTED);
    }

    /** Without tasks in the config topic, as Kafka Connect leaves a stopped connector. */
    @Override
    public void stop(String name) {
        synchronized (changing) {
            target(name, TargetState.STOPPED);
            configs.putTasks(name, List.of());
        }
    }

    private void target(String name, TargetState target) {
        synchronized (changing) {
            stored(name);
            configs.putTarget(name, target);
        }
    }

    @Override
    public void restart(String name) {
        stored(name);
        worker.restartConnector(name);
    }

    @Override
    public ConnectorStatus restart(String name, boolean includeTasks, boolean onlyFailed) {
        ConnectorStatus before = status(name);
        configs.requestRestart(name, includeTasks, onlyFailed);
        StateInfo connector = before.connector();
        boolean restarts = restarts(connector.state(), onlyFailed);
        List<TaskState> tasks = before.tasks().stream()
                .map(task -> includeTasks && restarts(task.state(), onlyFailed)
                        ? new TaskState(task.id(), RunState.RESTARTING.name(), task.workerId(), null, task.version())
                        : task)
                .toList();
        return new ConnectorStatus(
                name,
                restarts
                        ? new StateInfo(RunState.RESTARTING.name(), connector.workerId(), null, connector.version())
                        : connector,
                tasks,
                before.type());
    }

    private static boolean restarts(String state, boolean onlyFailed) {
        return !onlyFailed || state.equals(RunState.FAILED.name());
    }

    @Override
    public void restartTask(String name, int task) {
        TaskId id = new TaskId(name, task);
        if (!taskIds(name, stored(name)).contains(id)) {
            throw new NotFoundException("Unknown task: " + id + ". The connector has "
                    + stored(name).tasks().size() + " tasks, counted from 0.");
        }
        worker.restartTask(id);
    }

    @Override
    public List<ConnectorOffset> offsets(String name) {
        return offsets.of(name, stored(name));
    }

    @Override
    public String alterOffsets(String name, List<ConnectorOffset> wanted) {
        StoredConnector before = stored(name);
        return carryOut(name, before, offsets.alter(name, before, wanted));
    }

    @Override
    public String resetOffsets(String name) {
        StoredConnector before = stored(name);
        return carryOut(name, before, offsets.reset(name, before));
    }

    private String carryOut(String name, StoredConnector before, ConnectorOffsets.Change change) {
        synchronized (changing) {
            if (!before.equals(configs.connector(name))) {
                throw new ConflictException(
                        ConflictException.Reason.CONNECTOR_CHANGED,
                        "The connector " + name + " was changed while its code was asked about the offsets;"
                                + " nothing was written. Look at it and try again.");
            }
            change.write();
            return change.message();
        }
    }

    @Override
    public Set<String> topics(String name) {
        refuseUnlessTracking();
        return statuses.activeTopics().of(name);
    }

    @Override
    public void resetTopics(String name) {
        refuseUnlessTracking();
        if (!settings.allowsTopicReset()) {
            throw new ForbiddenException("Topic tracking reset is disabled: topic.tracking.allow.reset is false.");
        }
        statuses.activeTopics().reset(name);
    }

    private void refuseUnlessTracking() {
        if (!settings.tracksTopics()) {
            throw new ForbiddenException("Topic tracking is disabled: topic.tracking.enable is false.");
        }
    }

    private StoredConnector stored(String name) {
        StoredConnector stored = configs.connector(name);
        if (stored == null) {
            throw new NotFoundException("Connector " + name + " not found");
        }
        return stored;
    }

    private static List<TaskId> taskIds(String name, StoredConnector stored) {
        return IntStream.range(0, stored.tasks().size())
                .mapToObj(n -> new TaskId(name, n))
                .toList();
    }

    /** A connector whose plugin has gone from the plugin path is still there. */
    private String type(StoredConnector stored) {
        try {
            return plugins.connectorKind(stored.config().getOrDefault(ConnectorSettings.CLASS, ""))
                    .label();
        } catch (PluginException e) {
            return "unknown";
        }
    }

    void close() {
        validation.close();
    }
}
