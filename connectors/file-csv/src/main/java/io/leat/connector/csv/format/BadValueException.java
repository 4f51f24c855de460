package io.leat.connector.csv.format;

/** A record cannot be a row. The message says what is wrong and what to write instead; the caller adds where (D7). */
public final class BadValueException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public BadValueException(String reason) {
        super(reason);
    }

    public BadValueException(String reason, Throwable cause) {
        super(reason, cause);
    }
}
