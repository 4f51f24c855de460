package io.leat.connect.json;

/** This value is not for the fast path: Kafka's converter decides what becomes of it. */
final class Irregular extends RuntimeException {
    private static final long serialVersionUID = 1;

    Irregular() {
        super("not for the fast path", null, false, false);
    }
}
