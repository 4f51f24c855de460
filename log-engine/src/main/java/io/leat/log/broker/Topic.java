package io.leat.log.broker;

import org.apache.kafka.common.Uuid;

/** A topic as clients see it. */
public record Topic(String name, Uuid id, int partitions, boolean internal) {}
