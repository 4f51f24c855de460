package io.leat.connect.lifecycle;

/**
 * What a connector or a task is in, by Kafka Connect's names, as the status topic and REST show it.
 *
 * <p>The table of transitions is {@link #on}; nothing else changes a state.
 */
public enum RunState {
    /** No instance: not started yet, or the worker is shutting down. */
    UNASSIGNED,
    RUNNING,
    PAUSED,
    /** Connectors only: kept, with no tasks and no plugin code running. */
    STOPPED,
    /** Failed, with a trace. Stays so until it is restarted, reconfigured or stopped. */
    FAILED,
    /** A restart was asked for and the new instance does not run yet. */
    RESTARTING,
    /** Deleted. In the status topic this is a tombstone. */
    DESTROYED;

    /** What happens to a connector or a task. */
    public enum Event {
        /** Its plugin code runs, or runs again after a pause. */
        STARTED,
        PAUSED,
        STOPPED,
        FAILED,
        /** Its instance ended because it was asked to. */
        ENDED,
        RESTART_REQUESTED,
        DELETED
    }

    /**
     * The state after an event. What is destroyed stays destroyed: the late report of an instance that outlived its
     * connector revives nothing. What failed is not talked out of it by a pause or a resume, only by a new instance.
     */
    public RunState on(Event event) {
        if (this == DESTROYED) {
            return DESTROYED;
        }
        return switch (event) {
            case STARTED -> this == FAILED ? FAILED : RUNNING;
            case PAUSED -> this == FAILED ? FAILED : PAUSED;
            case STOPPED -> STOPPED;
            case FAILED -> FAILED;
            case ENDED -> this == RESTARTING ? RESTARTING : UNASSIGNED;
            case RESTART_REQUESTED -> RESTARTING;
            case DELETED -> DESTROYED;
        };
    }
}
