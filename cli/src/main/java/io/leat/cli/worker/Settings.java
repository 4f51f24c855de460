package io.leat.cli.worker;

import io.leat.cli.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a worker or of a log alone, from the weakest source to the strongest: what the command line assumes, the file after
 * {@code --config}, {@code --dir}, {@code --rest} and {@code --listeners}, and {@code --set}. Names are Kafka Connect's and, for the log,
 * Kafka's broker names; nothing is judged here, the worker and the log do that.
 *
 * <p>{@code listeners} is two settings in one: what begins with {@code http} is where REST listens, all else is for Kafka's clients.
 * Whoever gives one of the two leaves the other as it was.
 */
public final class Settings {
    private static final String LISTENERS = "listeners";
    private static final String LOG_DIRECTORIES = "log.dirs";
    private static final String BOOTSTRAP = "bootstrap.servers";
    public static final Path DEFAULT_DIRECTORY = Path.of("leat-data");
    public static final String DEFAULT_REST = "127.0.0.1:8083";
    static final int DEFAULT_KAFKA_PORT = 9092;
    public static final String DEFAULT_KAFKA = "PLAINTEXT://127.0.0.1:" + DEFAULT_KAFKA_PORT;

    private final Map<String, String> settings = new LinkedHashMap<>();
    private Path directory = DEFAULT_DIRECTORY;
    private String rest;
    private String kafka = DEFAULT_KAFKA;
    private boolean kafkaIsAssumed = true;

    /** Of a worker, with what the command line assumes: REST and Kafka's clients on loopback, and the log in {@code ./leat-data/log}. */
    public Settings() {
        this("http://" + DEFAULT_REST);
    }

    private Settings(String rest) {
        this.rest = rest;
    }

    /** Of a log alone: without REST. */
    public static Settings ofLog() {
        return new Settings("");
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
        properties.stringPropertyNames().forEach(key -> put(key, properties.getProperty(key, "")));
        return this;
    }

    /** Keeps everything under {@code dir}: the log in {@code dir/log}. Null changes nothing. */
    public Settings directory(@Nullable Path dir) {
        if (dir != null) {
            directory = dir;
            settings.put(LOG_DIRECTORIES, dir.resolve("log").toString());
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
            rest = "http://" + hostAndPort;
        }
        return this;
    }

    /** Where Kafka's clients may connect, {@code NAME://HOST:PORT} separated by commas; empty: nowhere. Null changes nothing. */
    public Settings listeners(@Nullable String listeners) {
        if (listeners != null) {
            kafka = listeners;
            kafkaIsAssumed = false;
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
            put(assignment.substring(0, equals).strip(), assignment.substring(equals + 1));
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

    /** Whether a log is to be served to Kafka's clients and nobody said where. */
    public boolean kafkaIsAssumed() {
        return kafkaIsAssumed && !isOnCluster();
    }

    /** Whether a Kafka cluster is the log. Then nothing is assumed of a log of its own. */
    private boolean isOnCluster() {
        return !settings.getOrDefault(BOOTSTRAP, "").isBlank();
    }

    /** Where the log is: its folders, or the addresses of the cluster. */
    public String log() {
        return isOnCluster()
                ? settings.getOrDefault(BOOTSTRAP, "")
                : settings.getOrDefault(
                        LOG_DIRECTORIES, DEFAULT_DIRECTORY.resolve("log").toString());
    }

    public Map<String, String> asMap() {
        Map<String, String> all = new LinkedHashMap<>(settings);
        String served = isOnCluster() && kafkaIsAssumed ? "" : kafka;
        all.put(LISTENERS, Stream.of(rest, served).filter(it -> !it.isBlank()).collect(Collectors.joining(",")));
        if (!isOnCluster()) {
            all.putIfAbsent(LOG_DIRECTORIES, log());
        }
        return Map.copyOf(all);
    }

    private void put(String name, String value) {
        if (!name.equals(LISTENERS)) {
            settings.put(name, value);
            return;
        }
        Map<Boolean, List<String>> listeners = Stream.of(value.split(",", -1))
                .collect(Collectors.partitioningBy(
                        it -> it.strip().toLowerCase(Locale.ROOT).startsWith("http")));
        String http = String.join(",", listeners.getOrDefault(true, List.of()));
        String others = String.join(",", listeners.getOrDefault(false, List.of()));
        rest = http.isEmpty() ? rest : http;
        listeners(others.isEmpty() ? null : others);
    }

    /** The folder of everything that is not named by a setting, such as the demo's files. */
    public Path directory() {
        return directory;
    }
}
