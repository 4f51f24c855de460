package io.leat.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The command that runs a main class in a JVM of its own, with the JDK of this one.
 *
 * <p>{@link #ofThisClasspath} is for tests that have a main class in their own module, to be killed in the middle.
 *
 * <p>Peers are small and quick to start, for tests. A benchmark gives them what their own scripts would: the system property
 * {@value #PEER_OPTIONS} holds JVM options, divided by spaces, instead of the small ones.
 */
public final class JavaCommand {
    /** The system property with the JVM options of peers. */
    public static final String PEER_OPTIONS = "leat.peer.options";

    private static final List<String> SMALL =
            List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto");

    /** From Java 24 on the JVM itself warns, on standard error, of what Kafka's jars do; a tool's standard error is to be the tool's. */
    private static final List<String> QUIET = Runtime.version().feature() < 24
            ? List.of()
            : List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow");

    private JavaCommand() {}

    /** A small JVM with the class path of this JVM; {@code main} is the fully qualified class to run. */
    public static List<String> ofThisClasspath(String main, List<String> args) {
        return of(System.getProperty("java.class.path", ""), main, args);
    }

    /** As {@link #ofThisClasspath(String, List)}, with a heap of {@code megabytes}. */
    public static List<String> ofThisClasspath(int megabytes, String main, List<String> args) {
        var jvm = new ArrayList<>(SMALL);
        jvm.add("-Xmx" + megabytes + "m"); // The last one counts.
        return of(System.getProperty("java.class.path", ""), jvm, main, args);
    }

    /** A small JVM with {@code classpath}; {@code main} is the fully qualified class to run. */
    public static List<String> of(String classpath, String main, List<String> args) {
        return of(classpath, SMALL, main, args);
    }

    /** A small JVM with Apache Kafka's servers and tools on its class path. */
    static List<String> ofPeers(List<String> jvmArgs, String main, List<String> args) {
        var jvm = new ArrayList<String>();
        var options = System.getProperty(PEER_OPTIONS);
        if (options == null) {
            jvm.addAll(SMALL);
            jvm.addAll(jvmArgs);
        } else {
            jvm.addAll(List.of(options.split(" ")));
        }
        jvm.addAll(QUIET);
        jvm.add("-Dlogback.configurationFile=io/leat/testing/peer-logback.xml");
        return of(peerClasspath(), jvm, main, args);
    }

    /** The class path of the peers, as the build resolved it, behind our own classes. */
    static String peerClasspath() {
        try (var in = JavaCommand.class.getResourceAsStream("peer-classpath.txt")) {
            Objects.requireNonNull(in, "peer-classpath.txt is not there: build the module 'testing' with Maven");
            var ours = Path.of(JavaCommand.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .getPath());
            return ours
                    + System.getProperty("path.separator", ":")
                    + new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read peer-classpath.txt", e);
        }
    }

    private static List<String> of(String classpath, List<String> jvmArgs, String main, List<String> args) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home", ""), "bin", "java").toString());
        command.addAll(jvmArgs);
        command.addAll(List.of("-cp", classpath, main));
        command.addAll(args);
        return List.copyOf(command);
    }
}
