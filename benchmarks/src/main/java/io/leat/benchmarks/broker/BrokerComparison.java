package io.leat.benchmarks.broker;

import io.leat.testing.Folders;
import io.leat.testing.JavaCommand;
import io.leat.testing.KafkaTool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** {@code benchmarks/run broker [WORK…]}: {@code leat log} and a Kafka broker at the same work, and the ratios. */
public final class BrokerComparison {
    /** What Kafka's own scripts give a broker; {@code leat log} gets the same heap and its own collector. */
    private static final String KAFKA_OPTIONS = "-Xmx1g -Xms1g -XX:+UseG1GC -XX:MaxGCPauseMillis=20";

    private static final String LEAT_OPTIONS = "-Xmx1g";
    private static final int ROUNDS = 3;
    private static final Duration DEADLINE = Duration.ofMinutes(3);

    private static final Pattern PRODUCED = Pattern.compile("records sent, ([\\d.]+) records/sec");
    private static final Pattern CONSUMED = Pattern.compile("(?m)^(?:[^,]+,){9}\\s*([\\d.]+)\\s*$");

    /** What can be asked for. */
    enum Work {
        ACKS_1,
        ACKS_ALL,
        CONSUME,
        LZ4,
        LATENCY,
        RECOVERY,
        FOOTPRINT
    }

    /**
     * What one round gave.
     *
     * @param rate records a second
     * @param cpuNanos processor time of the server, for each record
     */
    private record Figure(double rate, double cpuNanos) {}

    private BrokerComparison() {}

    public static void main(String[] args) throws IOException, InterruptedException, ExecutionException {
        System.setProperty(JavaCommand.PEER_OPTIONS, KAFKA_OPTIONS);
        Set<Work> works = args.length == 0
                ? EnumSet.allOf(Work.class)
                : Arrays.stream(args)
                        .map(it -> Work.valueOf(it.toUpperCase(Locale.ROOT).replace('-', '_')))
                        .collect(Collectors.toCollection(() -> EnumSet.noneOf(Work.class)));
        Path home = Files.createTempDirectory("leat-broker");
        try (var leat = Server.leat(home, LEAT_OPTIONS);
                var kafka = Server.kafka()) {
            List<Server> servers = List.of(leat, kafka);
            for (Work work : works) {
                switch (work) {
                    case ACKS_1 -> compare("produce 5 M of 100 B, acks=1", servers, it -> produce(it, 5_000_000, "1"));
                    case ACKS_ALL ->
                        compare(
                                "produce 2 M of 100 B, acks=all, Leat flushes",
                                servers,
                                it -> produce(it, 2_000_000, "all"));
                    case CONSUME -> consume(servers);
                    case LZ4 ->
                        compare("1 KiB lz4, 16 partitions, 4 producers, 4 consumers", servers, BrokerComparison::lz4);
                    case LATENCY -> latency(servers);
                    case RECOVERY -> recovery(servers);
                    case FOOTPRINT -> footprint();
                }
            }
        } finally {
            Folders.delete(home);
        }
    }

    private interface Round {
        Figure on(Server server) throws InterruptedException, ExecutionException;
    }

    private static Figure lz4(Server server) throws InterruptedException, ExecutionException {
        Duration before = server.cpu();
        return figure(server, before, ManyClients.RECORDS, ManyClients.rate(server));
    }

    private static void consume(List<Server> servers) throws InterruptedException, ExecutionException {
        int count = 5_000_000;
        for (Server server : servers) {
            produce(server, "consumed", count, "1");
        }
        compare("consume 5 M of 100 B", servers, server -> {
            Duration before = server.cpu();
            String out = tool(
                    "org.apache.kafka.tools.ConsumerPerformance",
                    "--bootstrap-server",
                    server.address(),
                    "--topic",
                    "consumed",
                    "--num-records",
                    Integer.toString(count),
                    "--timeout",
                    "30000");
            return figure(server, before, count, rate(CONSUMED, out));
        });
    }

    private static Figure produce(Server server, int count, String acks) {
        return produce(server, "produced-" + acks + "-" + System.nanoTime(), count, acks);
    }

    private static Figure produce(Server server, String topic, int count, String acks) {
        Duration before = server.cpu();
        String out = tool(
                "org.apache.kafka.tools.ProducerPerformance",
                "--topic",
                topic,
                "--num-records",
                Integer.toString(count),
                "--record-size",
                "100",
                "--throughput",
                "-1",
                "--producer-props",
                "bootstrap.servers=" + server.address(),
                "acks=" + acks);
        String last = out.strip().substring(out.strip().lastIndexOf('\n') + 1);
        return figure(server, before, count, rate(PRODUCED, last));
    }

    private static Figure figure(Server server, Duration before, int count, double rate) {
        return new Figure(rate, (double) server.cpu().minus(before).toNanos() / count);
    }

    private static String tool(String main, String... args) {
        return KafkaTool.run(DEADLINE, main, args).orFail().out();
    }

    private static double rate(Pattern pattern, String out) {
        Matcher found = pattern.matcher(out);
        if (!found.find()) {
            throw new IllegalStateException("no rate in what the tool said: " + out);
        }
        return Double.parseDouble(found.group(1));
    }

    private static void compare(String work, List<Server> servers, Round round)
            throws InterruptedException, ExecutionException {
        List<List<Figure>> figures = List.of(new ArrayList<>(), new ArrayList<>());
        for (int i = 0; i < ROUNDS; i++) {
            for (int side = 0; side < 2; side++) {
                figures.get(side).add(round.on(servers.get(side)));
            }
        }
        System.out.println(work);
        for (int side = 0; side < 2; side++) {
            System.out.printf(
                    "  %-12s %,12.0f records/s %8.0f ns of the server a record%n",
                    servers.get(side).name(), best(figures.get(side)), least(figures.get(side)));
        }
        System.out.printf(
                "  ratio        %12.2f           %8.2f%n",
                best(figures.get(0)) / best(figures.get(1)), least(figures.get(0)) / least(figures.get(1)));
    }

    private static double best(List<Figure> figures) {
        return figures.stream().mapToDouble(Figure::rate).max().orElseThrow();
    }

    private static double least(List<Figure> figures) {
        return figures.stream().mapToDouble(Figure::cpuNanos).min().orElseThrow();
    }

    private static void latency(List<Server> servers) throws InterruptedException, ExecutionException {
        for (String acks : List.of("1", "all")) {
            System.out.println("produce to consume at 1,000 records/s, acks=" + acks);
            for (Server server : servers) {
                System.out.println("  " + server.name() + " " + Latency.measure(server.address(), acks));
            }
        }
    }

    private static void recovery(List<Server> servers) throws InterruptedException, ExecutionException {
        int gigabytes = Integer.getInteger("leat.benchmark.gigabytes", 10);
        System.out.println("start after kill -9, " + gigabytes + " GB in 100 partitions");
        for (Server server : servers) {
            Duration took = Recovery.measure(server, gigabytes);
            System.out.printf("  %-12s %,d ms%n", server.name(), took.toMillis());
        }
    }

    /** Each server alone, on a folder of its own: nothing of the other works is in it. */
    private static void footprint() throws InterruptedException, ExecutionException, IOException {
        System.out.println("start, memory, open files, threads");
        Path home = Files.createTempDirectory("leat-footprint");
        try (var leat = Server.leat(home, LEAT_OPTIONS)) {
            Footprint.print(leat);
        } finally {
            Folders.delete(home);
        }
        try (var kafka = Server.kafka()) {
            Footprint.print(kafka);
        }
    }
}
