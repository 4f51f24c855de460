package io.leat.connect.worker;

import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * What can be asked of the worker's connectors: the seam between REST (and the command line) and the worker. Shapes are
 * those of Kafka Connect's REST bodies.
 *
 * <p>Every call that changes something returns once the change is in the config topic and applied to this worker's
 * view; starting and stopping plugin code goes on behind it, so that no call waits for a plugin. An unknown connector or
 * task is a {@link org.apache.kafka.connect.errors.NotFoundException}, a name that is taken an {@link
 * org.apache.kafka.connect.errors.AlreadyExistsException}, an invalid configuration an {@link InvalidConnectorException}.
 */
public interface ConnectorOperations {

    /** What the connector should be doing. */
    enum TargetState {
        STARTED,
        PAUSED,
        STOPPED
    }

    record TaskId(String connector, int task) {}

    /** {@code type} is {@code source}, {@code sink} or {@code unknown}. */
    record ConnectorInfo(String name, Map<String, String> config, List<TaskId> tasks, String type) {}

    record StateInfo(
            String state,
            String workerId,
            @Nullable String trace,
            @Nullable String version) {}

    record TaskState(
            int id,
            String state,
            String workerId,
            @Nullable String trace,
            @Nullable String version) {}

    record ConnectorStatus(String name, StateInfo connector, List<TaskState> tasks, String type) {}

    /** {@code created} is false when a connector of that name was there and has a new configuration now. */
    record Put(boolean created, ConnectorInfo info) {}

    SortedSet<String> names();

    ConnectorInfo create(String name, Map<String, String> config, TargetState initialState);

    Put putConfig(String name, Map<String, String> config);

    ConnectorInfo info(String name);

    Map<String, String> config(String name);

    ConnectorStatus status(String name);

    void delete(String name);

    void pause(String name);

    void resume(String name);

    void stop(String name);

    /** Restarts the connector instance alone, as {@code POST /connectors/{name}/restart} without parameters does. */
    void restart(String name);

    void restartTask(String name, int task);
}
