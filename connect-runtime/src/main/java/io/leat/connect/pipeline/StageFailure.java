package io.leat.connect.pipeline;

/** A record could not pass a stage. The cause is what the plugin threw. */
public final class StageFailure extends Exception {
    private static final long serialVersionUID = 1;

    private final Stage stage;
    private final Exception error;

    public StageFailure(Stage stage, Exception error) {
        super(stage + ": " + error, error);
        this.stage = stage;
        this.error = error;
    }

    public Stage stage() {
        return stage;
    }

    /** What the plugin threw. */
    public Exception error() {
        return error;
    }
}
