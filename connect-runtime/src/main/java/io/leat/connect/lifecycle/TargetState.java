package io.leat.connect.lifecycle;

/** What a connector should be doing, as {@code target-state-<connector>} in the config topic says (KIP-52, KIP-875). */
public enum TargetState {
    /** The connector and its tasks run. */
    STARTED,
    /** The connector and its tasks keep their resources and process nothing. */
    PAUSED,
    /** The connector has no tasks and its plugin code does not run; its configuration and offsets stay. */
    STOPPED
}
