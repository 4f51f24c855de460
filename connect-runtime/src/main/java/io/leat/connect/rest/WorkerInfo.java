package io.leat.connect.rest;

import java.util.function.Supplier;

/**
 * What {@code GET /} and {@code GET /health} say of the worker.
 *
 * @param version the version of Leat
 * @param commit the commit it was built from
 * @param kafkaClusterId the id of the cluster the worker's topics are in: the embedded log's own
 * @param health asked at every {@code GET /health}; must answer at once
 */
public record WorkerInfo(String version, String commit, String kafkaClusterId, Supplier<Health> health) {

    /** How the worker is (KIP-1017). */
    public sealed interface Health {
        /** The worker has read its topics and runs what they say. */
        record Healthy() implements Health {}

        /** The worker is not there yet; {@code stage} says what it is doing, such as "reading the config topic". */
        record Starting(String stage) implements Health {}

        /** The worker cannot do its work; {@code reason} says what is wrong. */
        record Unhealthy(String reason) implements Health {}
    }
}
