package io.leat.connect.lifecycle;

import java.util.Map;

/** One step from what there is to what is wanted. None of them waits for plugin code. */
public sealed interface Operation {

    /** Ask the instance to stop; it is gone when it says so, or when its time is up. */
    record StopConnector(String connector) implements Operation {}

    record StopTask(TaskId task) implements Operation {}

    record StartConnector(String connector, Map<String, String> config, TargetState target) implements Operation {}

    record StartTask(TaskId task, Wanted.Task config, TargetState target) implements Operation {}

    /** Pause or resume a connector that goes on existing. */
    record SwitchConnector(String connector, TargetState target) implements Operation {}

    /** Pause or resume a task that goes on existing. */
    record SwitchTask(TaskId task, TargetState target) implements Operation {}
}
