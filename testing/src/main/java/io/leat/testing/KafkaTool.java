package io.leat.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs a command-line tool of Apache Kafka to its end, in a process of its own. */
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
        try {
            var out = Files.createTempFile("kafka-tool", ".out");
            var err = Files.createTempFile("kafka-tool", ".err");
            try {
                return run(JavaCommand.ofPeers(List.of(), main, List.of(args)), out, err, deadline);
            } finally {
                Files.deleteIfExists(out);
                Files.deleteIfExists(err);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run " + main, e);
        }
    }

    private static Result run(List<String> command, Path out, Path err, Duration deadline) throws IOException {
        var process = new ProcessBuilder(command)
                .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
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
