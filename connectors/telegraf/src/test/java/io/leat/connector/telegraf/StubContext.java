package io.leat.connector.telegraf;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.connect.source.SourceTaskContext;
import org.apache.kafka.connect.storage.OffsetStorageReader;
import org.jspecify.annotations.Nullable;

/** What a worker gives to a task: the offsets it has kept. */
final class StubContext implements SourceTaskContext, OffsetStorageReader {
    private final @Nullable Map<String, ?> offset;

    StubContext(@Nullable Map<String, ?> offset) {
        this.offset = offset;
    }

    @Override
    public Map<String, String> configs() {
        return Map.of();
    }

    @Override
    public OffsetStorageReader offsetStorageReader() {
        return this;
    }

    @Override
    public PluginMetrics pluginMetrics() {
        throw new UnsupportedOperationException("no metrics in this test");
    }

    @Override
    @SuppressWarnings("NullAway") // Kafka's interface is not annotated: no offset is null there.
    public <T> Map<String, Object> offset(Map<String, T> partition) {
        return offset == null ? null : new HashMap<>(offset);
    }

    @Override
    public <T> Map<Map<String, T>, Map<String, Object>> offsets(Collection<Map<String, T>> partitions) {
        var all = new HashMap<Map<String, T>, Map<String, Object>>();
        partitions.forEach(partition -> all.put(partition, offset(partition)));
        return all;
    }
}
