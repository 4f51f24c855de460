package org.apache.kafka.connect.runtime.errors;

/** What a record was before anything was done to it; for plugins that ask a record of the runtime's own for it. */
public final class ProcessingContext<T> {
    private final T original;

    public ProcessingContext(T original) {
        this.original = original;
    }

    /** The record as it was read. */
    public T original() {
        return original;
    }
}
