package io.leat.connect.worker;

import io.leat.connect.lifecycle.Actual;
import io.leat.connect.lifecycle.TaskId;
import io.leat.connect.lifecycle.Wanted;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** The connectors and tasks there are. Changed by the worker's thread alone; the tasks may be read by any. */
final class RunningInstances {
    private final Map<String, ConnectorInstance> connectors = new HashMap<>();
    private final Map<TaskId, TaskInstance> tasks = new ConcurrentHashMap<>();

    Map<String, ConnectorInstance> connectors() {
        return connectors;
    }

    Map<TaskId, TaskInstance> tasks() {
        return tasks;
    }

    boolean areStopping() {
        return connectors.values().stream().anyMatch(c -> c.actual().phase() == Actual.Phase.STOPPING)
                || tasks.values().stream().anyMatch(t -> t.actual().phase() == Actual.Phase.STOPPING);
    }

    /** As plans are made from it. */
    Actual actual() {
        Map<String, Actual.Instance<Map<String, String>>> ofConnectors = new HashMap<>();
        connectors.forEach((name, instance) -> ofConnectors.put(name, instance.actual()));
        Map<TaskId, Actual.Instance<Wanted.Task>> ofTasks = new HashMap<>();
        tasks.forEach((id, instance) -> ofTasks.put(id, instance.actual()));
        return new Actual(ofConnectors, ofTasks);
    }

    void onConnector(String name, Consumer<ConnectorInstance> action) {
        ConnectorInstance instance = connectors.get(name);
        if (instance != null) {
            action.accept(instance);
        }
    }

    void onTask(TaskId id, Consumer<TaskInstance> action) {
        TaskInstance instance = tasks.get(id);
        if (instance != null) {
            action.accept(instance);
        }
    }
}
