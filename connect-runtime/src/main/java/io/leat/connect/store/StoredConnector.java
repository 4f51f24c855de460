package io.leat.connect.store;

import io.leat.connect.lifecycle.TargetState;
import io.leat.connect.lifecycle.Wanted;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A connector as the config topic has it.
 *
 * @param config its configuration
 * @param target what it should be doing
 * @param tasks its committed task configurations, task n at index n
 * @param appliedConfig the configuration its tasks were made from; null if compaction has removed it
 * @param inconsistent compaction has removed task configurations that were committed: they must be made anew
 */
public record StoredConnector(
        Map<String, String> config,
        TargetState target,
        List<Map<String, String>> tasks,
        @Nullable Map<String, String> appliedConfig,
        boolean inconsistent) {

    /** Whether {@code newTasks}, just computed from {@link #config}, say nothing that the topic does not. */
    public boolean hasTasks(List<Map<String, String>> newTasks) {
        return !inconsistent && config.equals(appliedConfig) && tasks.equals(newTasks);
    }

    /** What should run. Tasks run with the configuration they were made from, until the connector has made new ones. */
    public Wanted.Connector wanted() {
        Map<String, String> applied = appliedConfig == null ? config : appliedConfig;
        return new Wanted.Connector(
                config,
                target,
                tasks.stream().map(task -> new Wanted.Task(applied, task)).toList());
    }
}
