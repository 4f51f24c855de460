package io.leat.connect.store;

import io.leat.connect.lifecycle.TaskId;
import io.leat.connect.store.CompactedTopics.Entry;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/**
 * Which topics each connector has used since it was created or since that was reset (KIP-558): records
 * {@code status-topic-<topic>:connector-<connector>} of the status topic, one for each pair. Safe for use by many threads.
 *
 * <p>Kafka Connect writes one for every record until it has read the first of them back; here a pair is written once.
 */
public final class ActiveTopics {
    static final String PREFIX = "status-topic-";
    private static final String SEPARATOR = ":connector-";

    /** Whether a pair is in the topic, or on its way there. */
    private enum Known {
        WRITING,
        READ_BACK
    }

    private final Writer writer;
    private final Map<String, Map<String, Known>> byConnector = new ConcurrentHashMap<>();

    /** Appends records without waiting; {@code failed} is run for one that could not be. */
    interface Writer {
        void write(Entry entry, Runnable failed);
    }

    ActiveTopics(Writer writer) {
        this.writer = writer;
    }

    /** A task has read from the topic or written to it. Cheap when that is known; {@code now} is when, in milliseconds. */
    public void used(TaskId task, String topic, long now) {
        Map<String, Known> known = byConnector.computeIfAbsent(task.connector(), k -> new ConcurrentHashMap<>());
        if (known.containsKey(topic) || known.putIfAbsent(topic, Known.WRITING) != null) {
            return;
        }
        Map<String, Object> use = new LinkedHashMap<>();
        use.put("name", topic);
        use.put("connector", task.connector());
        use.put("task", task.task());
        use.put("discoverTimestamp", now);
        writer.write(
                new Entry(key(task.connector(), topic), Map.of("topic", use)),
                () -> known.remove(topic, Known.WRITING));
    }

    /** The topics of a connector, by name. */
    public Set<String> of(String connector) {
        return new TreeSet<>(byConnector.getOrDefault(connector, Map.of()).keySet());
    }

    /** Forgets what a connector has used, for all that read the status topic. */
    public void reset(String connector) {
        Map<String, Known> known = byConnector.remove(connector);
        if (known != null) {
            known.keySet().forEach(topic -> writer.write(new Entry(key(connector, topic), null), () -> {}));
        }
    }

    private static String key(String connector, String topic) {
        return PREFIX + topic + SEPARATOR + connector;
    }

    /** Applies a record of the status topic whose key begins with {@link #PREFIX}. */
    void apply(String key, byte @Nullable [] value) {
        int separator = key.indexOf(SEPARATOR);
        if (separator < 0) {
            throw new DataException("no " + PREFIX + "<topic>" + SEPARATOR + "<connector>: " + key);
        }
        String topic = key.substring(PREFIX.length(), separator);
        String connector = key.substring(separator + SEPARATOR.length());
        if (value == null) {
            forget(connector, topic);
        } else {
            // What was reset since it was written is followed by its tombstone.
            byConnector
                    .computeIfAbsent(connector, k -> new ConcurrentHashMap<>())
                    .put(topic, Known.READ_BACK);
        }
    }

    /** A use that is being written comes behind the tombstone, and stands. */
    private void forget(String connector, String topic) {
        Map<String, Known> known = byConnector.get(connector);
        if (known != null) {
            known.remove(topic, Known.READ_BACK);
        }
    }
}
