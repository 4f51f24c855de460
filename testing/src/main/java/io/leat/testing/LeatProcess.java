package io.leat.testing;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;

/**
 * Leat in a process of its own, started as a user does: {@code ./leat ...} of the repository, with the distribution that
 * Maven's package phase put into {@code cli/target/leat}. It never builds; a missing distribution is an error that says so.
 */
public final class LeatProcess implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration STOP = Duration.ofSeconds(30);

    private final RunningProcess process;

    private LeatProcess(RunningProcess process) {
        this.process = process;
    }

    /** Starts {@code ./leat} with {@code args}, and does not wait for anything. */
    public static LeatProcess start(List<String> args) {
        return start(args, Map.of());
    }

    /** As {@link #start(List)}, with {@code environment} added to ours, for example {@code LEAT_OPTS}. */
    public static LeatProcess start(List<String> args, Map<String, String> environment) {
        var root = repository();
        var command = new ArrayList<String>();
        if (System.getProperty("os.name", "").equals("Linux")) {
            // Tests that a shell started in the background ignore Ctrl-C, and so would all that they start.
            command.addAll(List.of("env", "--default-signal=INT"));
        }
        command.add(root.resolve("leat").toString());
        command.addAll(args);
        var variables = new java.util.HashMap<>(environment);
        variables.putIfAbsent("LEAT_BUILD", "never");
        variables.putIfAbsent("JAVA_HOME", System.getProperty("java.home", ""));
        return new LeatProcess(RunningProcess.start("leat " + String.join(" ", args), command, root, variables));
    }

    /** The root of the repository: the nearest folder above the working directory that has the launcher. */
    public static Path repository() {
        for (var folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            if (Files.isExecutable(folder.resolve("leat")) && Files.exists(folder.resolve("pom.xml"))) {
                return folder;
            }
        }
        throw new IllegalStateException(
                "no folder with ./leat and pom.xml above " + Path.of("").toAbsolutePath());
    }

    /** Waits for the line that says where REST is, and returns {@code http://host:port}. */
    public String restUrl() {
        return awaitLine("REST +(http://\\S+?)/?(\\s|$)").group(1);
    }

    public Rest rest() {
        return new Rest(restUrl());
    }

    public RunningProcess process() {
        return process;
    }

    /** Waits up to a minute for a line with {@code regex} in it, beginning with the first line. */
    public Matcher awaitLine(String regex) {
        return process.awaitLine(regex, START);
    }

    /** Every line so far, standard output and error together. */
    public List<String> output() {
        return process.output();
    }

    public void kill9() {
        process.kill9();
    }

    /** SIGTERM; returns the exit code. */
    public int terminate() {
        return process.terminate(STOP);
    }

    /** Waits for the end by itself; returns the exit code. */
    public int awaitExit(Duration deadline) {
        return process.awaitExit(deadline);
    }

    @Override
    public void close() {
        process.close();
    }
}
