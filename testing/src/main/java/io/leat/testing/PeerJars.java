package io.leat.testing;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The jars of Apache Kafka's servers and tools, for tests that load one in a class loader of its own or install it. */
public final class PeerJars {
    private PeerJars() {}

    /** The jar of an artifact, {@code connect-file} for example, in the version the peers run with. */
    public static Path of(String artifact) {
        return all().stream()
                .filter(jar -> String.valueOf(jar.getFileName()).matches(artifact + "-[0-9][^-]*\\.jar"))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no jar of " + artifact + " in " + all()));
    }

    /** All of them. */
    public static List<Path> all() {
        String separator = System.getProperty("path.separator", ":");
        return Stream.of(JavaCommand.peerClasspath().split(separator, -1))
                .map(Path::of)
                .toList();
    }
}
