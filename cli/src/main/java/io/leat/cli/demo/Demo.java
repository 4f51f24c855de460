package io.leat.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.leat.cli.Build;
import io.leat.cli.demo.Snapshot.ConnectorState;
import io.leat.cli.rest.ConnectClient;
import io.leat.cli.worker.LocalWorker;
import io.leat.cli.worker.Settings;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Runs the demo: a worker of its own, two connectors submitted over REST, a look each second, and an end that waits until
 * what came in went out.
 */
public final class Demo {
    private static final Duration SECOND = Duration.ofSeconds(1);
    /** How long the end waits for the last records; a sink that failed must not hold it up. */
    private static final Duration DRAIN = Duration.ofSeconds(5);

    private static final Duration DRAIN_LOOK = Duration.ofMillis(50);
    private static final int LINES = 8;

    private final Path folder;
    private final PrintWriter out;
    private final int columns;
    private final Build build;

    /** Waits for the end to be asked for; says whether it was. */
    @FunctionalInterface
    public interface Ended {
        boolean await(Duration atMost) throws InterruptedException;
    }

    /**
     * A demo that has not begun.
     *
     * @param folder absolute; everything is kept under it
     * @param columns of the terminal; 0 when the output is none, and then a line is written each second
     */
    public Demo(Path folder, PrintWriter out, int columns, Build build) {
        this.folder = folder;
        this.out = out;
        this.columns = columns;
        this.build = build;
    }

    /** Runs until {@code limit} has passed or {@code ended} says so. */
    public void run(Duration limit, Ended ended) throws InterruptedException, IOException {
        var settings = new Settings()
                .directory(folder)
                .rest(address())
                // The table shows what is committed as it happens.
                .orElse("offset.flush.interval.ms", "1000");
        try (var worker = LocalWorker.start(settings, build)) {
            new Run(worker, limit, ended).run();
        }
        out.flush();
    }

    /** The default address, or a free port if somebody has that one. */
    private String address() {
        try {
            new ServerSocket(8083, 1, InetAddress.getLoopbackAddress()).close();
            return Settings.DEFAULT_REST;
        } catch (IOException e) {
            out.println(Settings.DEFAULT_REST + " is taken; REST takes a free port.");
            return "127.0.0.1:0";
        }
    }

    /** One run on a worker that answers. */
    private final class Run {
        private final LocalWorker worker;
        private final Ended ended;
        private final ConnectClient client;
        private final CsvTail tail = new CsvTail(folder.resolve("csv"));
        private final Frame frame;
        private final Screen screen = new Screen(out);
        private final String source = Pipeline.source().name();
        private final String sink;
        private final long begin = System.nanoTime();
        private final long end;
        private long before;
        private long beforeAt = begin;

        Run(LocalWorker worker, Duration limit, Ended ended) {
            this.worker = worker;
            this.ended = ended;
            this.client = new ConnectClient(worker.url());
            this.frame = new Frame(
                    worker.url(),
                    folder.resolve("csv").toString(),
                    folder.resolve("log").toString(),
                    Pipeline.TOPIC);
            this.sink = Pipeline.sink(folder.resolve("csv")).name();
            this.end = begin + limit.toNanos();
        }

        void run() throws InterruptedException, IOException {
            frame.places().forEach(out::println);
            out.flush();
            for (var file : List.of(Pipeline.sink(folder.resolve("csv")), Pipeline.source())) {
                client.put(file.name(), file.config());
            }
            // The demo that ran in this folder before paused it.
            client.resume(source);
            long next = System.nanoTime();
            do {
                next += SECOND.toNanos();
                if (ended.await(Duration.ofNanos(Math.max(0, Math.min(next, end) - System.nanoTime())))) {
                    break;
                }
                show(look());
            } while (System.nanoTime() < end);
            var last = drained();
            frame.summary(last).forEach(out::println);
        }

        /** Pauses the source and waits until the sink has what came in, so that the last figures are the files'. */
        private Snapshot drained() throws InterruptedException, IOException {
            client.pause(source);
            long until = System.nanoTime() + DRAIN.toNanos();
            var paused = isPaused(); // Before the look: what comes between the two is in what is looked at.
            var now = look();
            while ((!paused || now.out() < now.in()) && System.nanoTime() < until) {
                TimeUnit.MILLISECONDS.sleep(DRAIN_LOOK.toMillis());
                paused = isPaused();
                now = look();
            }
            return now;
        }

        /** A pause is asked for, not done, when the call returns: the task ends its poll first. */
        private boolean isPaused() {
            for (var task : client.status(source).path("tasks")) {
                if (!task.path("state").asText().equals("PAUSED")) {
                    return false;
                }
            }
            return true;
        }

        private void show(Snapshot now) {
            if (columns > 0) {
                screen.draw(frame.picture(now, columns));
            } else {
                out.println(frame.line(now));
                out.flush();
            }
        }

        private Snapshot look() throws IOException {
            long in = 0;
            long written = 0;
            for (var task : worker.progress().entrySet()) {
                in += task.getKey().connector().equals(source) ? task.getValue().recordsOut() : 0;
                written +=
                        task.getKey().connector().equals(sink) ? task.getValue().recordsOut() : 0;
            }
            long now = System.nanoTime();
            double rate = (in - before) * 1e9 / Math.max(1, now - beforeAt);
            before = in;
            beforeAt = now;
            return new Snapshot(Duration.ofNanos(now - begin), in, written, rate, states(), tail.lines(LINES));
        }

        private List<ConnectorState> states() {
            var states = new ArrayList<ConnectorState>();
            for (var name : List.of(source, sink)) {
                states.add(state(client.status(name)));
            }
            return states;
        }
    }

    /** The worst of a connector and its tasks: what failed is what a person must see. */
    private static ConnectorState state(JsonNode status) {
        var worst = status.path("connector");
        for (var task : status.path("tasks")) {
            if (task.path("state").asText().equals("FAILED")) {
                worst = task;
            }
        }
        return new ConnectorState(
                status.path("name").asText(),
                status.path("type").asText(),
                worst.path("state").asText(),
                worst.path("trace").asText("").lines().findFirst().orElse(""));
    }
}
