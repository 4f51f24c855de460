package io.leat.connect.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.leat.connect.port.ClusterLog;
import io.leat.connect.port.ClusterLogs;
import io.leat.connect.port.LogPort;
import io.leat.testing.KafkaBroker;
import io.leat.testing.KafkaCluster;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** On three brokers, of which each write needs two. */
class WorkerOnKafkaTest extends WorkerContract {
    private static final Duration LONG = Duration.ofMinutes(2);

    @SuppressWarnings("NullAway.Init") // set before the first test
    private static KafkaCluster cluster;

    @SuppressWarnings("NullAway.Init") // set before the first test
    private static ClusterLog log;

    @BeforeAll
    static void start() {
        cluster = KafkaCluster.start(
                3,
                Map.of(
                        "default.replication.factor", "3",
                        "min.insync.replicas", "2",
                        "transaction.state.log.min.isr", "2",
                        "num.partitions", "1"));
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

    @Test
    void aBrokerThatIsKilledUnderLoadCostsAndDoublesNothing() {
        restartWorker(Map.of("exactly.once.source.support", "enabled"));
        source("source", Map.of("batch", "50", "every.ms", "20"));
        sink("sink", Map.of("consumer.override.isolation.level", "read_committed"));
        awaitTaken(1000);

        for (int n = 0; n < cluster.size(); n++) {
            KafkaBroker broker = cluster.broker(n);
            broker.kill();
            int before = taken().size();
            await().atMost(LONG).until(() -> taken().size() >= before + 500);
            broker.restart();
        }

        stop("source");
        List<Object> topic = inTheTopic();
        assertThat(topic).isEqualTo(LongStream.range(0, topic.size()).boxed().toList());
        await().atMost(LONG).until(() -> new HashSet<>(taken()).size() >= topic.size());
        assertThat(new HashSet<>(taken())).isEqualTo(new HashSet<>(topic));
    }
}
