package io.leat.connect.worker;

import org.apache.kafka.connect.errors.ConnectException;

/** Offsets that cannot be given to a connector, or not now; the message says why and what to do instead. */
public final class InvalidOffsetsException extends ConnectException {
    private static final long serialVersionUID = 1;

    public InvalidOffsetsException(String message) {
        super(message);
    }
}
