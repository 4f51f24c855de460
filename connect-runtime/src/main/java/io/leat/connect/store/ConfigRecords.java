package io.leat.connect.store;

import io.leat.connect.lifecycle.TargetState;
import io.leat.connect.store.CompactedTopics.Entry;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/** The records of the config topic, both ways. Pure. Formats: Kafka Connect's {@code KafkaConfigBackingStore}, v2. */
final class ConfigRecords {
    static final String CONNECTOR = "connector-";
    static final String TASK = "task-";
    static final String COMMIT = "commit-";
    static final String TARGET_STATE = "target-state-";
    static final String RESTART = "restart-connector-";
    static final String LOGGER = "logger-cluster-";

    private ConfigRecords() {}

    /** What a record says. Keys that other versions write and we have no use for are {@link Other}. */
    sealed interface Fact {
        /** A null {@code config} is a deletion. */
        record Connector(String name, @Nullable Map<String, String> config) implements Fact {}

        record Task(String connector, int task, Map<String, String> config) implements Fact {}

        record Commit(String connector, int tasks) implements Fact {}

        /** A null {@code target} is a deletion. */
        record Target(String connector, @Nullable TargetState target) implements Fact {}

        record Restart(String connector, boolean includeTasks, boolean onlyFailed) implements Fact {}

        /** All workers of the group are to log so much in this namespace (KIP-976). */
        record LoggerLevel(String namespace, String level) implements Fact {}

        record Other(String key) implements Fact {}
    }

    static Entry connector(String name, Map<String, String> config) {
        return new Entry(CONNECTOR + name, Map.of("properties", new TreeMap<>(config)));
    }

    static Entry noConnector(String name) {
        return new Entry(CONNECTOR + name, null);
    }

    static Entry task(String connector, int task, Map<String, String> config) {
        return new Entry(TASK + connector + "-" + task, Map.of("properties", new TreeMap<>(config)));
    }

    static Entry commit(String connector, int tasks) {
        return new Entry(COMMIT + connector, Map.of("tasks", tasks));
    }

    /** Workers that do not know STOPPED read {@code state} and pause. */
    static Entry target(String connector, TargetState target) {
        TargetState v1 = target == TargetState.STOPPED ? TargetState.PAUSED : target;
        Map<String, Object> value = new LinkedHashMap<>();
        value.put("state", v1.name());
        value.put("state.v2", target.name());
        return new Entry(TARGET_STATE + connector, value);
    }

    static Entry noTarget(String connector) {
        return new Entry(TARGET_STATE + connector, null);
    }

    static Entry restart(String connector, boolean includeTasks, boolean onlyFailed) {
        Map<String, Object> value = new LinkedHashMap<>();
        value.put("include-tasks", includeTasks);
        value.put("only-failed", onlyFailed);
        return new Entry(RESTART + connector, value);
    }

    static Entry loggerLevel(String namespace, String level) {
        return new Entry(LOGGER + namespace, Map.of("level", level));
    }

    /** @throws DataException if the record is none of Kafka Connect's */
    static Fact decode(String key, byte @Nullable [] value) {
        if (key.startsWith(CONNECTOR)) {
            return new Fact.Connector(key.substring(CONNECTOR.length()), value == null ? null : properties(value));
        }
        if (key.startsWith(TARGET_STATE)) {
            return new Fact.Target(key.substring(TARGET_STATE.length()), value == null ? null : target(value));
        }
        if (value == null) {
            return new Fact.Other(key);
        }
        if (key.startsWith(TASK)) {
            int dash = key.lastIndexOf('-');
            return new Fact.Task(
                    key.substring(TASK.length(), dash), Integer.parseInt(key.substring(dash + 1)), properties(value));
        }
        if (key.startsWith(COMMIT)) {
            return new Fact.Commit(key.substring(COMMIT.length()), count(Json.readObject(value)));
        }
        if (key.startsWith(RESTART)) {
            Map<?, ?> object = Json.readObject(value);
            return new Fact.Restart(
                    key.substring(RESTART.length()),
                    Boolean.TRUE.equals(object.get("include-tasks")),
                    Boolean.TRUE.equals(object.get("only-failed")));
        }
        if (key.startsWith(LOGGER)) {
            return new Fact.LoggerLevel(key.substring(LOGGER.length()), level(Json.readObject(value)));
        }
        return new Fact.Other(key);
    }

    private static String level(Map<?, ?> logger) {
        if (logger.get("level") instanceof String level) {
            return level;
        }
        throw new DataException("'level' is no level: " + logger.get("level"));
    }

    private static Map<String, String> properties(byte[] value) {
        if (!(Json.readObject(value).get("properties") instanceof Map<?, ?> properties)) {
            throw new DataException("no object 'properties'");
        }
        Map<String, String> config = new TreeMap<>();
        properties.forEach((k, v) -> {
            if (v != null) {
                config.put(String.valueOf(k), String.valueOf(v));
            }
        });
        return config;
    }

    private static int count(Map<?, ?> commit) {
        if (commit.get("tasks") instanceof Long tasks && tasks >= 0 && tasks <= Integer.MAX_VALUE) {
            return tasks.intValue();
        }
        throw new DataException("'tasks' is no count: " + commit.get("tasks"));
    }

    private static TargetState target(byte[] value) {
        Map<?, ?> object = Json.readObject(value);
        Object state = object.get("state.v2") == null ? object.get("state") : object.get("state.v2");
        for (TargetState target : TargetState.values()) {
            if (target.name().equals(state)) {
                return target;
            }
        }
        throw new DataException("no target state: " + state);
    }
}
