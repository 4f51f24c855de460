package io.leat.connect.worker;

import io.leat.connect.lifecycle.RunState;
import io.leat.connect.lifecycle.TargetState;
import io.leat.connect.lifecycle.TaskId;
import io.leat.connect.plugin.PluginException;
import io.leat.connect.plugin.Plugins;
import io.leat.connect.store.ConfigStore;
import io.leat.connect.store.Status;
import io.leat.connect.store.StatusStore;
import io.leat.connect.store.StoredConnector;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.kafka.connect.errors.AlreadyExistsException;
import org.apache.kafka.connect.errors.NotFoundException;
import org.jspecify.annotations.Nullable;

/** Carries out what is asked of the connectors by writing to the config topic; the worker follows what it reads there. */
final class Operations implements ConnectorOperations {
    private final ConfigStore configs;
    private final StatusStore statuses;
    private final Plugins plugins;
    private final ConnectorValidation validation;
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
            Supplier<String> workerId,
            Remarks remarks,
            Worker.Messages worker) {
        this.configs = configs;
        this.statuses = statuses;
        this.plugins = plugins;
        this.validation = validation;
        this.workerId = workerId;
        this.remarks = remarks;
        this.worker = worker;
    }

    @Override
    public Validation validate(Map<String, String> config) {
        return validation.validate(config);
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
