package io.leat.log.broker;

import io.leat.log.partition.Verification;
import io.leat.log.transaction.ProducerIdentity;
import io.leat.log.transaction.Transaction;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.ConcurrentTransactionsException;
import org.apache.kafka.common.errors.CoordinatorNotAvailableException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TransactionAbortableException;

/** Asks the coordinator before batches of a transaction are appended (KIP-890). */
public final class Admission {

    /** What a client that sends such batches can do. */
    public enum Client {
        /** Adds its partitions to the transaction first. */
        ADDS,
        /** As {@link #ADDS}, and knows the error that says that it must abort. */
        ADDS_AND_ABORTS,
        /** Leaves it to the log to add them: a new epoch for each transaction. */
        LEAVES_ADDING
    }

    private final TransactionCoordinator coordinator;
    private final Function<TopicPartition, Partition> partitions;
    private final BooleanSupplier verifies;

    /** @param verifies whether it is asked at all if a client has added its partitions */
    Admission(
            TransactionCoordinator coordinator,
            Function<TopicPartition, Partition> partitions,
            BooleanSupplier verifies) {
        this.coordinator = coordinator;
        this.verifies = verifies;
        this.partitions = partitions;
    }

    /**
     * Asks for batches of one producer, of which {@code sequences} has the first sequence by partition. It is answered at once where the
     * transaction is open already; else when the coordinator has added, or knows, the partition.
     */
    public CompletableFuture<Map<TopicPartition, Admitted>> ask(
            String id, ProducerIdentity who, Map<TopicPartition, Integer> sequences, Client client) {
        Map<TopicPartition, Admitted> answers = new HashMap<>();
        Set<TopicPartition> beginning = new HashSet<>();
        sequences.forEach((name, sequence) -> {
            Admitted admitted = begin(name, who, sequence, client == Client.LEAVES_ADDING);
            answers.put(name, admitted);
            if (admitted.verification() != null) {
                beginning.add(name);
            }
        });
        if (beginning.isEmpty()) {
            return CompletableFuture.completedFuture(answers);
        }
        return refused(id, who, beginning, client).handle((refused, failure) -> {
            beginning.forEach(name -> {
                ApiException why = failure == null ? refused.get(name) : refusal(failure, client);
                if (why != null) {
                    answers.put(name, new Admitted(null, why));
                }
            });
            return answers;
        });
    }

    private Admitted begin(TopicPartition name, ProducerIdentity who, int sequence, boolean bumpsEpochs) {
        try {
            Verification verification =
                    partitions.apply(name).log().beginVerification(who.id(), who.epoch(), sequence, bumpsEpochs);
            return verification == null ? Admitted.ALREADY : new Admitted(verification, null);
        } catch (ApiException e) {
            return new Admitted(null, e);
        }
    }

    private CompletableFuture<Map<TopicPartition, ApiException>> refused(
            String id, ProducerIdentity who, Set<TopicPartition> beginning, Client client) {
        if (client == Client.LEAVES_ADDING) {
            return coordinator.add(id, who, beginning, Transaction.BUMPS_EPOCHS).thenApply(done -> Map.of());
        }
        Map<TopicPartition, ApiException> refused = new HashMap<>();
        if (!verifies.getAsBoolean()) {
            return CompletableFuture.completedFuture(refused);
        }
        try {
            coordinator.missing(id, who, beginning).forEach(name -> refused.put(name, notAdded(name, client)));
            return CompletableFuture.completedFuture(refused);
        } catch (ApiException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private static ApiException notAdded(TopicPartition name, Client client) {
        String message = "The partition " + name + " was not added to the transaction.";
        return client == Client.ADDS
                ? new InvalidTxnStateException(message)
                : new TransactionAbortableException(message);
    }

    /** What the coordinator refuses, in words that a client expects of a partition. */
    private static ApiException refusal(Throwable failure, Client client) {
        Throwable bare =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (bare instanceof ProducerFencedException) {
            return new InvalidProducerEpochException(bare.getMessage());
        }
        boolean passes = bare instanceof CoordinatorNotAvailableException
                || (bare instanceof ConcurrentTransactionsException && client != Client.LEAVES_ADDING);
        if (passes) {
            return new NotEnoughReplicasException(
                    "Whether the partition is in the transaction is not known for now: " + bare.getMessage());
        }
        return bare instanceof ApiException it ? it : new CoordinatorNotAvailableException(bare.getMessage(), bare);
    }
}
