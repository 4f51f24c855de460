package io.leat.connect.worker;

import io.leat.connect.lifecycle.RunState;
import io.leat.connect.lifecycle.RunState.Event;
import io.leat.connect.lifecycle.TaskId;
import io.leat.connect.lifecycle.Wanted;
import io.leat.connect.store.Status;
import io.leat.connect.store.StatusStore;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The states of connectors and tasks, and the status topic that is told of each change. Belongs to the worker's thread.
 *
 * <p>The generation grows by one with every start of the worker, so that what it says overrules what it, or another
 * worker, said before.
 */
final class States {
    private final StatusStore store;
    private final String workerId;
    private final int generation;
    private final Map<String, RunState> connectors = new HashMap<>();
    private final Map<TaskId, RunState> tasks = new HashMap<>();

    /** Goes on from what the status topic has. */
    States(StatusStore store, String workerId) {
        this.store = store;
        this.workerId = workerId;
        this.generation = store.generation() + 1;
        store.connectors().forEach((name, status) -> connectors.put(name, status.state()));
        store.tasks().forEach((id, status) -> tasks.put(id, status.state()));
    }

    void connector(String name, Event event, @Nullable String trace, @Nullable String version) {
        RunState next = connectors.getOrDefault(name, RunState.UNASSIGNED).on(event);
        connectors.put(name, next);
        store.putSafe(name, status(next, trace, version));
    }

    void task(TaskId id, Event event, @Nullable String trace, @Nullable String version) {
        RunState next = tasks.getOrDefault(id, RunState.UNASSIGNED).on(event);
        tasks.put(id, next);
        store.putSafe(id, status(next, trace, version));
    }

    /** A new instance begins: the failure of the one before is over. Told to nobody until the instance says something. */
    void begins(String connector) {
        connectors.computeIfPresent(connector, (k, state) -> state.on(Event.ENDED));
    }

    /** As {@link #begins(String)}, for a task. */
    void begins(TaskId task) {
        tasks.computeIfPresent(task, (k, state) -> state.on(Event.ENDED));
    }

    RunState connector(String name) {
        return connectors.getOrDefault(name, RunState.UNASSIGNED);
    }

    RunState task(TaskId id) {
        return tasks.getOrDefault(id, RunState.UNASSIGNED);
    }

    /** Whether the connector or task has failed; a worker that has just started knows it from the topic. */
    boolean hasFailed(TaskId id) {
        return task(id) == RunState.FAILED;
    }

    /** Deletes the states of what is neither wanted nor there any more. */
    void deleteAllBut(Wanted wanted, Set<String> thereConnectors, Set<TaskId> thereTasks) {
        for (String name : List.copyOf(connectors.keySet())) {
            if (!wanted.connectors().containsKey(name) && !thereConnectors.contains(name)) {
                connector(name, Event.DELETED, null, null);
                connectors.remove(name);
            }
        }
        for (TaskId id : List.copyOf(tasks.keySet())) {
            Wanted.Connector connector = wanted.connectors().get(id.connector());
            boolean isWanted =
                    connector != null && id.task() < connector.tasks().size();
            if (!isWanted && !thereTasks.contains(id)) {
                task(id, Event.DELETED, null, null);
                tasks.remove(id);
            }
        }
    }

    private Status status(RunState state, @Nullable String trace, @Nullable String version) {
        return new Status(state, trace, workerId, generation, version);
    }
}
