package io.leat.log.transaction;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ConcurrentTransactionsException;
import org.apache.kafka.common.errors.InvalidPidMappingException;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.jspecify.annotations.Nullable;

/**
 * The transaction of one {@code transactional.id} as it was last logged. Immutable: commands return what is to be logged next, and throw
 * Kafka's error for what may not be; what is logged takes this one's place.
 *
 * @param producer whose it is
 * @param previousProducerId of the record before this one; -1 if there was none
 * @param nextProducerId which the producer gets when this has ended, since its epochs are used up; -1 if it keeps its id
 * @param lastEpoch the epoch before the last change of it, for a producer that did not hear the answer; -1 if not known. Not logged
 * @param timeoutMs how long a transaction may be open
 * @param partitions those it has written to, or may
 * @param startedAt when it began, in milliseconds since 1970; -1 if none has
 * @param updatedAt when it was logged, in milliseconds since 1970
 * @param version the transaction version of the client (KIP-890)
 */
public record Transaction(
        String id,
        ProducerIdentity producer,
        long previousProducerId,
        long nextProducerId,
        short lastEpoch,
        int timeoutMs,
        TransactionState state,
        Set<TopicPartition> partitions,
        long startedAt,
        long updatedAt,
        int version) {

    /** The transaction version from which on each end of a transaction bumps the producer's epoch. */
    public static final int BUMPS_EPOCHS = 2;

    static final long NO_PRODUCER = -1;
    static final short NO_EPOCH = -1;
    static final long NEVER = -1;

    public Transaction {
        partitions = Set.copyOf(partitions);
    }

    /** Of an id that nobody has used; not to be logged before {@link #initialize}. */
    public static Transaction unused(String id, long producerId, int timeoutMs, long now) {
        return new Transaction(
                id,
                ProducerIdentity.unused(producerId),
                NO_PRODUCER,
                NO_PRODUCER,
                NO_EPOCH,
                timeoutMs,
                TransactionState.EMPTY,
                Set.of(),
                NEVER,
                now,
                0);
    }

    /**
     * Gives the id to a producer, who shuts out all that had it before.
     *
     * @param claimed who the producer was until now, if it says so (KIP-360); null for one that just started
     * @param newProducerId asked if the epochs are used up
     * @return with a producer of a new epoch; or prepared to abort what the predecessor left open, and then it must ask again
     * @throws ProducerFencedException if another has taken the id from the one who claims it
     * @throws ConcurrentTransactionsException if the last transaction is being completed: ask again
     */
    public Transaction initialize(
            @Nullable ProducerIdentity claimed, int newTimeoutMs, LongSupplier newProducerId, long now) {
        requireSettled();
        if (claimed != null && !mayClaim(claimed)) {
            throw fenced(claimed);
        }
        if (state == TransactionState.ONGOING) {
            if (claimed != null && !claimed.equals(producer)) {
                throw fenced(claimed);
            }
            return abort(newProducerId, now);
        }
        if (producer.isExhausted() && (claimed == null || claimed.epoch() == producer.epoch())) {
            short last = claimed == null ? NO_EPOCH : producer.epoch();
            return emptied(ProducerIdentity.fresh(newProducerId.getAsLong()), last, newTimeoutMs, now);
        }
        if (claimed == null) {
            return emptied(producer.bumped(), NO_EPOCH, newTimeoutMs, now);
        }
        if (producer.isUnused() || claimed.epoch() == producer.epoch()) {
            return emptied(producer.bumped(), producer.epoch(), newTimeoutMs, now);
        }
        if (claimed.epoch() == lastEpoch) {
            return emptied(producer, lastEpoch, newTimeoutMs, now); // It did not hear the answer.
        }
        throw fenced(claimed);
    }

    /**
     * Adds partitions before they are written to; the first ones begin the transaction.
     *
     * @param clientVersion the transaction version that the client speaks
     * @return empty if all of them are in it already
     */
    public Optional<Transaction> add(ProducerIdentity who, Set<TopicPartition> added, int clientVersion, long now) {
        requireSettled();
        requireOwner(who);
        if (state == TransactionState.ONGOING && partitions.containsAll(added)) {
            return Optional.empty();
        }
        Set<TopicPartition> all = new HashSet<>(partitions);
        all.addAll(added);
        return Optional.of(new Transaction(
                id,
                producer,
                producer.id(),
                nextProducerId,
                lastEpoch,
                timeoutMs,
                TransactionState.ONGOING,
                all,
                state == TransactionState.ONGOING ? startedAt : now,
                now,
                clientVersion));
    }

    /**
     * Of partitions that are about to be written to, those that were not added: these may not be written to.
     *
     * @throws ConcurrentTransactionsException if the transaction is being completed: ask again
     */
    public Set<TopicPartition> missing(ProducerIdentity who, Set<TopicPartition> asked) {
        requireSettled();
        requireOwner(who);
        Set<TopicPartition> missing = new HashSet<>(asked);
        missing.removeAll(partitions);
        return missing;
    }

    /**
     * Decides the transaction.
     *
     * <p>From version 2 on a client's epoch tells a repeated request from one for the next transaction; and it may abort where nothing was
     * begun, since what it sent may have got lost.
     *
     * @param clientVersion the transaction version that the client speaks
     * @param newProducerId asked if the epochs are used up
     * @return empty if it was decided so, and completed, before: then {@link #producer} is the answer
     * @throws InvalidTxnStateException if it was decided otherwise, or there is nothing to decide
     * @throws ConcurrentTransactionsException if it, or the one before it, is being completed: ask again
     */
    public Optional<Transaction> end(
            ProducerIdentity who, boolean commit, int clientVersion, LongSupplier newProducerId, long now) {
        requireSettled();
        boolean bumps = clientVersion >= BUMPS_EPOCHS;
        boolean repeated = bumps && isRepeated(who);
        if (who.id() != producer.id() && !repeated) {
            throw unknownProducer(who);
        }
        if (!repeated && who.epoch() != producer.epoch()) {
            throw fenced(who);
        }
        return switch (state) {
            case ONGOING -> {
                if (repeated) {
                    throw fenced(who);
                }
                yield Optional.of(prepared(commit, clientVersion, newProducerId, startedAt, now));
            }
            case COMPLETE_COMMIT, COMPLETE_ABORT -> {
                if (bumps && !repeated) {
                    yield Optional.of(abortedNothing(commit, clientVersion, newProducerId, now));
                }
                if (commit != (state == TransactionState.COMPLETE_COMMIT)) {
                    throw decidedOtherwise(commit);
                }
                yield Optional.empty();
            }
            case EMPTY -> {
                if (repeated) {
                    throw fenced(who);
                }
                yield Optional.of(abortedNothing(commit, clientVersion, newProducerId, now));
            }
            case PREPARE_COMMIT, PREPARE_ABORT, DEAD, PREPARE_EPOCH_FENCE -> throw decidedOtherwise(commit);
        };
    }

    /** Aborts it whoever has it open: with a new epoch, so that it is taken from them. */
    public Transaction abort(LongSupplier newProducerId, long now) {
        return prepared(false, BUMPS_EPOCHS, newProducerId, startedAt, now);
    }

    /** After the markers are in all its partitions. */
    public Transaction complete(long now) {
        if (!state.isPrepared()) {
            throw new IllegalStateException(this + " is completed and was not decided");
        }
        return new Transaction(
                id,
                successor(),
                producer.id(),
                NO_PRODUCER,
                lastEpoch,
                timeoutMs,
                state == TransactionState.PREPARE_COMMIT
                        ? TransactionState.COMPLETE_COMMIT
                        : TransactionState.COMPLETE_ABORT,
                Set.of(),
                startedAt,
                now,
                version);
    }

    /** Who the producer is after this is completed. */
    public ProducerIdentity successor() {
        return version >= BUMPS_EPOCHS && nextProducerId != NO_PRODUCER
                ? ProducerIdentity.fresh(nextProducerId)
                : producer;
    }

    /** Whether it has been open for longer than its producer said it would. */
    public boolean isTimedOut(long now) {
        return state == TransactionState.ONGOING && now - startedAt > timeoutMs;
    }

    /** Whether nobody has used the id for so long that it can be forgotten. */
    public boolean isExpired(long now, long expirationMs) {
        return state.isIdle() && now - updatedAt >= expirationMs;
    }

    private Transaction emptied(ProducerIdentity next, short last, int newTimeoutMs, long now) {
        return new Transaction(
                id,
                next,
                producer.id(),
                nextProducerId,
                last,
                newTimeoutMs,
                TransactionState.EMPTY,
                Set.of(),
                NEVER,
                now,
                version);
    }

    private Transaction prepared(
            boolean commit, int clientVersion, LongSupplier newProducerId, long started, long now) {
        boolean bumps = clientVersion >= BUMPS_EPOCHS;
        return new Transaction(
                id,
                bumps ? producer.bumped() : producer,
                producer.id(),
                bumps && producer.isExhausted() ? newProducerId.getAsLong() : NO_PRODUCER,
                bumps ? producer.epoch() : lastEpoch,
                timeoutMs,
                commit ? TransactionState.PREPARE_COMMIT : TransactionState.PREPARE_ABORT,
                partitions,
                started,
                now,
                clientVersion);
    }

    private Transaction abortedNothing(boolean commit, int clientVersion, LongSupplier newProducerId, long now) {
        if (commit || clientVersion < BUMPS_EPOCHS) {
            throw decidedOtherwise(commit);
        }
        return prepared(false, clientVersion, newProducerId, now, now);
    }

    private boolean mayClaim(ProducerIdentity claimed) {
        return producer.isUnused()
                || claimed.id() == producer.id()
                || (claimed.id() == previousProducerId && claimed.isExhausted());
    }

    /** Whether {@code who} is the producer as it was before the last transaction ended. */
    private boolean isRepeated(ProducerIdentity who) {
        boolean rotated =
                who.id() == previousProducerId && who.epoch() == ProducerIdentity.LAST_USABLE && producer.epoch() == 0;
        return who.isBefore(producer) || rotated;
    }

    private void requireOwner(ProducerIdentity who) {
        if (who.id() != producer.id()) {
            throw unknownProducer(who);
        }
        if (who.epoch() != producer.epoch()) {
            throw fenced(who);
        }
    }

    private void requireSettled() {
        if (state.isPrepared()) {
            throw completing();
        }
    }

    private InvalidPidMappingException unknownProducer(ProducerIdentity who) {
        return new InvalidPidMappingException(
                "The transactional.id '%s' belongs to the producer %s, not to %s".formatted(id, producer, who));
    }

    private ProducerFencedException fenced(ProducerIdentity who) {
        return new ProducerFencedException("The transactional.id '%s' was taken by the producer %s from %s; close that"
                .formatted(id, producer, who));
    }

    private ConcurrentTransactionsException completing() {
        return new ConcurrentTransactionsException(
                "The last transaction of '%s' is being completed; try again".formatted(id));
    }

    private InvalidTxnStateException decidedOtherwise(boolean commit) {
        return new InvalidTxnStateException("The transaction of '%s' is in the state %s; it cannot be %s"
                .formatted(id, state.label(), commit ? "committed" : "aborted"));
    }
}
