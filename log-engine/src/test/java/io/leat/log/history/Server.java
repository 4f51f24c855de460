package io.leat.log.history;

import io.leat.log.ServeUntilKilled;
import io.leat.testing.FreePorts;
import io.leat.testing.JavaCommand;
import io.leat.testing.KafkaBroker;
import io.leat.testing.KafkaCluster;
import io.leat.testing.RunningProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A server in a process of its own, which is killed and paused while it works. */
interface Server extends AutoCloseable {
    /** What both kinds are told: short times, small segments. */
    Map<String, String> SETTINGS = Map.of(
            "group.initial.rebalance.delay.ms", "0",
            "group.consumer.session.timeout.ms", "6000",
            "group.consumer.min.session.timeout.ms", "6000",
            "group.consumer.heartbeat.interval.ms", "1000",
            "group.consumer.min.heartbeat.interval.ms", "1000",
            "log.segment.bytes", "1048576",
            "transaction.abort.timed.out.transaction.cleanup.interval.ms", "500",
            "transaction.state.log.num.partitions", "2",
            "offsets.topic.num.partitions", "2",
            "auto.create.topics.enable", "false");

    String address();

    /** Its process of this moment. */
    RunningProcess process();

    /** Starts it again, after it was killed. */
    void restart();

    @Override
    void close();

    /** Our log, in {@code folder}. */
    static Server leat(Path folder) {
        return new Leat(folder);
    }

    /** A broker of Apache Kafka, to hold the test itself against. */
    static Server kafka() {
        return new Kafka();
    }

    final class Leat implements Server {
        private final Path folder;
        private final int port = FreePorts.next();
        private RunningProcess process;

        private Leat(Path folder) {
            this.folder = folder;
            this.process = start();
        }

        private RunningProcess start() {
            List<String> args = new ArrayList<>(List.of(folder.resolve("log").toString(), Integer.toString(port)));
            SETTINGS.forEach((name, value) -> args.add(name + "=" + value));
            RunningProcess started = RunningProcess.start(
                    "server", JavaCommand.ofThisClasspath(ServeUntilKilled.class.getName(), args), folder, Map.of());
            started.awaitLine("serving", Duration.ofSeconds(60));
            return started;
        }

        @Override
        public String address() {
            return "127.0.0.1:" + port;
        }

        @Override
        public RunningProcess process() {
            return process;
        }

        @Override
        public void restart() {
            process = start();
        }

        @Override
        public void close() {
            process.kill9();
        }
    }

    final class Kafka implements Server {
        private final KafkaCluster cluster = KafkaCluster.start(1, SETTINGS);
        private final KafkaBroker broker = cluster.broker(0);

        private Kafka() {}

        @Override
        public String address() {
            return broker.address();
        }

        @Override
        public RunningProcess process() {
            return broker.process();
        }

        @Override
        public void restart() {
            broker.restart();
        }

        @Override
        public void close() {
            cluster.close();
        }
    }
}
