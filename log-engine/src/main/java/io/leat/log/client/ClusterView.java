package io.leat.log.client;

import io.leat.log.broker.Broker;
import io.leat.log.broker.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;

/**
 * The catalogue in the shape that Kafka's plug-ins and callers know: a cluster of one node, which leads every partition.
 *
 * @param counts the catalogue's version: replaced whenever a topic changes
 */
record ClusterView(Map<String, Integer> counts, Cluster cluster) {

    static ClusterView of(Broker broker) {
        Map<String, Integer> counts = broker.topics().partitionCounts();
        Node node = new Node(broker.nodeId(), "localhost", -1);
        List<PartitionInfo> partitions = new ArrayList<>();
        counts.forEach((topic, count) -> partitions.addAll(partitions(topic, count, node)));
        return new ClusterView(
                counts, new Cluster(broker.clusterId(), List.of(node), partitions, Set.of(), internal(broker)));
    }

    private static Set<String> internal(Broker broker) {
        return broker.topics().all().stream()
                .filter(Topic::internal)
                .map(Topic::name)
                .collect(java.util.stream.Collectors.toUnmodifiableSet());
    }

    private static List<PartitionInfo> partitions(String topic, int count, Node node) {
        Node[] replicas = {node};
        List<PartitionInfo> partitions = new ArrayList<>(count);
        for (int partition = 0; partition < count; partition++) {
            partitions.add(new PartitionInfo(topic, partition, node, replicas, replicas));
        }
        return partitions;
    }

    @SuppressWarnings("ReferenceEquality") // The map is replaced, never changed: its identity is its version.
    boolean isCurrent(Broker broker) {
        return broker.topics().partitionCounts() == counts;
    }
}
