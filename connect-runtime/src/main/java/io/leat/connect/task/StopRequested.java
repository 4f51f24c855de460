package io.leat.connect.task;

/** The loop was told to stop while it waited to try something again: a quiet end, not a failure. */
final class StopRequested extends Exception {
    private static final long serialVersionUID = 1;

    StopRequested() {
        super("told to stop", null, false, false);
    }
}
