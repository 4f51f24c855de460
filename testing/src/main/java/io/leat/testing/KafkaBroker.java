package io.leat.testing;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * One node of a {@link KafkaCluster}: broker and controller in one process. It keeps its folder and its ports over a
 * restart.
 */
public final class KafkaBroker {
    private static final Duration START = Duration.ofSeconds(90);
    private static final Duration STOP = Duration.ofSeconds(30);

    private final KafkaCluster cluster;
    private final int id;
    private final int port;
    private final Path home;
    private RunningProcess process;

    KafkaBroker(KafkaCluster cluster, int id, int port, Path home) {
        this.cluster = cluster;
        this.id = id;
        this.port = port;
        this.home = home;
        this.process = launch();
    }

    private RunningProcess launch() {
        return RunningProcess.start(
                "kafka-" + id,
                JavaCommand.ofPeers(
                        List.of("-Xmx256m"),
                        "io.leat.testing.peer.BrokerMain",
                        List.of(home.resolve("server.properties").toString(), logDir().toString(), cluster.id())),
                home,
                Map.of());
    }

    /** Its {@code node.id}, from 1. */
    public int id() {
        return id;
    }

    /** {@code host:port} for clients. */
    public String address() {
        return "127.0.0.1:" + port;
    }

    /** The folder with a folder per partition. Read it after {@link #stop}, when files are complete. */
    public Path logDir() {
        return home.resolve("log");
    }

    /** The process of this moment; another one after {@link #restart}. */
    public RunningProcess process() {
        return process;
    }

    /** SIGKILL. */
    public void kill() {
        process.kill9();
    }

    /** A clean stop: the logs are flushed and closed. */
    public void stop() {
        process.resume();
        process.terminate(STOP);
    }

    /** Starts it again, after {@link #kill} or {@link #stop} (or kills it now), and waits until clients see it. */
    public void restart() {
        if (process.isAlive()) {
            kill();
        }
        process = launch();
        awaitStarted();
        cluster.awaitBrokers(List.of(id));
    }

    public void pause() {
        process.pause();
    }

    public void resume() {
        process.resume();
    }

    void awaitStarted() {
        process.awaitLine("Kafka Server started", START);
    }
}
