package io.leat.connect.lifecycle;

import java.util.List;
import java.util.Map;

/** What should run, as the config topic says. */
public record Wanted(Map<String, Connector> connectors) {

    /**
     * A connector that exists.
     *
     * @param config its configuration
     * @param tasks the tasks it asked for, task n at index n
     */
    public record Connector(Map<String, String> config, TargetState target, List<Task> tasks) {}

    /**
     * What a task runs with; a task is replaced when either changes, because converters and transforms are set on the
     * connector.
     *
     * @param connector the connector's configuration at the time the connector asked for this task
     * @param task the task's own configuration
     */
    public record Task(Map<String, String> connector, Map<String, String> task) {}
}
