package io.leat.log.client;

import java.util.List;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.ProducerInterceptor;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The plug-ins of {@code interceptor.classes}, in their order. What one throws is logged, and the send goes on (KIP-42). */
record SendInterceptors(List<ProducerInterceptor<byte[], byte[]>> plugIns) implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SendInterceptors.class);

    boolean isEmpty() {
        return plugIns.isEmpty();
    }

    /** The record as the last plug-in left it. */
    ProducerRecord<byte[], byte[]> onSend(ProducerRecord<byte[], byte[]> record) {
        ProducerRecord<byte[], byte[]> current = record;
        for (ProducerInterceptor<byte[], byte[]> plugIn : plugIns) {
            try {
                current = plugIn.onSend(current);
            } catch (RuntimeException e) {
                LOG.warn(
                        "{} threw at a record for {}; the record goes on",
                        plugIn.getClass().getName(),
                        record.topic(),
                        e);
            }
        }
        return current;
    }

    /** The callback that tells the plug-ins first, and then {@code callback}. */
    @Nullable
    Callback before(@Nullable Callback callback, Headers headers) {
        if (isEmpty()) {
            return callback;
        }
        return (metadata, failure) -> {
            onAcknowledgement(metadata, failure, headers);
            if (callback != null) {
                callback.onCompletion(metadata, failure);
            }
        };
    }

    /** Tells of a record that never got into a batch. */
    void onSendError(ProducerRecord<byte[], byte[]> record, TopicPartition name, Exception failure) {
        onAcknowledgement(ProducerBatch.nowhere(name), failure, record.headers());
    }

    private void onAcknowledgement(RecordMetadata metadata, @Nullable Exception failure, Headers headers) {
        for (ProducerInterceptor<byte[], byte[]> plugIn : plugIns) {
            try {
                plugIn.onAcknowledgement(metadata, failure, headers);
            } catch (RuntimeException e) {
                LOG.warn(
                        "{} threw at an acknowledgement; it goes on",
                        plugIn.getClass().getName(),
                        e);
            }
        }
    }

    @Override
    public void close() {
        plugIns.forEach(plugIn -> Utils.closeQuietly(plugIn, plugIn.getClass().getName()));
    }
}
