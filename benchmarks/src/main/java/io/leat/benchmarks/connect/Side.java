package io.leat.benchmarks.connect;

import io.leat.testing.ApacheConnect;
import io.leat.testing.KafkaCluster;
import io.leat.testing.LeatProcess;
import io.leat.testing.Rest;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A worker and where its log speaks Kafka's protocol.
 *
 * @param pids of all its processes
 */
record Side(String name, Rest rest, String bootstrapServers, List<Long> pids, Runnable end) implements AutoCloseable {

    /** One process. */
    static Side leat(Path home, Path plugins) {
        LeatProcess leat = LeatProcess.start(
                List.of(
                        "worker",
                        "--dir",
                        home.resolve("leat").toString(),
                        "--rest",
                        "127.0.0.1:0",
                        "--listeners",
                        "PLAINTEXT://127.0.0.1:0",
                        "--set",
                        "plugin.path=" + plugins),
                Map.of("LEAT_OPTS", "-Xmx1g " + System.getProperty("leat.options", "")));
        Rest rest = leat.rest();
        String address = leat.awaitLine("Kafka +PLAINTEXT://(\\S+)").group(1);
        return new Side("Leat", rest, address, List.of(leat.process().pid()), leat::terminate);
    }

    /** A broker and a worker. */
    static Side apache(Path plugins) {
        KafkaCluster kafka = KafkaCluster.start(1);
        ApacheConnect connect =
                ApacheConnect.startDistributed(kafka, Map.of("offset.flush.interval.ms", "60000"), List.of(plugins));
        return new Side(
                "Kafka Connect + Kafka",
                connect.rest(),
                kafka.bootstrapServers(),
                List.of(connect.process().pid(), kafka.broker(0).process().pid()),
                () -> {
                    connect.close();
                    kafka.close();
                });
    }

    void create(String name, String config) {
        Rest.Response response = rest.put("/connectors/" + name + "/config", config);
        if (response.status() != 201) {
            throw new IllegalStateException("the connector was refused: " + response);
        }
    }

    void delete(String name) {
        Rest.Response response = rest.delete("/connectors/" + name);
        if (response.status() != 204) {
            throw new IllegalStateException("the connector was not deleted: " + response);
        }
    }

    @Override
    public void close() {
        end.run();
    }
}
