package io.leat.benchmarks.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** What a server takes of a machine: time to start, memory, open files, threads. */
final class Footprint {
    private static final int TOPICS = 10;
    private static final int CONNECTIONS = 1_000;

    /** An ApiVersions request, version 0, without a client id: size, key 18, version 0, correlation id 1, null. */
    private static final byte[] API_VERSIONS = {0, 0, 0, 10, 0, 18, 0, 0, 0, 0, 0, 1, (byte) 0xff, (byte) 0xff};

    private Footprint() {}

    /** Prints a line for a server that has nothing, 1,000 and 10,000 partitions, and then 1,000 connections. */
    static void print(Server server) throws InterruptedException, ExecutionException, IOException {
        System.out.println("  " + server.name());
        print(server, "started in %,d ms".formatted(restart(server).toMillis()));
        for (int partitions : List.of(1_000, 10_000)) {
            fill(server.address(), partitions);
            print(server, "%,d partitions, a record in each".formatted(partitions));
        }
        List<SocketChannel> connections = connect(server.address());
        print(server, "and %,d connections".formatted(CONNECTIONS));
        for (SocketChannel connection : connections) {
            connection.close();
        }
        print(
                server,
                "started again after kill -9 in %,d ms"
                        .formatted(restart(server).toMillis()));
    }

    private static Duration restart(Server server) throws InterruptedException, ExecutionException {
        long begin = System.nanoTime();
        server.killAndRestart();
        try (var admin = Admin.create(Map.of("bootstrap.servers", server.address()))) {
            admin.describeCluster().nodes().get();
        }
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    /** Makes the topics' partitions as many as {@code partitions} in all, and puts a record into each. */
    private static void fill(String address, int partitions) throws InterruptedException, ExecutionException {
        int each = partitions / TOPICS;
        Sending sending = new Sending();
        try (var producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", address, "acks", "1", "linger.ms", "100"),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (int i = 0; i < TOPICS; i++) {
                String topic = "wide-" + partitions + "-" + i;
                // A topic of the smaller number stays: what is added makes up the difference.
                int added = partitions == 1_000 ? each : each - 1_000 / TOPICS;
                Sending.create(address, topic, added);
                for (int partition = 0; partition < added; partition++) {
                    var unused = producer.send(new ProducerRecord<>(topic, partition, null, new byte[100]), sending);
                }
            }
        }
        sending.requireAll();
    }

    /** Connections that have each asked something. */
    private static List<SocketChannel> connect(String address) throws IOException {
        int colon = address.lastIndexOf(':');
        var to = new InetSocketAddress(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)));
        List<SocketChannel> all = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            SocketChannel connection = SocketChannel.open(to);
            connection.write(ByteBuffer.wrap(API_VERSIONS));
            if (connection.read(ByteBuffer.allocate(4)) <= 0) {
                throw new IOException("no answer on connection " + i);
            }
            all.add(connection);
        }
        return all;
    }

    private static void print(Server server, String when) throws IOException {
        Path process = Path.of("/proc", Long.toString(server.pid()));
        System.out.printf(
                "    %-45s resident %,6d MB, of it anonymous %,6d MB, open files %,7d, threads %,4d%n",
                when,
                kilobytes(process, "Rss:") / 1024,
                kilobytes(process, "Anonymous:") / 1024,
                count(process.resolve("fd")),
                count(process.resolve("task")));
    }

    private static long kilobytes(Path process, String name) throws IOException {
        try (Stream<String> lines = Files.lines(process.resolve("smaps_rollup"))) {
            return lines.filter(it -> it.startsWith(name))
                    .map(it -> it.replaceAll("\\D", ""))
                    .mapToLong(Long::parseLong)
                    .sum();
        }
    }

    private static long count(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
