package io.leat.connect.task;

import io.leat.connect.pipeline.DeadLetterFormat;
import io.leat.connect.pipeline.StageFailure;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;

/**
 * The dead letters of a sink task, sent as they come. Offsets are committed behind them only: {@link #await} first (D2).
 * The producer is made when the first record fails.
 */
public final class SinkDeadLetters implements DeadLetters<ConsumerRecord<byte[], byte[]>> {
    private final DeadLetterFormat format;
    private final Supplier<Producer<byte[], byte[]>> producers;
    private final TaskCounters counters;
    private final LoopControl control;

    /** Guarded by this, as is {@link #producer}: a sink may report from threads of its own. */
    private final Deque<Future<Void>> unanswered = new ArrayDeque<>();

    private @Nullable Producer<byte[], byte[]> producer;

    /** @param producers makes the one producer, closed by who made it */
    public SinkDeadLetters(
            DeadLetterFormat format,
            Supplier<Producer<byte[], byte[]>> producers,
            TaskCounters counters,
            LoopControl control) {
        this.format = format;
        this.producers = producers;
        this.counters = counters;
        this.control = control;
    }

    @Override
    public synchronized Future<Void> report(ConsumerRecord<byte[], byte[]> record, StageFailure failure) {
        if (control.isAbandoned()) {
            return CompletableFuture.failedFuture(new ConnectException("The task was left behind and writes no more"));
        }
        counters.deadLetter();
        CompletableFuture<Void> answer = new CompletableFuture<>();
        while (isTaken(unanswered.peek())) {
            unanswered.remove();
        }
        unanswered.add(answer);
        if (producer == null) {
            producer = producers.get();
        }
        var unused = producer.send(format.of(record, failure), (metadata, error) -> {
            if (error == null) {
                answer.complete(null);
            } else {
                counters.deadLetterFailed();
                answer.completeExceptionally(error);
            }
        });
        return answer;
    }

    private static boolean isTaken(@Nullable Future<Void> answer) {
        return answer instanceof CompletableFuture<Void> known && known.isDone() && !known.isCompletedExceptionally();
    }

    @Override
    public boolean areKept() {
        return true;
    }

    @Override
    public void await() throws InterruptedException {
        for (Future<Void> answer = oldest(); answer != null; answer = oldest()) {
            try {
                answer.get();
            } catch (ExecutionException e) {
                throw new ConnectException(
                        "A record that failed could not be written to the dead letter queue " + format.topic()
                                + "; its offset is not committed",
                        e.getCause());
            }
            answered(answer);
        }
    }

    private synchronized @Nullable Future<Void> oldest() {
        Future<Void> oldest = unanswered.peek();
        if (producer != null && oldest != null && !oldest.isDone()) {
            // Ends the linger of what waits in a batch.
            producer.flush();
        }
        return oldest;
    }

    private synchronized void answered(Future<Void> answer) {
        unanswered.removeIf(other -> other == answer);
    }

    @Override
    public List<ProducerRecord<byte[], byte[]>> take() {
        return List.of();
    }
}
