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

    /** SIGKILL, and a start on the same folder; returns when it says that it listens, maybe at another address. */
    void killAndRestart();

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
        return new LeatLog(dir, jvmOptions);
    }

    /** A Kafka 4.3.1 broker with a controller in its process. */
    static Server kafka() {
        return new Kafka();
    }

    /** Ours. */
    final class LeatLog implements Server {
        private final Path dir;
        private final String jvmOptions;
        private LeatProcess process;
        private String address;

        private LeatLog(Path dir, String jvmOptions) {
            this.dir = dir;
            this.jvmOptions = jvmOptions;
            this.process = launch();
            this.address = listening();
        }

        private LeatProcess launch() {
            return LeatProcess.start(
                    List.of(
                            "log",
                            "--dir",
                            dir.toString(),
                            "--listeners",
                            "PLAINTEXT://127.0.0.1:0",
                            "--set",
                            "group.initial.rebalance.delay.ms=0"),
                    Map.of("LEAT_OPTS", jvmOptions));
        }

        private String listening() {
            return process.awaitLine("PLAINTEXT://(\\S+)").group(1);
        }

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
        public void killAndRestart() {
            process.kill9();
            process = launch();
            address = listening();
        }

        @Override
        public void close() {
            process.close();
        }
    }

    /** Apache's. */
    final class Kafka implements Server {
        private final KafkaCluster cluster = KafkaCluster.start(
                1, Map.of("num.network.threads", "3", "num.io.threads", "8", "num.recovery.threads.per.data.dir", "2"));

        private Kafka() {}

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
        public void killAndRestart() {
            cluster.broker(0).kill();
            cluster.broker(0).restart();
        }

        @Override
        public void close() {
            cluster.close();
        }
    }
}
