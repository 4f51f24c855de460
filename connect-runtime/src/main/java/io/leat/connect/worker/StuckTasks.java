package io.leat.connect.worker;

import io.leat.connect.lifecycle.Actual;
import io.leat.connect.lifecycle.TaskId;
import io.leat.connect.settings.OwnSettings;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks for tasks whose code does not return, by {@code task.stuck.timeout.ms}. Belongs to the worker's thread. */
final class StuckTasks {
    private static final Logger LOG = LoggerFactory.getLogger(StuckTasks.class);
    /** Looks in the time after which a task is stuck. */
    private static final int LOOKS = 4;

    private static final long LEAST_TICK_MS = 20;

    private final Map<String, String> defaults;
    private final Remarks remarks;
    private final Map<TaskId, Long> timeouts = new HashMap<>();

    /** @param defaults the worker's settings, for what a connector leaves out */
    StuckTasks(Map<String, String> defaults, Remarks remarks) {
        this.defaults = defaults;
        this.remarks = remarks;
    }

    void started(TaskInstance task) {
        timeouts.put(
                task.id(),
                OwnSettings.of(defaults, task.actual().config().connector()).getLong(OwnSettings.STUCK_TIMEOUT));
        remarks.stuck(task.id(), null);
    }

    void gone(TaskId task) {
        timeouts.remove(task);
        remarks.stuck(task, null);
    }

    /** In how many milliseconds to look again; {@code Long.MAX_VALUE} if there is nothing to look at. */
    long tickMs() {
        long least = Long.MAX_VALUE;
        for (long timeout : timeouts.values()) {
            least = timeout == 0 ? least : Math.min(least, Math.max(timeout / LOOKS, LEAST_TICK_MS));
        }
        return least;
    }

    void look(Collection<TaskInstance> tasks, long now) {
        for (TaskInstance task : tasks) {
            if (task.actual().phase() == Actual.Phase.STOPPING) {
                continue;
            }
            ConnectorOperations.Stuck stuck = task.stuck(timeouts.getOrDefault(task.id(), 0L), now);
            boolean before = remarks.stuck(task.id()) != null;
            remarks.stuck(task.id(), stuck);
            if (stuck != null && !before) {
                LOG.warn(
                        "Task {} is stuck: its code has not returned for {} ms. It can be restarted. It is at\n{}",
                        task.id(),
                        now - stuck.sinceMs(),
                        stuck.stack());
            } else if (stuck == null && before) {
                LOG.info("Task {} goes on: it is stuck no more", task.id());
            }
        }
    }
}
