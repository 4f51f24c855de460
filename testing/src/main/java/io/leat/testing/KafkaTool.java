package io.leat.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs a command-line tool of Apache Kafka, in a process of its own. */
public final class KafkaTool {
    private static final Duration DEADLINE = Duration.ofSeconds(60);

    private KafkaTool() {}

    /** How a tool ended and what it wrote. */
    public record Result(int exitCode, String out, String err) {

        /** This result, if the tool ended with 0. */
        public Result orFail() {
            if (exitCode != 0) {
                throw new AssertionError("the tool ended with " + exitCode + "\n" + out + err);
            }
            return this;
        }
    }

    /**
     * Runs {@code main}, for example {@code org.apache.kafka.tools.DumpLogSegments}, for at most a minute.
     *
     * @param main the tool's fully qualified class name; it is not on the caller's class path
     */
    public static Result run(String main, String... args) {
        return run(DEADLINE, main, args);
    }

    /** As {@link #run(String, String...)}, for at most {@code deadline}. */
    public static Result run(Duration deadline, String main, String... args) {
        return run(deadline, "", main, args);
    }

    /** As {@link #run(String, String...)}, with {@code input} on its standard input. */
    public static Result feed(String input, String main, String... args) {
        return run(DEADLINE, input, main, args);
    }

    /** Starts {@code main}, a tool that runs long or until it is killed. */
    public static RunningProcess start(String main, String... args) {
        return RunningProcess.start(
                main.substring(main.lastIndexOf('.') + 1),
                JavaCommand.ofPeers(List.of(), main, List.of(args)),
                Path.of("").toAbsolutePath(),
                Map.of());
    }

    private static Result run(Duration deadline, String input, String main, String... args) {
        try {
            var folder = Files.createTempDirectory("kafka-tool");
            try {
                Files.writeString(folder.resolve("in"), input);
                return run(JavaCommand.ofPeers(List.of(), main, List.of(args)), folder, deadline);
            } finally {
                Folders.delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run " + main, e);
        }
    }

    private static Result run(List<String> command, Path folder, Duration deadline) throws IOException {
        var out = folder.resolve("out");
        var err = folder.resolve("err");
        var process = new ProcessBuilder(command)
                .redirectInput(folder.resolve("in").toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        try {
            boolean ended = process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS);
            var result = new Result(ended ? process.exitValue() : -1, text(out), text(err));
            if (!ended) {
                throw new AssertionError(command + " still runs after " + deadline.toSeconds() + " s\n" + result);
            }
            return result;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while running " + command, e);
        } finally {
            process.destroyForcibly();
        }
    }

    private static String text(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.UTF_8);
    }
}
