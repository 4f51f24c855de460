package io.leat.connect.lifecycle;

import io.leat.connect.lifecycle.Actual.Instance;
import io.leat.connect.lifecycle.Actual.Phase;
import io.leat.connect.lifecycle.Operation.StartConnector;
import io.leat.connect.lifecycle.Operation.StartTask;
import io.leat.connect.lifecycle.Operation.StopConnector;
import io.leat.connect.lifecycle.Operation.StopTask;
import io.leat.connect.lifecycle.Operation.SwitchConnector;
import io.leat.connect.lifecycle.Operation.SwitchTask;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Wanted × actual → operations. Pure; the order of the result is stops, switches, starts, each by name. */
public final class Reconciler {
    private final List<Operation> stops = new ArrayList<>();
    private final List<Operation> switches = new ArrayList<>();
    private final List<Operation> starts = new ArrayList<>();

    private Reconciler() {}

    /** The operations that lead from {@code actual} to {@code wanted}; empty when they agree. */
    public static List<Operation> plan(Wanted wanted, Actual actual) {
        var reconciler = new Reconciler();
        reconciler.connectors(wanted, actual);
        reconciler.tasks(wantedTasks(wanted), actual);
        List<Operation> plan = new ArrayList<>(reconciler.stops);
        plan.addAll(reconciler.switches);
        plan.addAll(reconciler.starts);
        return plan;
    }

    private void connectors(Wanted wanted, Actual actual) {
        for (String name : new TreeMap<>(actual.connectors()).keySet()) {
            if (!wanted.connectors().containsKey(name)
                    && stoppable(actual.connectors().get(name))) {
                stops.add(new StopConnector(name));
            }
        }
        new TreeMap<>(wanted.connectors()).forEach((name, connector) -> {
            var there = actual.connectors().get(name);
            switch (verdict(connector.config(), connector.target(), there)) {
                case START -> starts.add(new StartConnector(name, connector.config(), connector.target()));
                case STOP -> stops.add(new StopConnector(name));
                case SWITCH -> switches.add(new SwitchConnector(name, connector.target()));
                case LEAVE -> {}
            }
        });
    }

    private void tasks(SortedMap<TaskId, WantedTask> wanted, Actual actual) {
        for (TaskId id : new TreeMap<>(actual.tasks()).keySet()) {
            if (!wanted.containsKey(id) && stoppable(actual.tasks().get(id))) {
                stops.add(new StopTask(id));
            }
        }
        wanted.forEach((id, task) -> {
            switch (verdict(task.config(), task.target(), actual.tasks().get(id))) {
                case START -> starts.add(new StartTask(id, task.config(), task.target()));
                case STOP -> stops.add(new StopTask(id));
                case SWITCH -> switches.add(new SwitchTask(id, task.target()));
                case LEAVE -> {}
            }
        });
    }

    private enum Verdict {
        START,
        STOP,
        SWITCH,
        LEAVE
    }

    /** To and from STOPPED is a new instance, since no plugin code may be left behind; a pause is a word to the old one. */
    private static <C> Verdict verdict(C config, TargetState target, @Nullable Instance<C> there) {
        if (there == null) {
            return Verdict.START;
        }
        if (there.phase() == Phase.STOPPING) {
            return Verdict.LEAVE;
        }
        boolean crossesStopped = (there.target() == TargetState.STOPPED) != (target == TargetState.STOPPED);
        if (there.phase() == Phase.STALE || crossesStopped || !there.config().equals(config)) {
            return Verdict.STOP;
        }
        return there.target() == target ? Verdict.LEAVE : Verdict.SWITCH;
    }

    private static boolean stoppable(@Nullable Instance<?> there) {
        return there != null && there.phase() != Phase.STOPPING;
    }

    private record WantedTask(Wanted.Task config, TargetState target) {}

    /** A stopped connector has no tasks, whatever its last task configurations say. */
    private static SortedMap<TaskId, WantedTask> wantedTasks(Wanted wanted) {
        SortedMap<TaskId, WantedTask> tasks = new TreeMap<>();
        for (Map.Entry<String, Wanted.Connector> entry : wanted.connectors().entrySet()) {
            Wanted.Connector connector = entry.getValue();
            if (connector.target() != TargetState.STOPPED) {
                for (int n = 0; n < connector.tasks().size(); n++) {
                    tasks.put(
                            new TaskId(entry.getKey(), n),
                            new WantedTask(connector.tasks().get(n), connector.target()));
                }
            }
        }
        return tasks;
    }
}
