package io.leat.testing;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

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
        return Program.run(JavaCommand.ofPeers(List.of(), main, List.of(args)), input, Map.of(), deadline);
    }
}
