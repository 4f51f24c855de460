package io.leat.cli.worker;

import io.leat.cli.ExitCode;
import io.leat.cli.Problem;
import io.leat.log.LogEngine;
import java.net.BindException;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;

/** The log alone in this process, with what goes wrong at its start told as a {@link Problem}. */
public final class LocalLog implements AutoCloseable {
    private final LogEngine log;
    private final String directories;

    private LocalLog(LogEngine log, String directories) {
        this.log = log;
        this.directories = directories;
    }

    /** Opens the log and serves Kafka's clients. */
    public static LocalLog open(Settings settings) {
        Map<String, String> given = settings.asMap();
        String directories = given.getOrDefault("log.dirs", "");
        try {
            return new LocalLog(LogEngine.open(given), directories);
        } catch (ConfigException e) {
            throw Problem.wrongInput(
                    String.valueOf(e.getMessage()), "Correct it in the file after --config, or with --set.");
        } catch (KafkaException e) {
            String next = e.getCause() instanceof BindException
                    ? "Stop what listens there, or choose another address with --listeners PLAINTEXT://HOST:PORT."
                    : "If another process owns the folder, stop it or choose another with --dir.";
            throw new Problem(
                    ExitCode.FAILED, "The log cannot start on " + directories + ": " + e.getMessage(), next, e);
        }
    }

    /** Where it is served, {@code NAME://host:port} each. */
    public List<String> listeners() {
        return log.listeners();
    }

    /** Where the log is, as {@code log.dirs} says it. */
    public String directories() {
        return directories;
    }

    @Override
    public void close() {
        log.close();
    }
}
