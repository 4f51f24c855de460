package io.leat.log.transaction;

/** One record of {@code __transaction_state}: the only thing that changes what is remembered (D8). */
public sealed interface TransactionRecord {

    /** The {@code transactional.id}. */
    String id();

    /** A transaction is this from here on. */
    record Changed(Transaction transaction) implements TransactionRecord {
        @Override
        public String id() {
            return transaction.id();
        }
    }

    /** An id is forgotten. */
    record Forgotten(String id) implements TransactionRecord {}
}
