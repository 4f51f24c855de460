package io.leat.connect.task;

import java.util.Map;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.connect.source.SourceTaskContext;
import org.apache.kafka.connect.source.TransactionContext;
import org.apache.kafka.connect.storage.OffsetStorageReader;
import org.jspecify.annotations.Nullable;

/**
 * What a source task may ask of the worker.
 *
 * @param transactionContext null unless the connector says where its transactions end
 */
public record SourceContext(
        Map<String, String> configs,
        OffsetStorageReader offsetStorageReader,
        PluginMetrics pluginMetrics,
        @Nullable TransactionContext transactionContext)
        implements SourceTaskContext {}
