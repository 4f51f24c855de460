package io.leat.log.client;

import io.leat.log.broker.GroupOffsets;
import io.leat.log.broker.Groups;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetCommitCallback;
import org.apache.kafka.clients.consumer.RetriableCommitFailedException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.StaleMemberEpochException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownMemberIdException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A consumer's commits: waited for, told of by callback, or made every {@code auto.commit.interval.ms} by itself. */
final class Commits {
    private static final Logger LOG = LoggerFactory.getLogger(LocalConsumer.class);

    private final Groups groups;
    private final Positions positions;
    private final Supplier<ConsumerGroupMetadata> identity;
    private final ConsumeInterceptors interceptors;
    private final Bell bell;
    private final ConcurrentLinkedQueue<Runnable> callbacks = new ConcurrentLinkedQueue<>();
    private final boolean automatic;
    private final long intervalMs;
    private long nextAutomatic;

    /** @param identity whom the consumer commits as; fails without a group */
    Commits(
            Groups groups,
            Positions positions,
            ConsumerSettings settings,
            Supplier<ConsumerGroupMetadata> identity,
            ConsumeInterceptors interceptors,
            Bell bell,
            long now) {
        this.groups = groups;
        this.positions = positions;
        this.identity = identity;
        this.interceptors = interceptors;
        this.bell = bell;
        this.automatic = settings.autoCommit;
        this.intervalMs = settings.autoCommitIntervalMs;
        this.nextAutomatic = now + intervalMs;
    }

    /**
     * Commits, and waits until it is written.
     *
     * @throws CommitFailedException if the consumer is not the member of its group any more that it was
     * @throws TimeoutException if that took longer than {@code timeoutMs}; it may be written yet
     */
    void sync(Map<TopicPartition, OffsetAndMetadata> offsets, long timeoutMs) {
        runCallbacks();
        if (offsets.isEmpty()) {
            return;
        }
        CompletableFuture<Void> written = commit(offsets);
        try {
            written.get(timeoutMs, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } catch (java.util.concurrent.TimeoutException e) {
            throw new TimeoutException("The commit of %s was not written in %d ms".formatted(offsets, timeoutMs));
        } catch (ExecutionException e) {
            throw failure(e);
        }
        interceptors.onCommit(offsets);
    }

    /** Commits; {@code callback} runs in a later poll, commit or close of the consumer. */
    void async(Map<TopicPartition, OffsetAndMetadata> offsets, @Nullable OffsetCommitCallback callback) {
        runCallbacks();
        Map<TopicPartition, OffsetAndMetadata> copy = Map.copyOf(offsets);
        CompletableFuture<Void> unused = (copy.isEmpty() ? CompletableFuture.<Void>completedFuture(null) : commit(copy))
                .whenComplete((done, failure) -> {
                    callbacks.add(() -> tell(copy, failure, callback));
                    bell.run();
                });
    }

    private void tell(
            Map<TopicPartition, OffsetAndMetadata> offsets,
            @Nullable Throwable failure,
            @Nullable OffsetCommitCallback callback) {
        if (failure == null) {
            interceptors.onCommit(offsets);
        } else if (callback == null) {
            LOG.warn("The commit of {} failed", offsets, failure);
        }
        if (callback != null) {
            callback.onComplete(offsets, failure == null ? null : retriable(failure(failure)));
        }
    }

    private CompletableFuture<Void> commit(Map<TopicPartition, OffsetAndMetadata> offsets) {
        GroupOffsets asked = new GroupOffsets(identity.get(), offsets);
        try {
            return groups.commit(asked);
        } catch (KafkaException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Runs the callbacks of commits that were answered. */
    void runCallbacks() {
        for (Runnable callback = callbacks.poll(); callback != null; callback = callbacks.poll()) {
            callback.run();
        }
    }

    /** Commits the positions if {@code enable.auto.commit} is on and its interval is over. */
    void tick(long now) {
        if (automatic && now >= nextAutomatic) {
            nextAutomatic = now + intervalMs;
            async(positions.committable(positions.names()), null);
        }
    }

    /** When {@link #tick} has something to do, in milliseconds since 1970. */
    long nextTick() {
        return automatic ? nextAutomatic : Long.MAX_VALUE;
    }

    /** If {@code enable.auto.commit} is on, commits {@code names}, which are about to be given up. A failure is logged. */
    void beforeGivingUp(Collection<TopicPartition> names, long timeoutMs) {
        if (!automatic) {
            return;
        }
        try {
            sync(positions.committable(names), timeoutMs);
        } catch (KafkaException e) {
            LOG.warn("The commit before giving up {} failed; whoever reads them next may see records again", names, e);
        }
    }

    private static KafkaException failure(Throwable failure) {
        KafkaException cause = LogOutlet.cause(
                failure instanceof ExecutionException && failure.getCause() != null ? failure.getCause() : failure);
        if (cause instanceof UnknownMemberIdException || cause instanceof StaleMemberEpochException) {
            return new CommitFailedException(
                    "The group has given this consumer's partitions to others, since it did not poll for max.poll.interval.ms or was told to leave: "
                            + cause.getMessage());
        }
        return cause;
    }

    private static KafkaException retriable(KafkaException failure) {
        return failure instanceof RetriableException ? new RetriableCommitFailedException(failure) : failure;
    }
}
