package io.leat.connect.task;

/**
 * How what a source task polled gets into the log, and its offsets together with it or after it (D1). Belongs to the task's
 * thread.
 */
public interface Delivery {

    /** Comes between the task's predecessor, should it still live, and the log. Called before the task is started. */
    void open();

    /**
     * Takes one poll. When it returns, the batch is in the log or on its way there.
     *
     * @throws StopRequested if the loop is to end before the log has taken the batch; its offsets are not committed then
     */
    void deliver(SourceBatch batch) throws StopRequested, InterruptedException;

    /** Called after each poll that returned nothing. */
    void idle() throws StopRequested, InterruptedException;

    /** Brings what was polled, and its offsets, into the log: before a pause. */
    void settle() throws StopRequested, InterruptedException;

    /** As {@link #settle}, for a loop that ends: within a time, and without a word if the log does not answer. */
    void end() throws InterruptedException;

    /** Gives up what the log keeps for a loop that was left behind. Called by another thread. */
    void leave();
}
