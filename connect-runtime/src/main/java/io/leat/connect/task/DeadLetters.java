package io.leat.connect.task;

import io.leat.connect.pipeline.StageFailure;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Where records go that failed: the dead letter queue of a task.
 *
 * @param <I> a record as it was before it failed
 */
public interface DeadLetters<I> {

    /** Takes a record; may be called from any thread of a plugin. The answer is complete when the log has it for good. */
    Future<Void> report(I record, StageFailure failure);

    /** False if nothing is kept of what is reported. */
    boolean areKept();

    /**
     * Returns when the log has all that was reported for good.
     *
     * @throws org.apache.kafka.connect.errors.ConnectException if it has not taken something
     */
    void await() throws InterruptedException;

    /** What was reported since the last call and has to go into the log together with the batch it was in. */
    List<ProducerRecord<byte[], byte[]>> take();

    /** Nothing is kept. */
    static <I> DeadLetters<I> none() {
        return new DeadLetters<>() {
            @Override
            public Future<Void> report(I record, StageFailure failure) {
                return CompletableFuture.completedFuture(null);
            }

            @Override
            public boolean areKept() {
                return false;
            }

            @Override
            public void await() {}

            @Override
            public List<ProducerRecord<byte[], byte[]>> take() {
                return List.of();
            }
        };
    }
}
