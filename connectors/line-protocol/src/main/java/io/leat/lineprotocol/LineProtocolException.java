package io.leat.lineprotocol;

/** A text is not one line of line protocol; only the methods that return a {@link Point} throw it. */
public final class LineProtocolException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient LineError error;

    LineProtocolException(LineError error) {
        super(error.message());
        this.error = error;
    }

    public LineError error() {
        return error;
    }
}
