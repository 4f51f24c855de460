package io.leat.connect.worker;

import io.leat.connect.lifecycle.Restarts;
import io.leat.connect.lifecycle.TaskId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What a status says beside the states of Kafka Connect: when what failed restarts by itself, and which task is stuck.
 * Written by the worker's thread, read by anybody.
 */
final class Remarks {
    private final Map<String, Restarts.Standing> connectors = new ConcurrentHashMap<>();
    private final Map<TaskId, Restarts.Standing> tasks = new ConcurrentHashMap<>();
    private final Map<TaskId, ConnectorOperations.Stuck> stuck = new ConcurrentHashMap<>();

    void restarts(String connector, Restarts.@Nullable Standing standing) {
        set(connectors, connector, standing);
    }

    void restarts(TaskId task, Restarts.@Nullable Standing standing) {
        set(tasks, task, standing);
    }

    void stuck(TaskId task, ConnectorOperations.@Nullable Stuck since) {
        set(stuck, task, since);
    }

    private static <K, V> void set(Map<K, V> map, K key, @Nullable V value) {
        if (value == null) {
            map.remove(key);
        } else {
            map.put(key, value);
        }
    }

    Restarts.@Nullable Standing restarts(String connector) {
        return connectors.get(connector);
    }

    Restarts.@Nullable Standing restarts(TaskId task) {
        return tasks.get(task);
    }

    ConnectorOperations.@Nullable Stuck stuck(TaskId task) {
        return stuck.get(task);
    }
}
