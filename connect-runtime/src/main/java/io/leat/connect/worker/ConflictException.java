package io.leat.connect.worker;

import org.apache.kafka.connect.errors.ConnectException;

/** What was asked for is right, and cannot be done as things stand; {@link #reason} says to a program what stands in the way. */
public final class ConflictException extends ConnectException {
    private static final long serialVersionUID = 1;

    /** Kafka Connect has one code, 409, for all of these, and tells them apart by their messages only. */
    public enum Reason {
        /** There is a connector of that name. */
        CONNECTOR_EXISTS,
        /** Another request changed the connector while this one was being carried out. */
        CONNECTOR_CHANGED,
        /** The connector is stopped, and tasks of it are not gone yet. */
        TASKS_RUNNING,
        /** Others, not tasks of this worker, are members of the connector's consumer group. */
        GROUP_NOT_EMPTY
    }

    private final Reason reason;

    public ConflictException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
