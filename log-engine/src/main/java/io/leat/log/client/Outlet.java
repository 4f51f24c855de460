package io.leat.log.client;

/** Where a lane's full batches go: into the log at once, or into a transaction that holds them. */
interface Outlet {

    /** Whether a batch that is not full waits for {@code linger.ms}, or for the end of a transaction. */
    boolean lingers();

    /** Takes a batch to which nothing will be added. Called under the lane's lock, so in the order of the lane (C1). */
    void accept(ProducerBatch batch);

    /** What a thread that waits for the answer of {@code batch}, for as long as it takes, has to know first. */
    void beforeWaiting(ProducerBatch batch);
}
