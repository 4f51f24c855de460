package io.leat.connect.rest;

import io.leat.connect.worker.ConnectorOperations;
import io.leat.connect.worker.ConnectorOperations.ConnectorStatus;
import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.connect.health.ConnectClusterDetails;
import org.apache.kafka.connect.health.ConnectClusterState;
import org.apache.kafka.connect.health.ConnectorHealth;
import org.apache.kafka.connect.health.ConnectorState;
import org.apache.kafka.connect.health.ConnectorType;
import org.apache.kafka.connect.health.TaskState;

/** What REST extensions may see of the worker. Settings of connectors are shown as they are, as in Kafka Connect. */
record ClusterState(ConnectorOperations operations, String clusterId) implements ConnectClusterState {

    @Override
    public Collection<String> connectors() {
        return operations.names();
    }

    @Override
    public ConnectorHealth connectorHealth(String name) {
        ConnectorStatus status = operations.status(name);
        Map<Integer, TaskState> tasks = new HashMap<>();
        for (ConnectorOperations.TaskState task : status.tasks()) {
            tasks.put(task.id(), new TaskState(task.id(), task.state(), task.workerId(), task.trace()));
        }
        return new ConnectorHealth(
                name,
                new ConnectorState(
                        status.connector().state(),
                        status.connector().workerId(),
                        status.connector().trace()),
                tasks,
                ConnectorType.valueOf(status.type().toUpperCase(Locale.ROOT)));
    }

    @Override
    public Map<String, String> connectorConfig(String name) {
        return operations.config(name);
    }

    @Override
    public ConnectClusterDetails clusterDetails() {
        return () -> clusterId;
    }
}
