package io.leat.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Properties;

/**
 * Which Leat this is.
 *
 * @param version for example {@code 0.1.0-SNAPSHOT}; {@code development} when the classes do not come from a jar
 * @param commit the first 16 digits of it, as Kafka shows its own; {@code unknown} if the sources were no Git checkout
 */
public record Build(String version, String commit) {
    private static final int COMMIT_DIGITS = 16;

    /** The one that runs. */
    static Build running() {
        var version = Build.class.getPackage().getImplementationVersion();
        var properties = new Properties();
        try (var in = Build.class.getResourceAsStream("build.properties")) {
            properties.load(Objects.requireNonNull(in, "build.properties is not in the jar"));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read build.properties", e);
        }
        var commit = properties.getProperty("commit", "unknown");
        return new Build(
                version == null ? "development" : version,
                commit.substring(0, Math.min(COMMIT_DIGITS, commit.length())));
    }
}
