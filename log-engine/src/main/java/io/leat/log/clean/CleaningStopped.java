package io.leat.log.clean;

/** A cleaning was given up, and nothing is wrong: the log is being closed or deleted, or its segments have changed meanwhile. */
public final class CleaningStopped extends RuntimeException {
    private static final long serialVersionUID = 1;

    public CleaningStopped(String why) {
        super(why);
    }
}
