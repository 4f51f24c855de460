package io.leat.log.client;

import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Utils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The plug-ins of {@code interceptor.classes}, in their order. What one throws is logged, and the poll goes on (KIP-42). */
record ConsumeInterceptors(List<ConsumerInterceptor<byte[], byte[]>> plugIns) implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ConsumeInterceptors.class);

    /** The records as the last plug-in left them. */
    ConsumerRecords<byte[], byte[]> onConsume(ConsumerRecords<byte[], byte[]> records) {
        ConsumerRecords<byte[], byte[]> current = records;
        for (ConsumerInterceptor<byte[], byte[]> plugIn : plugIns) {
            try {
                current = plugIn.onConsume(current);
            } catch (RuntimeException e) {
                LOG.warn("{} threw at {} records; they go on", plugIn.getClass().getName(), records.count(), e);
            }
        }
        return current;
    }

    void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {
        for (ConsumerInterceptor<byte[], byte[]> plugIn : plugIns) {
            try {
                plugIn.onCommit(offsets);
            } catch (RuntimeException e) {
                LOG.warn("{} threw at a commit; it holds", plugIn.getClass().getName(), e);
            }
        }
    }

    @Override
    public void close() {
        plugIns.forEach(plugIn -> Utils.closeQuietly(plugIn, plugIn.getClass().getName()));
    }
}
