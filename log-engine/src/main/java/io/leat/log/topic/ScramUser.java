package io.leat.log.topic;

/** Whose keys, and for which mechanism: Kafka's number of it, 1 for SCRAM-SHA-256 and 2 for SCRAM-SHA-512. */
public record ScramUser(String name, byte mechanism) {}
