package io.leat.connect.rest;

/** A request that is answered with an error. */
final class RestException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int status;

    RestException(int status, String message) {
        super(message);
        this.status = status;
    }

    static RestException badRequest(String message) {
        return new RestException(400, message);
    }

    int status() {
        return status;
    }
}
