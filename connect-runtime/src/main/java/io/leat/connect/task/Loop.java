package io.leat.connect.task;

/** The life of one task, from {@code initialize} to {@code stop}. */
public interface Loop {

    /** Who hears how it stands. Called on the task's thread; must not wait. */
    interface Listener {
        void started();

        void paused();

        void resumed();
    }

    /**
     * Starts the task, moves records until told to stop, and stops the task. Called once.
     *
     * @throws Exception what the task or the log threw; the task was stopped all the same
     */
    void run(Listener listener) throws Exception;

    /**
     * Gives up what the log keeps for this loop, which hangs in its plugin's code and was left behind: its successor has it
     * at once. Called by another thread; may wait for the log.
     */
    void leave();
}
