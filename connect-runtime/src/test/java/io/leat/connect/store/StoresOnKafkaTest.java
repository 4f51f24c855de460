package io.leat.connect.store;

import io.leat.connect.port.ClusterLog;
import io.leat.connect.port.ClusterLogs;
import io.leat.connect.port.LogPort;
import io.leat.testing.KafkaCluster;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class StoresOnKafkaTest extends StoreContract {
    @SuppressWarnings("NullAway.Init") // set before the first test
    private static KafkaCluster cluster;

    @SuppressWarnings("NullAway.Init") // set before the first test
    private static ClusterLog log;

    @BeforeAll
    static void start() {
        cluster = KafkaCluster.start(1);
        log = ClusterLogs.of(cluster);
    }

    @AfterAll
    static void stop() {
        log.close();
        cluster.close();
    }

    @Override
    LogPort log() {
        return log;
    }
}
