package io.leat.connect.store;

import io.leat.connect.lifecycle.RunState;
import io.leat.connect.lifecycle.TaskId;
import io.leat.connect.port.LogPort.NewTopic;
import io.leat.connect.store.CompactedTopics.Entry;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What connectors and tasks are in: topic {@code connect-status}. Read from any thread; written without waiting. */
public final class StatusStore implements CompactedTopics.Replica {
    static final String CONNECTOR = "status-connector-";
    static final String TASK = "status-task-";

    private final String topic;
    private final int partitions;
    private final Map<String, Status> connectors = new ConcurrentHashMap<>();
    private final Map<TaskId, Status> tasks = new ConcurrentHashMap<>();
    private final ActiveTopics activeTopics = new ActiveTopics(this::writeLater);
    private @Nullable CompactedTopics topics;

    public StatusStore(String topic, int partitions) {
        this.topic = topic;
        this.partitions = partitions;
    }

    public CompactedTopics.Topic topic(int replicationFactor, Map<String, String> configs) {
        return new CompactedTopics.Topic(
                "status.storage.topic",
                new NewTopic(topic, partitions, replicationFactor, ConfigStore.compacted(configs)),
                this);
    }

    /** Where writes go; called once, before the first. */
    public void writeTo(CompactedTopics opened) {
        topics = opened;
    }

    /** Which topics the connectors use. */
    public ActiveTopics activeTopics() {
        return activeTopics;
    }

    public @Nullable Status connector(String name) {
        return connectors.get(name);
    }

    public @Nullable Status task(TaskId task) {
        return tasks.get(task);
    }

    /** The statuses of connectors, also of those that are no more. */
    public Map<String, Status> connectors() {
        return Map.copyOf(connectors);
    }

    /** The statuses of tasks, also of those that are no more. */
    public Map<TaskId, Status> tasks() {
        return Map.copyOf(tasks);
    }

    /** The highest generation in the topic, or 0. */
    public int generation() {
        int highest = 0;
        for (Status status : connectors.values()) {
            highest = Math.max(highest, status.generation());
        }
        for (Status status : tasks.values()) {
            highest = Math.max(highest, status.generation());
        }
        return highest;
    }

    /** Writes the status; {@link RunState#DESTROYED} is a tombstone. */
    public void put(String connector, Status status) {
        write(CONNECTOR + connector, status);
    }

    /** As {@link #put(String, Status)}, for a task. */
    public void put(TaskId task, Status status) {
        write(TASK + task, status);
    }

    /**
     * Writes the status unless another worker has said something in a later generation: the word of a worker that lost
     * the connector does not overrule the one that has it.
     *
     * @return whether it was written
     */
    public boolean putSafe(String connector, Status status) {
        return maySay(connectors.get(connector), status) && write(CONNECTOR + connector, status);
    }

    /** As {@link #putSafe(String, Status)}, for a task. */
    public boolean putSafe(TaskId task, Status status) {
        return maySay(tasks.get(task), status) && write(TASK + task, status);
    }

    private static boolean maySay(@Nullable Status there, Status status) {
        return there == null || there.workerId().equals(status.workerId()) || there.generation() <= status.generation();
    }

    private boolean write(String key, Status status) {
        Map<String, @Nullable Object> value = status.state() == RunState.DESTROYED ? null : status.encode();
        writeLater(new Entry(key, value), () -> {});
        return true;
    }

    private void writeLater(Entry entry, Runnable failed) {
        Objects.requireNonNull(topics, "not opened").writeLater(topic, entry, failed);
    }

    @Override
    public void apply(String key, byte @Nullable [] value, boolean live) {
        if (key.startsWith(ActiveTopics.PREFIX)) {
            activeTopics.apply(key, value);
        } else if (key.startsWith(CONNECTOR)) {
            set(connectors, key.substring(CONNECTOR.length()), value);
        } else if (key.startsWith(TASK)) {
            int dash = key.lastIndexOf('-');
            set(
                    tasks,
                    new TaskId(key.substring(TASK.length(), dash), Integer.parseInt(key.substring(dash + 1))),
                    value);
        }
    }

    private static <K> void set(Map<K, Status> map, K key, byte @Nullable [] value) {
        if (value == null) {
            map.remove(key);
        } else {
            map.put(key, Status.decode(value));
        }
    }
}
