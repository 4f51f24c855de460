package io.leat.log.settings;

import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;

/** Bounds of settings about replicas: one node has one copy of everything, and says so instead of promising more. */
final class SingleNode implements ConfigDef.Validator {
    static final String WHAT_TO_DO =
            "This log is one node and keeps one copy. Write 1 or leave the setting out; for more copies"
                    + " run the worker on an Apache Kafka cluster (bootstrap.servers)";

    private final String error;
    private final long least;

    private SingleNode(String error, long least) {
        this.error = error;
        this.least = least;
    }

    /** A replication factor: 1, or -1 for the default. */
    static SingleNode replicationFactor() {
        return new SingleNode("INVALID_REPLICATION_FACTOR", -1);
    }

    /** A number of replicas that must have a record before it is acknowledged. */
    static SingleNode inSyncReplicas() {
        return new SingleNode("NOT_ENOUGH_REPLICAS", 1);
    }

    @Override
    public void ensureValid(String name, Object value) {
        long number = ((Number) value).longValue();
        if (number != 1 && number != least) {
            String why = number > 1 ? error + ": " + WHAT_TO_DO : "It must be 1";
            throw new ConfigException(name, value, why);
        }
    }

    @Override
    public String toString() {
        return "1";
    }
}
