package io.leat.benchmarks.broker;

import io.leat.testing.KafkaCluster;
import io.leat.testing.LeatProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A running broker, ours or Apache's. */
interface Server extends AutoCloseable {

    String name();

    /** {@code host:port}. */
    String address();

    /** The process. */
    long pid();

    @Override
    void close();

    /** Processor time it has used since it was started. */
    default Duration cpu() {
        return ProcessHandle.of(pid())
                .flatMap(it -> it.info().totalCpuDuration())
                .orElseThrow(() -> new IllegalStateException(name() + " is not running"));
    }

    /** {@code leat log} on a folder. */
    static Server leat(Path dir, String jvmOptions) {
        var process = LeatProcess.start(
                List.of(
                        "log",
                        "--dir",
                        dir.toString(),
                        "--listeners",
                        "PLAINTEXT://127.0.0.1:0",
                        "--set",
                        "group.initial.rebalance.delay.ms=0"),
                Map.of("LEAT_OPTS", jvmOptions));
        String address = process.awaitLine("PLAINTEXT://(\\S+)").group(1);
        return new Server() {
            @Override
            public String name() {
                return "Leat";
            }

            @Override
            public String address() {
                return address;
            }

            @Override
            public long pid() {
                return process.process().pid();
            }

            @Override
            public void close() {
                process.close();
            }
        };
    }

    /** A Kafka 4.3.1 broker with a controller in its process. */
    static Server kafka() {
        var cluster = KafkaCluster.start(1, Map.of("num.network.threads", "3", "num.io.threads", "8"));
        return new Server() {
            @Override
            public String name() {
                return "Kafka 4.3.1";
            }

            @Override
            public String address() {
                return cluster.bootstrapServers();
            }

            @Override
            public long pid() {
                return cluster.broker(0).process().pid();
            }

            @Override
            public void close() {
                cluster.close();
            }
        };
    }
}
