package io.leat.log.broker;

import io.leat.log.record.EndMarker;
import io.leat.log.settings.TransactionSettings;
import io.leat.log.transaction.ProducerIdentity;
import io.leat.log.transaction.Transaction;
import io.leat.log.transaction.TransactionRecord;
import io.leat.log.transaction.TransactionRecord.Changed;
import io.leat.log.transaction.TransactionRecord.Forgotten;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ConcurrentTransactionsException;
import org.apache.kafka.common.errors.CoordinatorNotAvailableException;
import org.apache.kafka.common.errors.InvalidPidMappingException;
import org.apache.kafka.common.errors.InvalidRequestException;
import org.apache.kafka.common.errors.InvalidTxnTimeoutException;
import org.apache.kafka.common.errors.KafkaStorageException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Transactions of remote clients, on {@code __transaction_state}.
 *
 * <pre>
 *   decide ─▶ append the decision ─▶ flush ─▶ reply
 *                                      └────▶ markers in all partitions ─▶ flush ─▶ append that it is complete      thread log-transactions
 * </pre>
 *
 * <p>A decision is durable before its first marker is written, and the markers before the transaction is complete: so what was decided
 * when the process died is carried out by the next start, everywhere the same. Who asks meanwhile waits until it is; only if the markers
 * cannot be written is it told to come again. One lock for all: what it guards are quick steps in memory and one append.
 */
public final class TransactionCoordinator {
    private static final Logger LOG = LoggerFactory.getLogger(TransactionCoordinator.class);

    private final TransactionSettings settings;
    private final InstantSource clock;
    private final TransactionsTopic log;
    private final MarkerWriter markers;
    private final ProducerIds producerIds;
    private final Executor worker;
    private final Map<String, Transaction> transactions = new HashMap<>();
    /** By the ids whose markers are being written: who waits for the end of that, in their order. */
    private final Map<String, List<Runnable>> waiting = new HashMap<>();
    /** Ids whose markers could not be written. */
    private final Set<String> unfinished = new HashSet<>();

    TransactionCoordinator(
            TransactionSettings settings,
            InstantSource clock,
            TransactionsTopic log,
            MarkerWriter markers,
            ProducerIds producerIds,
            Executor worker) {
        this.settings = settings;
        this.clock = clock;
        this.log = log;
        this.markers = markers;
        this.producerIds = producerIds;
        this.worker = worker;
    }

    /** Brings back what is in the log, and carries out what was decided. */
    void start() {
        if (log.exists()) {
            synchronized (this) {
                log.replay(this::apply);
                unfinished.addAll(transactions.keySet());
                retryMarkers();
            }
        }
    }

    /**
     * Gives an id to a producer; all that had it before are shut out.
     *
     * @param id {@code transactional.id}; null for a producer without transactions
     * @param claimed who the producer was until now, if it says so; else null
     */
    public CompletableFuture<ProducerIdentity> initialize(
            @Nullable String id, int timeoutMs, @Nullable ProducerIdentity claimed) {
        if (id == null) {
            return CompletableFuture.completedFuture(new ProducerIdentity(producerIds.next(), (short) 0));
        }
        if (id.isEmpty()) {
            throw new InvalidRequestException("A transactional.id has at least one character.");
        }
        if (timeoutMs <= 0 || timeoutMs > settings.maxTimeoutMs()) {
            throw new InvalidTxnTimeoutException(
                    "transaction.timeout.ms is %d; write 1 to %d, or give the broker a larger transaction.max.timeout.ms"
                            .formatted(timeoutMs, settings.maxTimeoutMs()));
        }
        Supplier<CompletableFuture<ProducerIdentity>> command =
                () -> whenComplete(id, () -> initializeNow(id, timeoutMs, claimed));
        return log.exists()
                ? command.get()
                : CompletableFuture.runAsync(log::create, worker).thenCompose(done -> command.get());
    }

    /** Adds partitions to the producer's transaction before it writes to them. */
    public CompletableFuture<Void> add(
            String id, ProducerIdentity who, Set<TopicPartition> partitions, int clientVersion) {
        return whenComplete(id, () -> {
            require(id).add(who, partitions, clientVersion, now()).ifPresent(this::change);
            return log.flush(id); // Also if it was there: who added it may not have been told yet.
        });
    }

    /**
     * Of partitions that a producer is about to write to, those that are not in its transaction.
     *
     * @throws ConcurrentTransactionsException if its last transaction is not complete
     */
    public synchronized Set<TopicPartition> missing(String id, ProducerIdentity who, Set<TopicPartition> partitions) {
        return require(id).missing(who, partitions);
    }

    /** Commits or aborts, and tells who the producer is from now on; its markers follow. */
    public CompletableFuture<ProducerIdentity> end(String id, ProducerIdentity who, boolean commit, int clientVersion) {
        return whenComplete(id, () -> {
            Transaction before = require(id);
            Optional<Transaction> decided = before.end(who, commit, clientVersion, producerIds::next, now());
            return decided.isPresent()
                    ? decide(decided.get()).thenApply(done -> decided.get().successor())
                    : log.flush(id).thenApply(done -> before.producer());
        });
    }

    /** Writes a marker into a partition, whatever is known here: for an operator who ends what hangs. Completes when it is durable. */
    public CompletableFuture<Void> mark(
            TopicPartition partition, ProducerIdentity producer, EndMarker marker, int version) {
        return markers.write(partition, producer, marker, version);
    }

    /** What is known of an id. */
    public synchronized Optional<Transaction> find(String id) {
        return Optional.ofNullable(transactions.get(id));
    }

    /** All ids and what is known of them. */
    public synchronized List<Transaction> all() {
        return List.copyOf(transactions.values());
    }

    /** Aborts what is open for longer than its producer said. */
    synchronized void abortTimedOut() {
        long now = now();
        for (Transaction open : all()) {
            if (open.isTimedOut(now)) {
                LOG.info(
                        "The transaction of '{}' is open for more than {} ms and is aborted",
                        open.id(),
                        open.timeoutMs());
                CompletableFuture<Void> unused = decide(open.abort(producerIds::next, now));
            }
        }
    }

    /** Forgets ids that nobody has used for {@code transactional.id.expiration.ms}. */
    synchronized void forgetExpired() {
        long now = now();
        for (Transaction idle : all()) {
            if (idle.isExpired(now, settings.idExpirationMs())) {
                Forgotten record = new Forgotten(idle.id());
                log.append(record, now);
                apply(record);
            }
        }
    }

    /** Tries again to write markers that could not be written. */
    synchronized void retryMarkers() {
        List<String> ids = List.copyOf(unfinished);
        unfinished.clear();
        for (String id : ids) {
            Transaction known = transactions.get(id);
            if (known != null && known.state().isPrepared()) {
                CompletableFuture<Void> unused = carryOut(known);
            }
        }
    }

    private CompletableFuture<ProducerIdentity> initializeNow(
            String id, int timeoutMs, @Nullable ProducerIdentity claimed) {
        Transaction before = find(id).orElseGet(() -> Transaction.unused(id, producerIds.next(), timeoutMs, now()));
        Transaction next = before.initialize(claimed, timeoutMs, producerIds::next, now());
        if (next.state().isPrepared()) {
            CompletableFuture<Void> unused = decide(next);
            throw new ConcurrentTransactionsException("What '%s' left open is being aborted; try again".formatted(id));
        }
        change(next);
        return log.flush(id).thenApply(done -> next.producer());
    }

    /** A decision: durable first, and then carried out. */
    private CompletableFuture<Void> decide(Transaction decided) {
        change(decided);
        return carryOut(decided);
    }

    /** Completes when the decision is durable; what follows from it is done on the worker's thread. */
    private CompletableFuture<Void> carryOut(Transaction decided) {
        waiting.putIfAbsent(decided.id(), new ArrayList<>());
        CompletableFuture<Void> durable;
        try {
            durable = log.flush(decided.id());
        } catch (RuntimeException e) {
            durable = CompletableFuture.failedFuture(e);
        }
        CompletableFuture<Void> unused = durable.thenComposeAsync(
                        done -> markers.write(decided, log.coordinatorEpoch(decided.id())), worker)
                .thenRunAsync(() -> complete(decided), worker)
                .whenComplete((done, failure) -> wake(decided, failure));
        return durable;
    }

    private synchronized void complete(Transaction decided) {
        change(decided.complete(now()));
    }

    /** Goes on with those who wait for it, whether it is complete or has to be tried again. */
    private void wake(Transaction decided, @Nullable Throwable failure) {
        List<Runnable> queue;
        synchronized (this) {
            queue = waiting.remove(decided.id());
            if (failure != null) {
                unfinished.add(decided.id());
                LOG.warn(
                        "The transaction of '{}' is decided ({}) and cannot be completed yet: {}",
                        decided.id(),
                        decided.state().label(),
                        failure.getMessage());
            }
        }
        if (queue != null) {
            queue.forEach(Runnable::run);
        }
    }

    /** Runs a command, under the lock; once more after the last transaction of its id is complete, if that is what it waits for. */
    private <T> CompletableFuture<T> whenComplete(String id, Supplier<CompletableFuture<T>> command) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        run(id, command, answer, true);
        return answer;
    }

    private <T> void run(
            String id, Supplier<CompletableFuture<T>> command, CompletableFuture<T> answer, boolean mayWait) {
        try {
            CompletableFuture<T> done = runNow(id, command, answer, mayWait);
            if (done != null) {
                CompletableFuture<T> unused = done.whenComplete((result, failure) -> {
                    if (failure == null) {
                        answer.complete(result);
                    } else {
                        answer.completeExceptionally(asCoordinators(failure));
                    }
                });
            }
        } catch (RuntimeException e) {
            answer.completeExceptionally(asCoordinators(e));
        }
    }

    /** Null if it waits. */
    private synchronized <T> @Nullable CompletableFuture<T> runNow(
            String id, Supplier<CompletableFuture<T>> command, CompletableFuture<T> answer, boolean mayWait) {
        try {
            return command.get();
        } catch (ConcurrentTransactionsException e) {
            List<Runnable> queue = waiting.get(id);
            if (!mayWait || queue == null) {
                throw e;
            }
            queue.add(() -> run(id, command, answer, false));
            return null;
        }
    }

    /** A log that fails is, to a client, a coordinator that is not there for now. */
    private static Throwable asCoordinators(Throwable failure) {
        Throwable bare =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return bare instanceof KafkaStorageException || bare instanceof UnknownTopicOrPartitionException
                ? new CoordinatorNotAvailableException(
                        TransactionsTopic.NAME + " cannot be written: " + bare.getMessage(), bare)
                : bare;
    }

    /** Append, then apply. */
    private void change(Transaction next) {
        Changed record = new Changed(next);
        log.append(record, now());
        apply(record);
    }

    private void apply(TransactionRecord record) {
        if (record instanceof Changed it) {
            transactions.put(it.id(), it.transaction());
        } else {
            transactions.remove(record.id());
        }
    }

    private Transaction require(String id) {
        return find(id).orElseThrow(() -> new InvalidPidMappingException(
                "Nobody has the transactional.id '%s'; call initTransactions first".formatted(id)));
    }

    private long now() {
        return clock.millis();
    }
}
