package io.leat.connect.worker;

import org.apache.kafka.connect.errors.ConnectException;

/** What the worker's settings forbid. */
public final class ForbiddenException extends ConnectException {
    private static final long serialVersionUID = 1;

    public ForbiddenException(String message) {
        super(message);
    }
}
