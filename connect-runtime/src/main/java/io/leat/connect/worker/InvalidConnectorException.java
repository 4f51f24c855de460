package io.leat.connect.worker;

import org.apache.kafka.connect.errors.ConnectException;

/** A connector configuration that cannot be accepted. The message lists every error; REST answers 400 with it. */
public final class InvalidConnectorException extends ConnectException {
    private static final long serialVersionUID = 1;

    public InvalidConnectorException(String message) {
        super(message);
    }
}
