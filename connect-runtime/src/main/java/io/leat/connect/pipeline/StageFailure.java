package io.leat.connect.pipeline;

/** A record could not pass a stage. The cause is what the plugin threw. */
public final class StageFailure extends Exception {
    private static final long serialVersionUID = 1;

    private final Stage stage;
    private final Class<?> executing;
    private final Throwable error;

    /** @param executing the class of the plugin that threw {@code error}, as reports name it */
    public StageFailure(Stage stage, Class<?> executing, Throwable error) {
        super(stage + ": " + error, error);
        this.stage = stage;
        this.executing = executing;
        this.error = error;
    }

    public Stage stage() {
        return stage;
    }

    /** The class that failed. */
    public Class<?> executing() {
        return executing;
    }

    /** What the plugin threw. */
    public Throwable error() {
        return error;
    }
}
