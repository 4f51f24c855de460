package io.leat.log.client;

import io.leat.log.broker.Acks;
import io.leat.log.broker.Appended;
import io.leat.log.broker.Broker;
import io.leat.log.broker.Part;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/** Appends each batch as it comes, on the thread that brings it. */
final class LogOutlet implements Outlet {
    private final Broker broker;
    private final Acks acks;
    private final Courier courier;
    private final ProducerMeters meters;

    LogOutlet(Broker broker, Acks acks, Courier courier, ProducerMeters meters) {
        this.broker = broker;
        this.acks = acks;
        this.courier = courier;
        this.meters = meters;
    }

    @Override
    public boolean lingers() {
        return true;
    }

    @Override
    public void beforeWaiting(ProducerBatch batch) {}

    @Override
    public void accept(ProducerBatch batch) {
        courier.depart(batch);
        meters.sent(batch.count(), batch.sizeInBytes());
        CompletableFuture<Appended> answer = append(batch);
        if (answer.isDone() && !answer.isCompletedExceptionally()) {
            courier.answer(batch, told(answer.join()), null);
        } else {
            CompletableFuture<Appended> unused =
                    answer.whenComplete((appended, failure) -> answered(batch, appended, failure));
        }
    }

    private CompletableFuture<Appended> append(ProducerBatch batch) {
        PartitionLane lane = batch.lane();
        try {
            Part part = new Part(lane.log(), lane.seal(batch));
            return broker.append(part, acks);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private void answered(ProducerBatch batch, @Nullable Appended appended, @Nullable Throwable failure) {
        if (failure == null) {
            courier.answer(batch, appended == null ? null : told(appended), null);
        } else {
            batch.lane().breakSequence();
            meters.failed(batch.count());
            courier.answer(batch, null, acks == Acks.NONE ? null : cause(failure));
        }
    }

    /** With {@code acks=0} nobody is told an offset, as with a remote broker. */
    private @Nullable Appended told(Appended appended) {
        return acks == Acks.NONE ? null : appended;
    }

    /** The failure as callers may see it: one of Kafka's exceptions as it is, anything else as the cause of one. */
    static KafkaException cause(Throwable failure) {
        Throwable bare =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return bare instanceof KafkaException known ? known : new KafkaException(bare);
    }
}
