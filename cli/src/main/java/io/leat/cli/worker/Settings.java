package io.leat.cli.worker;

import io.leat.cli.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a worker, from the weakest source to the strongest: what the command line assumes, the file after
 * {@code --config}, {@code --dir} and {@code --rest}, and {@code --set}. Names are Kafka Connect's and, for the log,
 * Kafka's broker names; nothing is judged here, the worker and the log do that.
 */
public final class Settings {
    public static final Path DEFAULT_DIRECTORY = Path.of("leat-data");
    public static final String DEFAULT_REST = "127.0.0.1:8083";

    private final Map<String, String> settings = new LinkedHashMap<>();
    private Path directory = DEFAULT_DIRECTORY;

    /** With what the command line assumes: REST on loopback, and the log in {@code ./leat-data/log}. */
    public Settings() {
        settings.put("listeners", "http://" + DEFAULT_REST);
        settings.put("log.dirs", DEFAULT_DIRECTORY.resolve("log").toString());
    }

    /** Adds the settings of a {@code .properties} file. */
    public Settings file(Path file) {
        var properties = new Properties();
        try (var in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            properties.load(in);
        } catch (NoSuchFileException e) {
            throw Problem.wrongInput("The worker's file " + file + " is not there.", "Check the path after --config.");
        } catch (IOException | IllegalArgumentException e) {
            throw Problem.wrongInput(
                    "Cannot read the worker's file " + file + ": " + e.getMessage(),
                    "Write it as a .properties file, one setting=value a line; config/worker.properties is an example.");
        }
        properties.stringPropertyNames().forEach(key -> settings.put(key, properties.getProperty(key, "")));
        return this;
    }

    /** Keeps everything under {@code dir}: the log in {@code dir/log}. Null changes nothing. */
    public Settings directory(@Nullable Path dir) {
        if (dir != null) {
            directory = dir;
            settings.put("log.dirs", dir.resolve("log").toString());
        }
        return this;
    }

    /** Where REST listens, {@code HOST:PORT}; port 0 takes a free one. Null changes nothing. */
    public Settings rest(@Nullable String hostAndPort) {
        if (hostAndPort != null) {
            if (!hostAndPort.matches("[^\\s/]+:\\d{1,5}")) {
                throw Problem.wrongInput(
                        "--rest " + hostAndPort + " is not HOST:PORT.", "Write for example --rest 127.0.0.1:8083.");
            }
            settings.put("listeners", "http://" + hostAndPort);
        }
        return this;
    }

    /** Adds settings of the form {@code key=value}. */
    public Settings assignments(List<String> assignments) {
        for (var assignment : assignments) {
            int equals = assignment.indexOf('=');
            if (equals < 1) {
                throw Problem.wrongInput(
                        "--set " + assignment + " is not key=value.", "Write for example --set num.partitions=3.");
            }
            settings.put(assignment.substring(0, equals).strip(), assignment.substring(equals + 1));
        }
        return this;
    }

    /** Adds a setting unless one of the sources has it. */
    public Settings orElse(String key, String value) {
        settings.putIfAbsent(key, value);
        return this;
    }

    /** Adds a folder of plugins behind those of {@code plugin.path}. */
    public Settings plugins(Path folder) {
        settings.merge("plugin.path", folder.toString(), (path, more) -> path.isBlank() ? more : path + "," + more);
        return this;
    }

    public Map<String, String> asMap() {
        return Map.copyOf(settings);
    }

    /** The folder of everything that is not named by a setting, such as the demo's files. */
    public Path directory() {
        return directory;
    }
}
