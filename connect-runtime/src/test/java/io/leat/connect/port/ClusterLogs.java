package io.leat.connect.port;

import io.leat.testing.KafkaCluster;
import java.util.Map;

/** Connects tests to the cluster of a fixture. */
public final class ClusterLogs {
    private ClusterLogs() {}

    public static ClusterLog of(KafkaCluster cluster) {
        Map<String, Object> address = Map.of("bootstrap.servers", cluster.bootstrapServers());
        return ClusterLog.connect(address, address);
    }
}
