package io.leat.connect.worker;

import io.leat.connect.port.ClusterLog;
import io.leat.connect.port.LogPort;
import io.leat.testing.KafkaCluster;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class WorkerOnKafkaTest extends WorkerContract {
    @SuppressWarnings("NullAway.Init") // set before the first test
    private static KafkaCluster cluster;

    @BeforeAll
    static void start() {
        cluster = KafkaCluster.start(1, Map.of("offsets.topic.num.partitions", "1"));
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @Override
    LogPort log() {
        return new ClusterLog(cluster);
    }
}
