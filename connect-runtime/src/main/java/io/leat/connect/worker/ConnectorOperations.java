package io.leat.connect.worker;

import io.leat.connect.lifecycle.Restarts;
import io.leat.connect.lifecycle.TargetState;
import io.leat.connect.lifecycle.TaskId;
import io.leat.connect.pipeline.RecordTrace;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import org.apache.kafka.common.config.ConfigDef.ConfigKey;
import org.apache.kafka.common.config.ConfigValue;
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

    /** {@code type} is {@code source}, {@code sink} or {@code unknown}. */
    record ConnectorInfo(String name, Map<String, String> config, List<TaskId> tasks, String type) {}

    /** {@code restart} is how it stands with restarts by {@code restart.policy}; null if there was none and none is planned. */
    record StateInfo(
            String state,
            String workerId,
            @Nullable String trace,
            @Nullable String version,
            Restarts.@Nullable Standing restart) {
        public StateInfo(String state, String workerId, @Nullable String trace, @Nullable String version) {
            this(state, workerId, trace, version, null);
        }
    }

    /** A task whose code has not returned since {@code sinceMs}, in milliseconds since 1970; {@code stack} is where it is. */
    record Stuck(long sinceMs, String stack) {}

    /** {@code restart} as for a connector; {@code stuck} is null unless the task is. */
    record TaskState(
            int id,
            String state,
            String workerId,
            @Nullable String trace,
            @Nullable String version,
            Restarts.@Nullable Standing restart,
            @Nullable Stuck stuck) {
        public TaskState(int id, String state, String workerId, @Nullable String trace, @Nullable String version) {
            this(id, state, workerId, trace, version, null, null);
        }
    }

    /** A task and the settings its connector gave it. */
    record TaskInfo(TaskId id, Map<String, String> config) {}

    record ConnectorStatus(String name, StateInfo connector, List<TaskState> tasks, String type) {}

    /** {@code created} is false when a connector of that name was there and has a new configuration now. */
    record Put(boolean created, ConnectorInfo info) {}

    /** One setting: its definition, and what the configuration has for it with the errors found. */
    record Setting(ConfigKey definition, ConfigValue value) {}

    /**
     * The verdict on a configuration: the framework's settings first, then those of the connector. A setting
     * that nobody defines is among them if it is wrong.
     */
    record Validation(String connectorClass, List<Setting> settings) {
        public int errorCount() {
            return settings.stream()
                    .mapToInt(s -> s.value().errorMessages().size())
                    .sum();
        }
    }

    /** Where a partition of a source, or of a topic that a sink reads, has come to; a null offset is to be forgotten. */
    record ConnectorOffset(
            Map<String, ?> partition, @Nullable Map<String, ?> offset) {}

    SortedSet<String> names();

    /**
     * Judges a configuration, on a thread of its own and with a time limit, since it runs the connector's code.
     *
     * @throws InvalidConnectorException if {@code connector.class} is missing, unknown or no connector, or its code
     *     does not answer in time
     */
    Validation validate(Map<String, String> config);

    ConnectorInfo create(String name, Map<String, String> config, TargetState initialState);

    Put putConfig(String name, Map<String, String> config);

    /**
     * Changes single settings of a connector that is there (KIP-477); a null value removes one.
     *
     * @throws InvalidConnectorException if the whole is not valid then; nothing is changed
     */
    ConnectorInfo patchConfig(String name, Map<String, @Nullable String> patch);

    ConnectorInfo info(String name);

    Map<String, String> config(String name);

    /** The tasks with what the config topic has for each: the connector's word, and {@code task.class} beside it. */
    List<TaskInfo> tasks(String name);

    ConnectorStatus status(String name);

    void delete(String name);

    void pause(String name);

    void resume(String name);

    void stop(String name);

    /** Restarts the connector instance alone, as {@code POST /connectors/{name}/restart} without parameters does. */
    void restart(String name);

    /**
     * Restarts the connector instance and, with {@code includeTasks}, its tasks; with {@code onlyFailed} only what has
     * failed (KIP-745).
     *
     * @return the status with {@code RESTARTING} on everything that will restart
     */
    ConnectorStatus restart(String name, boolean includeTasks, boolean onlyFailed);

    void restartTask(String name, int task);

    /** Everything the connector has committed (KIP-875). */
    List<ConnectorOffset> offsets(String name);

    /**
     * Sets offsets of a stopped connector, which is asked first.
     *
     * @return what was done, in words
     * @throws InvalidOffsetsException if the connector is not stopped, or the offsets are of the wrong shape
     * @throws ConflictException if others read with the sink's group, or the connector was changed meanwhile
     */
    String alterOffsets(String name, List<ConnectorOffset> offsets);

    /** As {@link #alterOffsets}, to forget all offsets. */
    String resetOffsets(String name);

    /**
     * The topics that the connector has used, by name (KIP-558); none for a connector that is not there, as in Kafka Connect.
     *
     * @throws ForbiddenException if {@code topic.tracking.enable} is false
     */
    Set<String> topics(String name);

    /**
     * Forgets which topics the connector has used.
     *
     * @throws ForbiddenException if {@code topic.tracking.enable} or {@code topic.tracking.allow.reset} is false
     */
    void resetTopics(String name);

    /**
     * Takes up to {@code records} records through the first task, the transforms and the converters of a connector that is
     * not created. Writes nothing anywhere. Runs plugin code on the caller's thread.
     *
     * @throws InvalidConnectorException if the configuration is wrong
     */
    List<RecordTrace> dryRun(String name, Map<String, String> config, int records, long timeoutMs);

    /** What the transforms of a configuration make of a record. Runs plugin code on the caller's thread. */
    RecordTrace preview(Map<String, String> config, GivenRecord record, boolean sink);
}
