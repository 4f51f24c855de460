package io.leat.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A process that a test started, with everything a test does to it. It is killed with SIGKILL when this JVM ends, if it
 * still runs then.
 *
 * <p>Signals go to the process and its descendants, because a launcher script may stand between.
 */
public final class RunningProcess implements AutoCloseable {
    private static final Duration GONE = Duration.ofSeconds(10);
    private static final Set<RunningProcess> ALIVE = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(() -> ALIVE.forEach(RunningProcess::killTree), "end processes"));
    }

    private final String name;
    private final Process process;
    private final ProcessOutput output;

    private RunningProcess(String name, Process process) {
        this.name = name;
        this.process = process;
        this.output = new ProcessOutput(name, process.getInputStream());
    }

    /** Starts {@code command} in {@code directory}, with {@code environment} added to ours. */
    public static RunningProcess start(
            String name, List<String> command, Path directory, Map<String, String> environment) {
        var builder = new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
        builder.environment().putAll(environment);
        try {
            var started = new RunningProcess(name, builder.start());
            ALIVE.add(started);
            var unused = started.process.onExit().thenRun(() -> ALIVE.remove(started));
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + name + ": " + command, e);
        }
    }

    public String name() {
        return name;
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Waits for the end; says whether it came within {@code time}. */
    boolean endsWithin(long time, TimeUnit unit) throws InterruptedException {
        return process.waitFor(time, unit);
    }

    /** What it has used of processors so far; zero where the system does not tell. */
    Duration cpuTime() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /** SIGKILL: nothing of the process runs after this returns. */
    public void kill9() {
        killTree();
        awaitExit(GONE);
    }

    /** SIGTERM, and waits for the exit code. */
    public int terminate(Duration deadline) {
        signal("TERM");
        return awaitExit(deadline);
    }

    /** SIGINT, what Ctrl-C sends, and waits for the exit code. */
    public int interrupt(Duration deadline) {
        signal("INT");
        return awaitExit(deadline);
    }

    /** SIGSTOP: the process exists, holds its connections and does nothing. */
    public void pause() {
        signal("STOP");
    }

    /** SIGCONT, after {@link #pause}. */
    public void resume() {
        signal("CONT");
    }

    /** Waits for the end by itself. */
    public int awaitExit(Duration deadline) {
        try {
            if (!process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError(
                        name + " (pid " + pid() + ") still runs after " + deadline.toSeconds() + " s\n" + tail());
            }
            output.drain();
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for the end of " + name, e);
        }
    }

    /**
     * Waits for a line of the output in which {@code regex} is found, beginning with the first line.
     *
     * @throws AssertionError when the deadline passes or the output ends before; the message has the last output
     */
    public Matcher awaitLine(String regex, Duration deadline) {
        try {
            var found = output.await(Pattern.compile(regex), deadline);
            if (found == null) {
                throw new AssertionError((output.hasEnded() ? name + " ended without a line" : "no line") + " with '"
                        + regex + "' from " + name + " in " + deadline.toSeconds() + " s\n" + tail());
            }
            return found;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for a line of " + name, e);
        }
    }

    /** Every line so far, standard output and error together (the last 20,000). */
    public List<String> output() {
        return output.lines();
    }

    /** The last lines with the name of the process, for failure messages. */
    public String tail() {
        return "the last output of " + name + " (pid " + pid() + ", " + (isAlive() ? "running" : "ended") + "):\n"
                + output.tail();
    }

    /** {@link #kill9}. */
    @Override
    public void close() {
        kill9();
    }

    private void killTree() {
        var descendants = process.descendants().toList();
        process.destroyForcibly();
        descendants.forEach(ProcessHandle::destroyForcibly);
    }

    /** Signals through {@code kill} of the shell: Java knows TERM and KILL alone. */
    private void signal(String signal) {
        var command = new StringBuilder("kill -").append(signal).append(' ').append(pid());
        process.descendants().forEach(child -> command.append(' ').append(child.pid()));
        try {
            int exit = new ProcessBuilder("sh", "-c", command.toString())
                    .redirectErrorStream(true)
                    .start()
                    .waitFor();
            if (exit != 0 && isAlive()) {
                throw new IllegalStateException(command + " ended with " + exit);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(command.toString(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted in " + command, e);
        }
    }
}
