package io.leat.connect.store;

import io.leat.connect.port.LogPort.NewTopic;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.storage.OffsetStorageReader;
import org.jspecify.annotations.Nullable;

/**
 * Where sources have come to: topic {@code connect-offsets}, key {@code ["<connector>",{partition}]}, value
 * {@code {offset}}.
 *
 * <p>The store only reads. It makes the records, and the source loop appends them together with the data (D1, D9).
 */
public final class OffsetStore implements CompactedTopics.Replica {
    private final String topic;
    private final int partitions;
    private @Nullable CompactedTopics topics;

    /** By connector, by source partition. Offsets stay as bytes: a busy source writes many and reads one, at start. */
    private final Map<String, Map<Object, byte[]>> offsets = new ConcurrentHashMap<>();

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

    /** The offsets of a connector, by source partition, as of the last sync. */
    public Map<Map<String, Object>, Map<String, Object>> offsets(String connector) {
        Map<Map<String, Object>, Map<String, Object>> all = new HashMap<>();
        offsets.getOrDefault(connector, Map.of()).forEach((partition, offset) -> {
            if (partition instanceof Map<?, ?> map) {
                all.put(stringKeys(map), stringKeys(Json.readObject(offset)));
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
        Map<Object, byte[]> ofConnector = offsets.computeIfAbsent(connector, k -> new ConcurrentHashMap<>());
        if (value == null) {
            ofConnector.remove(parsed.get(1));
        } else {
            ofConnector.put(parsed.get(1), value);
        }
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
            Objects.requireNonNull(topics, "not opened").sync();
            Map<Object, byte[]> ofConnector = offsets.getOrDefault(connector, Map.of());
            Map<Map<String, T>, Map<String, Object>> found = new HashMap<>();
            for (Map<String, T> partition : new ArrayList<>(wanted)) {
                Object asStored = Json.read(Json.write(partition));
                byte[] offset = asStored == null ? null : ofConnector.get(asStored);
                if (offset != null) {
                    found.put(partition, stringKeys(Json.readObject(offset)));
                }
            }
            return found;
        }
    }
}
