package io.leat.log.api;

/** APIs that are answered by one class. */
public interface ApiFamily {

    /** Enters what it answers in the table. */
    void serve(Routes routes);
}
