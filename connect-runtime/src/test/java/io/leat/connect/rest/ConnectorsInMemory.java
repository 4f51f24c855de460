package io.leat.connect.rest;

import io.leat.connect.lifecycle.TargetState;
import io.leat.connect.lifecycle.TaskId;
import io.leat.connect.pipeline.RecordTrace;
import io.leat.connect.worker.ConflictException;
import io.leat.connect.worker.ConnectorOperations;
import io.leat.connect.worker.ForbiddenException;
import io.leat.connect.worker.GivenRecord;
import io.leat.connect.worker.InvalidConnectorException;
import io.leat.connect.worker.InvalidOffsetsException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.connect.errors.AlreadyExistsException;
import org.apache.kafka.connect.errors.NotFoundException;
import org.jspecify.annotations.Nullable;

/** A worker without connectors behind it: one task each, in the state last asked for. */
final class ConnectorsInMemory implements ConnectorOperations {
    private final Map<String, Map<String, String>> configs = new ConcurrentHashMap<>();
    private final Map<String, String> states = new ConcurrentHashMap<>();

    private volatile List<ConnectorOffset> offsets = List.of();

    /** Thrown by every change, if not null. */
    volatile @Nullable RuntimeException failure;

    @Override
    public SortedSet<String> names() {
        return new TreeSet<>(configs.keySet());
    }

    @Override
    public Validation validate(Map<String, String> config) {
        return new Validation(config.getOrDefault("connector.class", ""), List.of());
    }

    @Override
    public ConnectorInfo create(String name, Map<String, String> config, TargetState initialState) {
        judge(config);
        if (configs.putIfAbsent(name, Map.copyOf(config)) != null) {
            throw new AlreadyExistsException("Connector " + name + " already exists");
        }
        states.put(name, initialState == TargetState.STARTED ? "RUNNING" : initialState.name());
        return new ConnectorInfo(name, config(name), List.of(), "source");
    }

    @Override
    public Put putConfig(String name, Map<String, String> config) {
        judge(config);
        boolean created = configs.put(name, Map.copyOf(config)) == null;
        states.putIfAbsent(name, "RUNNING");
        return new Put(created, info(name));
    }

    private void judge(Map<String, String> config) {
        RuntimeException wanted = failure;
        if (wanted != null) {
            throw wanted;
        }
        if (!config.containsKey("connector.class")) {
            throw new InvalidConnectorException("connector.class is missing");
        }
    }

    @Override
    public ConnectorInfo info(String name) {
        return new ConnectorInfo(name, config(name), List.of(new TaskId(name, 0)), "source");
    }

    @Override
    public Map<String, String> config(String name) {
        Map<String, String> config = configs.get(name);
        if (config == null) {
            throw new NotFoundException("Connector " + name + " not found");
        }
        return config;
    }

    @Override
    public List<TaskInfo> tasks(String name) {
        Map<String, String> task = new HashMap<>(config(name));
        task.put("handed.on", task.getOrDefault("password", ""));
        return List.of(new TaskInfo(new TaskId(name, 0), task));
    }

    @Override
    public ConnectorStatus status(String name) {
        config(name);
        String state = states.getOrDefault(name, "RUNNING");
        return new ConnectorStatus(
                name,
                new StateInfo(state, "127.0.0.1:8083", null, "1.0"),
                List.of(new TaskState(0, state, "127.0.0.1:8083", null, null)),
                "source");
    }

    @Override
    public void delete(String name) {
        config(name);
        configs.remove(name);
    }

    @Override
    public void pause(String name) {
        state(name, "PAUSED");
    }

    @Override
    public void resume(String name) {
        state(name, "RUNNING");
    }

    @Override
    public void stop(String name) {
        state(name, "STOPPED");
    }

    private void state(String name, String state) {
        config(name);
        states.put(name, state);
    }

    @Override
    public void restart(String name) {
        config(name);
    }

    @Override
    public ConnectorStatus restart(String name, boolean includeTasks, boolean onlyFailed) {
        return status(name);
    }

    @Override
    public void restartTask(String name, int task) {
        config(name);
        if (task != 0) {
            throw new NotFoundException("Unknown task: " + name + "-" + task);
        }
    }

    @Override
    public ConnectorInfo patchConfig(String name, Map<String, @Nullable String> patch) {
        Map<String, String> patched = new HashMap<>(config(name));
        patch.forEach((setting, value) -> {
            if (value == null) {
                patched.remove(setting);
            } else {
                patched.put(setting, value);
            }
        });
        return putConfig(name, patched).info();
    }

    @Override
    public List<ConnectorOffset> offsets(String name) {
        config(name);
        return offsets;
    }

    @Override
    public String alterOffsets(String name, List<ConnectorOffset> altered) {
        config(name);
        if (!"STOPPED".equals(states.get(name))) {
            throw new InvalidOffsetsException(name + " is not STOPPED");
        }
        offsets = altered;
        return "altered";
    }

    @Override
    public String resetOffsets(String name) {
        throw new ConflictException(ConflictException.Reason.TASKS_RUNNING, "tasks of " + name + " still run");
    }

    @Override
    public Set<String> topics(String name) {
        throw new ForbiddenException("Topic tracking is disabled");
    }

    @Override
    public void resetTopics(String name) {
        config(name);
    }

    @Override
    public List<RecordTrace> dryRun(String name, Map<String, String> config, int records, long timeoutMs) {
        return List.of();
    }

    @Override
    public RecordTrace preview(Map<String, String> config, GivenRecord record, boolean sink) {
        return new RecordTrace(List.of(), null);
    }
}
