package io.leat.connect.store;

import io.leat.connect.port.LogPort.NewTopic;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.storage.OffsetStorageReader;
import org.jspecify.annotations.Nullable;

/**
 * Where sources have come to: topic {@code connect-offsets}, key {@code ["<connector>",{partition}]}, value
 * {@code {offset}}.
 *
 * <p>Of a connector that runs the store only reads: it makes the records, and the source loop appends them together with the
 * data (D1, D9).
 */
public final class OffsetStore implements CompactedTopics.Replica {
    private final String topic;
    private final int partitions;
    private @Nullable CompactedTopics topics;

    /** By connector, by source partition. Offsets stay as bytes: a busy source writes many and reads one, at start. */
    private final Map<String, Map<Object, Stored>> offsets = new ConcurrentHashMap<>();

    /**
     * An offset and the record keys it was written under: one JSON object has as many texts as orders of its fields, and a
     * topic is compacted by text.
     */
    private static final class Stored {
        private final Set<String> keys;
        private final byte[] offset;

        Stored(Set<String> keys, byte[] offset) {
            this.keys = keys;
            this.offset = offset;
        }
    }

    public OffsetStore(String topic, int partitions) {
        this.topic = topic;
        this.partitions = partitions;
    }

    public CompactedTopics.Topic topic(int replicationFactor, Map<String, String> configs) {
        return new CompactedTopics.Topic(
                "offset.storage.topic",
                new NewTopic(topic, partitions, replicationFactor, ConfigStore.compacted(configs)),
                this);
    }

    /** Where it is synchronised with; called once, before the first read. */
    public void readFrom(CompactedTopics opened) {
        topics = opened;
    }

    /**
     * The record that says where a source partition has come to; a null offset forgets it.
     *
     * @throws DataException if the partition or the offset has what JSON has not
     */
    public ProducerRecord<byte[], byte[]> record(
            String connector, Map<String, ?> partition, @Nullable Map<String, ?> offset) {
        return new ProducerRecord<>(topic, Json.write(List.of(connector, partition)), Json.write(offset));
    }

    /**
     * Writes where source partitions of a connector have come to, a null offset to forget it, and returns when that is read
     * back. The connector must not run: nothing here keeps it from writing other offsets.
     */
    public void alter(String connector, Map<Map<String, ?>, @Nullable Map<String, ?>> altered) {
        sync();
        Map<Object, Stored> ofConnector = offsets.getOrDefault(connector, Map.of());
        List<CompactedTopics.Entry> entries = new ArrayList<>();
        altered.forEach((partition, offset) -> {
            Stored stored = ofConnector.get(Objects.requireNonNull(Json.read(Json.write(partition))));
            Set<String> keys = stored == null
                    ? Set.of(Utf8.text(Objects.requireNonNull(Json.write(List.of(connector, partition)))))
                    : stored.keys;
            keys.forEach(key -> entries.add(new CompactedTopics.Entry(key, offset)));
        });
        opened().write(topic, entries);
    }

    /** Reads what has been written up to now. */
    public void sync() {
        opened().sync();
    }

    private CompactedTopics opened() {
        return Objects.requireNonNull(topics, "not opened");
    }

    /** A map as it would be read back: its integers are {@code Long}, whatever they were. */
    public static Map<String, Object> asStored(Map<String, ?> map) {
        return stringKeys(Json.readObject(Objects.requireNonNull(Json.write(map))));
    }

    /** The offsets of a connector, by source partition, as of the last sync. */
    public Map<Map<String, Object>, Map<String, Object>> offsets(String connector) {
        Map<Map<String, Object>, Map<String, Object>> all = new HashMap<>();
        offsets.getOrDefault(connector, Map.of()).forEach((partition, offset) -> {
            if (partition instanceof Map<?, ?> map) {
                all.put(stringKeys(map), stringKeys(Json.readObject(offset.offset)));
            }
        });
        return all;
    }

    /** A reader for one connector; each of its calls first reads what has been written up to then. */
    public OffsetStorageReader reader(String connector) {
        return new Reader(connector);
    }

    @Override
    public void apply(String key, byte @Nullable [] value, boolean live) {
        List<?> parsed = Json.readArray(Utf8.bytes(key));
        if (parsed.size() != 2 || !(parsed.get(0) instanceof String connector) || parsed.get(1) == null) {
            throw new DataException("no [\"connector\",{partition}]: " + key);
        }
        Map<Object, Stored> ofConnector = offsets.computeIfAbsent(connector, k -> new ConcurrentHashMap<>());
        if (value == null) {
            ofConnector.remove(parsed.get(1));
        } else {
            ofConnector.compute(parsed.get(1), (k, old) -> new Stored(keys(old, key), value));
        }
    }

    private static Set<String> keys(@Nullable Stored stored, String key) {
        if (stored == null || stored.keys.contains(key)) {
            return stored == null ? Set.of(key) : stored.keys;
        }
        Set<String> keys = new HashSet<>(stored.keys);
        keys.add(key);
        return keys;
    }

    private static Map<String, Object> stringKeys(Map<?, ?> map) {
        Map<String, Object> typed = new HashMap<>();
        map.forEach((k, v) -> typed.put(String.valueOf(k), v));
        return typed;
    }

    private final class Reader implements OffsetStorageReader {
        private final String connector;

        Reader(String connector) {
            this.connector = connector;
        }

        @Override
        public <T> @Nullable Map<String, Object> offset(Map<String, T> partition) {
            return offsets(List.of(partition)).get(partition);
        }

        /** Partitions are compared as JSON has them: an {@code int} 1 is found again although it comes back a long. */
        @Override
        public <T> Map<Map<String, T>, Map<String, Object>> offsets(Collection<Map<String, T>> wanted) {
            sync();
            Map<Object, Stored> ofConnector = offsets.getOrDefault(connector, Map.of());
            Map<Map<String, T>, Map<String, Object>> found = new HashMap<>();
            for (Map<String, T> partition : new ArrayList<>(wanted)) {
                Object asStored = Json.read(Json.write(partition));
                Stored stored = asStored == null ? null : ofConnector.get(asStored);
                if (stored != null) {
                    found.put(partition, stringKeys(Json.readObject(stored.offset)));
                }
            }
            return found;
        }
    }
}
