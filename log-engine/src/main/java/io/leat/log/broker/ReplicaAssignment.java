package io.leat.log.broker;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.errors.InvalidReplicaAssignmentException;

/** Which nodes partitions are assigned to by hand: this one alone is possible, and all else is refused as Kafka does. */
public final class ReplicaAssignment {
    private ReplicaAssignment() {}

    /**
     * Judges the assignment of a new topic.
     *
     * @return the number of partitions
     * @throws InvalidReplicaAssignmentException if they are not numbered from 0 on, or not all on {@code nodeId} alone
     */
    public static int ofTopic(Map<Integer, List<Integer>> replicas, int nodeId) {
        replicas.values().forEach(it -> check(it, nodeId));
        for (int partition = 0; partition < replicas.size(); partition++) {
            if (!replicas.containsKey(partition)) {
                throw new InvalidReplicaAssignmentException(
                        "partitions should be a consecutive 0-based integer sequence");
            }
        }
        return replicas.size();
    }

    /**
     * Judges the assignment of partitions that are added.
     *
     * @throws InvalidReplicaAssignmentException if there are not {@code added} of them, or not all on {@code nodeId} alone
     */
    public static void ofAdded(Collection<List<Integer>> replicas, int added, int nodeId) {
        if (replicas.size() != added) {
            throw new InvalidReplicaAssignmentException(
                    "Attempted to add %d additional partition(s), but only %d assignment(s) were specified."
                            .formatted(added, replicas.size()));
        }
        replicas.forEach(it -> check(it, nodeId));
    }

    /** Judges the assignment of one partition. */
    public static void check(List<Integer> replicas, int nodeId) {
        if (replicas.isEmpty()) {
            throw new InvalidReplicaAssignmentException(
                    "The manual partition assignment includes an empty replica list.");
        }
        HashSet<Integer> seen = new HashSet<>();
        for (int node : replicas.stream().sorted().toList()) {
            if (node != nodeId) {
                throw new InvalidReplicaAssignmentException(
                        ("The manual partition assignment includes broker %d, but no such broker is registered."
                                        + " This log is the one node %d: assign each partition to it alone, or give a number of partitions")
                                .formatted(node, nodeId));
            }
            if (!seen.add(node)) {
                throw new InvalidReplicaAssignmentException(
                        "The manual partition assignment includes the broker " + node + " more than once.");
            }
        }
    }
}
