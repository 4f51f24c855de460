package io.leat.connect.store;

import io.leat.connect.lifecycle.TargetState;
import io.leat.connect.port.LogPort.NewTopic;
import io.leat.connect.store.CompactedTopics.Entry;
import io.leat.connect.store.ConfigRecords.Fact;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The connectors, their target states and their task configurations: topic {@code connect-configs}, one partition.
 *
 * <p>Task configurations count only once their commit record is there, so that a reader sees all tasks of a change or
 * none.
 */
public final class ConfigStore implements CompactedTopics.Replica {

    /** Who wants to know of changes. Called on {@code connect-store}: it must not wait. */
    public interface Listener {
        void configsChanged();

        /** Somebody asked for a restart while this worker was running. */
        void restartRequested(String connector, boolean includeTasks, boolean onlyFailed);

        /** Somebody set the level of a logger for all workers while this one was running. */
        void loggerLevelSet(String namespace, String level);
    }

    private final String topic;
    private final Listener listener;
    private @Nullable CompactedTopics topics;

    private final SortedMap<String, Map<String, String>> configs = new TreeMap<>();
    private final Map<String, TargetState> targets = new HashMap<>();
    private final Map<String, Committed> committed = new HashMap<>();
    /** Task configurations whose commit has not come yet. */
    private final Map<String, Map<Integer, Map<String, String>>> deferred = new HashMap<>();

    private boolean changed;

    private record Committed(
            List<Map<String, String>> tasks, @Nullable Map<String, String> appliedConfig, boolean inconsistent) {}

    private static final Committed NONE = new Committed(List.of(), null, false);

    public ConfigStore(String topic, Listener listener) {
        this.topic = topic;
        this.listener = listener;
    }

    /** The topic as Kafka Connect creates it. {@code configs} are additional topic configs. */
    public CompactedTopics.Topic topic(int replicationFactor, Map<String, String> configs) {
        return new CompactedTopics.Topic(
                "config.storage.topic", new NewTopic(topic, 1, replicationFactor, compacted(configs)), this);
    }

    static Map<String, String> compacted(Map<String, String> configs) {
        Map<String, String> all = new HashMap<>(configs);
        all.put("cleanup.policy", "compact");
        return all;
    }

    /** Where writes go; called once, before the first. */
    public void writeTo(CompactedTopics opened) {
        topics = opened;
    }

    /** Everything as of now, by name. */
    public synchronized SortedMap<String, StoredConnector> connectors() {
        SortedMap<String, StoredConnector> all = new TreeMap<>();
        configs.keySet().forEach(name -> all.put(name, Objects.requireNonNull(connector(name))));
        return all;
    }

    /** The connector, or null if there is none of that name. */
    public synchronized @Nullable StoredConnector connector(String name) {
        Map<String, String> config = configs.get(name);
        if (config == null) {
            return null;
        }
        Committed tasks = committed.getOrDefault(name, NONE);
        return new StoredConnector(
                config,
                targets.getOrDefault(name, TargetState.STARTED),
                tasks.tasks(),
                tasks.appliedConfig(),
                tasks.inconsistent());
    }

    /** Creates or changes a connector; a null {@code target} leaves what it should be doing as it is. */
    public void putConnector(String name, Map<String, String> config, @Nullable TargetState target) {
        List<Entry> entries = new ArrayList<>();
        if (target != null) {
            entries.add(ConfigRecords.target(name, target));
        }
        entries.add(ConfigRecords.connector(name, config));
        write(entries);
    }

    public void putTarget(String name, TargetState target) {
        write(List.of(ConfigRecords.target(name, target)));
    }

    /** Replaces the tasks of a connector: their records, then the commit that makes them count. */
    public void putTasks(String name, List<Map<String, String>> tasks) {
        List<Entry> entries = new ArrayList<>();
        for (int n = 0; n < tasks.size(); n++) {
            entries.add(ConfigRecords.task(name, n, tasks.get(n)));
        }
        entries.add(ConfigRecords.commit(name, tasks.size()));
        write(entries);
    }

    public void remove(String name) {
        write(List.of(ConfigRecords.noConnector(name), ConfigRecords.noTarget(name)));
    }

    public void requestRestart(String name, boolean includeTasks, boolean onlyFailed) {
        write(List.of(ConfigRecords.restart(name, includeTasks, onlyFailed)));
    }

    /** Tells all workers of the group that run now, this one among them. */
    public void putLoggerLevel(String namespace, String level) {
        write(List.of(ConfigRecords.loggerLevel(namespace, level)));
    }

    private void write(List<Entry> entries) {
        Objects.requireNonNull(topics, "not opened").write(topic, entries);
    }

    @Override
    public void apply(String key, byte @Nullable [] value, boolean live) {
        Fact fact = ConfigRecords.decode(key, value);
        if (fact instanceof Fact.Restart restart) {
            if (live) {
                listener.restartRequested(restart.connector(), restart.includeTasks(), restart.onlyFailed());
            }
            return;
        }
        if (fact instanceof Fact.LoggerLevel logger) {
            if (live) {
                listener.loggerLevelSet(logger.namespace(), logger.level());
            }
            return;
        }
        synchronized (this) {
            changed |= apply(fact);
        }
    }

    /** Whether the fact changes what {@link #connectors()} returns. */
    private boolean apply(Fact fact) {
        if (fact instanceof Fact.Connector connector) {
            put(connector);
            return true;
        } else if (fact instanceof Fact.Target target) {
            if (target.target() == null) {
                targets.remove(target.connector());
            } else {
                targets.put(target.connector(), target.target());
            }
            return true;
        } else if (fact instanceof Fact.Task task) {
            deferred.computeIfAbsent(task.connector(), k -> new HashMap<>()).put(task.task(), task.config());
        } else if (fact instanceof Fact.Commit commit) {
            commit(commit);
            return true;
        }
        return false;
    }

    private void put(Fact.Connector connector) {
        if (connector.config() != null) {
            configs.put(connector.name(), connector.config());
            return;
        }
        configs.remove(connector.name());
        committed.remove(connector.name());
        deferred.remove(connector.name());
    }

    /**
     * More task records than the commit counts are leftovers of a larger set, which compaction keeps for ever; fewer are
     * a set that compaction has torn.
     */
    private void commit(Fact.Commit commit) {
        Map<Integer, Map<String, String>> written = deferred.getOrDefault(commit.connector(), Map.of());
        deferred.remove(commit.connector());
        List<Map<String, String>> tasks = new ArrayList<>();
        for (int n = 0; n < commit.tasks(); n++) {
            Map<String, String> task = written.get(n);
            if (task == null) {
                committed.put(commit.connector(), new Committed(List.of(), null, true));
                return;
            }
            tasks.add(task);
        }
        committed.put(commit.connector(), new Committed(List.copyOf(tasks), configs.get(commit.connector()), false));
    }

    @Override
    public void applied() {
        boolean tell;
        synchronized (this) {
            tell = changed;
            changed = false;
        }
        if (tell) {
            listener.configsChanged();
        }
    }
}
