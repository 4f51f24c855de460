package io.leat.connect.worker;

import io.leat.connect.lifecycle.RunState;
import io.leat.connect.lifecycle.TaskId;
import io.leat.connect.store.Status;
import io.leat.connect.store.StatusStore;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.common.metrics.Metrics;

/** The metrics of the tasks there are, each from its start until it is gone. Belongs to the worker's thread. */
final class WorkerMetrics {
    private final Metrics metrics;
    private final StatusStore statuses;
    private final Map<TaskId, TaskMetrics> tasks = new HashMap<>();

    WorkerMetrics(Metrics metrics, StatusStore statuses) {
        this.metrics = metrics;
        this.statuses = statuses;
    }

    void started(TaskInstance task) {
        tasks.put(task.id(), new TaskMetrics(metrics, task.id(), task.counters(), () -> status(task.id())));
    }

    private String status(TaskId id) {
        Status status = statuses.task(id);
        RunState state = status == null ? RunState.UNASSIGNED : status.state();
        return state.name().toLowerCase(Locale.ROOT);
    }

    /** Its class is loaded, so that it is known what it is. */
    void runs(TaskInstance task) {
        TaskMetrics ofTask = tasks.get(task.id());
        if (ofTask != null) {
            ofTask.of(task.isSource());
        }
    }

    void gone(TaskId task) {
        TaskMetrics ofTask = tasks.remove(task);
        if (ofTask != null) {
            ofTask.close();
        }
    }
}
