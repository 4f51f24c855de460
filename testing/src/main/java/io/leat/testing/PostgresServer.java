package io.leat.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A PostgreSQL server with logical decoding, on a free port of loopback, that lets the user {@value #USER} in with any password. It is
 * made of the programs that Debian's package {@code postgresql} installs, and is gone with its folder when it is closed.
 */
public final class PostgresServer implements AutoCloseable {
    public static final String USER = "test";

    private static final Duration START = Duration.ofSeconds(60);
    private static final Path DEBIAN = Path.of("/usr/lib/postgresql");

    private final Path programs;
    private final Path home;
    private final int port;
    private final RunningProcess process;

    private PostgresServer(Path programs, Path home, int port, RunningProcess process) {
        this.programs = programs;
        this.home = home;
        this.port = port;
        this.process = process;
    }

    /** Whether this machine has the programs. */
    public static boolean isInstalled() {
        return programs().isPresent();
    }

    /** The newest version's. */
    private static Optional<Path> programs() {
        if (!Files.isDirectory(DEBIAN)) {
            return Optional.empty();
        }
        try (Stream<Path> versions = Files.list(DEBIAN)) {
            return versions.map(version -> version.resolve("bin"))
                    .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
                    .max(Comparator.naturalOrder());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + DEBIAN, e);
        }
    }

    /** A new server with an empty database {@code postgres}. */
    public static PostgresServer start() {
        Path programs = programs()
                .orElseThrow(() -> new IllegalStateException(
                        "there is no PostgreSQL under " + DEBIAN + ": apt-get install postgresql"));
        try {
            Path home = Files.createTempDirectory("leat-postgres");
            // The server refuses to run as root, and its own user is to read and write here.
            Program.run(List.of("chmod", "777", home.toString()), "", Map.of()).orFail();
            Path data = home.resolve("data");
            Program.run(
                            asItsUser(
                                    programs,
                                    "initdb",
                                    "-D",
                                    data,
                                    "-U",
                                    USER,
                                    "-A",
                                    "trust",
                                    "-E",
                                    "UTF8",
                                    "--no-sync"),
                            "",
                            Map.of("LC_ALL", "C"))
                    .orFail();
            int port = FreePorts.next();
            var server = new PostgresServer(programs, home, port, launch(programs, home, data, port));
            server.process.awaitLine("ready to accept connections", START);
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot prepare the folder of PostgreSQL", e);
        }
    }

    private static RunningProcess launch(Path programs, Path home, Path data, int port) {
        return RunningProcess.start(
                "postgres",
                asItsUser(
                        programs,
                        "postgres",
                        "-D",
                        data,
                        "-p",
                        port,
                        "-k",
                        home,
                        "-c",
                        "listen_addresses=127.0.0.1",
                        "-c",
                        "wal_level=logical",
                        "-c",
                        "fsync=off"),
                home,
                Map.of("LC_ALL", "C"));
    }

    private static List<String> asItsUser(Path programs, String program, Object... args) {
        List<String> command = new ArrayList<>();
        if (System.getProperty("user.name", "").equals("root")) {
            command.addAll(List.of("runuser", "-u", "postgres", "--"));
        }
        command.add(programs.resolve(program).toString());
        Stream.of(args).map(String::valueOf).forEach(command::add);
        return command;
    }

    public int port() {
        return port;
    }

    /** Runs statements in a database; what they return is a line per row, columns divided by {@code |}. */
    public List<String> sql(String database, String statements) {
        String out = Program.run(
                        List.of(
                                programs.resolve("psql").toString(),
                                "-h",
                                "127.0.0.1",
                                "-p",
                                Integer.toString(port),
                                "-U",
                                USER,
                                "-d",
                                database,
                                "-qAt",
                                "-v",
                                "ON_ERROR_STOP=1"),
                        statements,
                        Map.of())
                .orFail()
                .out();
        return out.lines().toList();
    }

    @Override
    public void close() {
        process.kill9();
        if (System.getProperty("user.name", "").equals("root")) {
            Program.run(List.of("rm", "-rf", home.resolve("data").toString()), "", Map.of())
                    .orFail();
        }
        Folders.delete(home);
    }
}
