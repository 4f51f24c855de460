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
import java.util.regex.Pattern;

/** Runs a program to its end, with an input and everything that it writes. */
public final class Program {
    private static final Duration DEADLINE = Duration.ofSeconds(60);

    private Program() {}

    /** Whether there is a program of this name on the {@code PATH}. */
    public static boolean isInstalled(String name) {
        String path = System.getenv().getOrDefault("PATH", "");
        String separator = System.getProperty("path.separator", ":");
        return Pattern.compile(separator, Pattern.LITERAL)
                .splitAsStream(path)
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
    }

    /** Runs {@code command} for at most a minute, with {@code input} on its standard input and {@code environment} added to ours. */
    public static KafkaTool.Result run(List<String> command, String input, Map<String, String> environment) {
        return run(command, input, environment, DEADLINE);
    }

    /** As {@link #run(List, String, Map)}, for at most {@code deadline}. */
    public static KafkaTool.Result run(
            List<String> command, String input, Map<String, String> environment, Duration deadline) {
        try {
            var folder = Files.createTempDirectory("leat-program");
            try {
                Files.writeString(folder.resolve("in"), input);
                var builder = new ProcessBuilder(command)
                        .redirectInput(folder.resolve("in").toFile())
                        .redirectOutput(folder.resolve("out").toFile())
                        .redirectError(folder.resolve("err").toFile());
                builder.environment().putAll(environment);
                return awaited(command, builder.start(), folder, deadline);
            } finally {
                Folders.delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run " + command, e);
        }
    }

    private static KafkaTool.Result awaited(List<String> command, Process process, Path folder, Duration deadline)
            throws IOException {
        try {
            boolean ended = process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS);
            var result = new KafkaTool.Result(
                    ended ? process.exitValue() : -1, text(folder.resolve("out")), text(folder.resolve("err")));
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
