package io.leat.log.client;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.ProducerFencedException;

/**
 * Where a transactional producer stands. The transitions, by the call or event:
 *
 * <pre>
 *   Uninitialized ─init─▶ Ready ─begin─▶ Open ─commit─▶ Committing ─answered─▶ Ready
 *                           ▲             │ a send failed     │ refused
 *                           │             ▼                   ▼
 *                           └───abort─── Failed ◀─────────────┘
 *   any ─another producer claims the id─▶ Fenced
 * </pre>
 */
sealed interface TransactionState {

    record Uninitialized() implements TransactionState {}

    record Ready() implements TransactionState {}

    /** Between begin and the end; {@code owner} is the thread that began, and so the one that will commit. */
    record Open(Thread owner) implements TransactionState {}

    /** The append was handed to the log; {@code answer} tells what went wrong, if anything. Commit may be called again to wait on. */
    record Committing(CompletableFuture<Optional<KafkaException>> answer) implements TransactionState {}

    /** Only abort is possible. */
    record Failed(Exception cause) implements TransactionState {}

    record Fenced(ProducerFencedException cause) implements TransactionState {}

    /** Its name, for messages. */
    default String label() {
        return getClass().getSimpleName();
    }
}
