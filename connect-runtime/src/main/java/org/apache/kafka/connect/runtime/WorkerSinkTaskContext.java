package org.apache.kafka.connect.runtime;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.connect.sink.SinkTaskContext;

/**
 * A sink task's context with the consumer behind it. Apache Iceberg's sink reads the field {@code consumer} of this very
 * class: it commits the connector's offsets in transactions of its own, in the name of that consumer.
 */
public abstract class WorkerSinkTaskContext implements SinkTaskContext {
    private final Consumer<byte[], byte[]> consumer;

    protected WorkerSinkTaskContext(Consumer<byte[], byte[]> consumer) {
        this.consumer = consumer;
    }

    protected final Consumer<byte[], byte[]> consumer() {
        return consumer;
    }
}
