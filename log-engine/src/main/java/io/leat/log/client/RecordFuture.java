package io.leat.log.client;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * The answer to one {@code send}. It holds no result of its own, only its place in its batch; whoever waits for it ends the
 * batch's linger, since nothing is gained by waiting on.
 */
final class RecordFuture implements Future<RecordMetadata> {
    private final ProducerBatch batch;
    private final int index;
    private final long timestamp;
    private final int keySize;
    private final int valueSize;

    /** Told of the answer, if anyone wants to be. */
    final @Nullable Callback callback;

    /** The record before it in the batch that has a callback; read by the batch alone. */
    @Nullable
    RecordFuture next;

    RecordFuture(
            ProducerBatch batch, int index, long timestamp, int keySize, int valueSize, @Nullable Callback callback) {
        this.batch = batch;
        this.index = index;
        this.timestamp = timestamp;
        this.keySize = keySize;
        this.valueSize = valueSize;
        this.callback = callback;
    }

    /** What the log says of this record, once its batch is answered and did not fail. */
    RecordMetadata metadata() {
        return batch.metadata(index, timestamp, keySize, valueSize);
    }

    @Override
    public RecordMetadata get() throws InterruptedException, ExecutionException {
        batch.hurry(true);
        batch.await();
        return answer();
    }

    @Override
    public RecordMetadata get(long timeout, TimeUnit unit)
            throws InterruptedException, ExecutionException, TimeoutException {
        batch.hurry(false);
        if (!batch.await(timeout, unit)) {
            throw new TimeoutException("no answer for %s after %d ms".formatted(batch.name(), unit.toMillis(timeout)));
        }
        return answer();
    }

    private RecordMetadata answer() throws ExecutionException {
        Exception error = batch.error();
        if (error != null) {
            throw new ExecutionException(error);
        }
        return metadata();
    }

    @Override
    public boolean isDone() {
        return batch.isDone();
    }

    /** Never: a record that was sent cannot be taken back. */
    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        return false;
    }

    @Override
    public boolean isCancelled() {
        return false;
    }
}
