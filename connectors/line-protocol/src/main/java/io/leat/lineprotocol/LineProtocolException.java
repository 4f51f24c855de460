package io.leat.lineprotocol;

/** A line that is not line protocol: where, and what was expected there. Carries no stack trace, since bad input can be plenty. */
public final class LineProtocolException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int line;
    private final int column;
    private final String reason;

    LineProtocolException(int line, int column, String reason) {
        super("line " + line + ", column " + column + ": " + reason, null, false, false);
        this.line = line;
        this.column = column;
        this.reason = reason;
    }

    /** The line, from 1, counting from where the parser was last reset. */
    public int line() {
        return line;
    }

    /** The byte in the line, from 1. */
    public int column() {
        return column;
    }

    /** What was expected and what was found, without the place. */
    public String reason() {
        return reason;
    }
}
