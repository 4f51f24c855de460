package io.leat.cli.kafka;

import io.leat.cli.ExitCode;
import io.leat.cli.Problem;
import io.leat.cli.logging.Logging;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.ClientUtils;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A log that speaks Kafka's protocol, ours or Apache's. What goes wrong is a {@link Problem} with its exit code. */
final class Cluster implements AutoCloseable {
    private static final int CONNECT_MS = 3_000;
    private static final String ANSWER_MS = "20000";

    private final String servers;
    private final Map<String, Object> settings;
    private final Admin admin;

    private Cluster(String servers, Map<String, Object> settings, Admin admin) {
        this.servers = servers;
        this.settings = settings;
        this.admin = admin;
    }

    static Cluster connect(String servers, @Nullable Path config) {
        Logging.warningsToStandardError();
        Map<String, Object> settings =
                new HashMap<>(Map.of("default.api.timeout.ms", ANSWER_MS, "request.timeout.ms", ANSWER_MS));
        if (config != null) {
            settings.putAll(read(config));
        }
        settings.put("bootstrap.servers", servers);
        try {
            requireSomebody(servers);
            return new Cluster(servers, settings, Admin.create(settings));
        } catch (ConfigException e) {
            throw Problem.wrongInput(String.valueOf(e.getMessage()), "Correct --bootstrap-server or --command-config.");
        } catch (KafkaException e) {
            throw new Problem(
                    ExitCode.FAILED,
                    "The client cannot be made: " + cause(e),
                    "Correct the file after --command-config.",
                    e);
        }
    }

    /** Settings of a {@code .properties} file. */
    static Map<String, Object> read(Path file) {
        var properties = new Properties();
        try (var in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            properties.load(in);
        } catch (IOException | IllegalArgumentException e) {
            throw Problem.wrongInput(
                    "Cannot read " + file + ": " + e.getMessage(),
                    "Check the path, and write one setting=value a line.");
        }
        Map<String, Object> settings = new HashMap<>();
        properties.stringPropertyNames().forEach(name -> settings.put(name, properties.getProperty(name, "")));
        return settings;
    }

    /** A client would try for a minute before it says that nobody is there. */
    private static void requireSomebody(String servers) {
        String why = "";
        for (InetSocketAddress address :
                ClientUtils.parseAndValidateAddresses(List.of(servers.split(",", -1)), "use_all_dns_ips")) {
            try (var socket = new Socket()) {
                socket.connect(address, CONNECT_MS);
                return;
            } catch (IOException e) {
                why = String.valueOf(e.getMessage());
            }
        }
        throw unreachable(servers, why);
    }

    private static Problem unreachable(String servers, String why) {
        return new Problem(
                ExitCode.UNREACHABLE,
                "Nobody answers at " + servers + ": " + why + ".",
                "Start the log with ./leat log or ./leat worker, or name another address with --bootstrap-server.");
    }

    Admin admin() {
        return admin;
    }

    /** What a producer or a consumer of this cluster is made with. */
    Map<String, Object> settings() {
        Map<String, Object> all = new HashMap<>(settings);
        all.remove("default.api.timeout.ms"); // A producer has none; its own and a consumer's are good.
        all.remove("request.timeout.ms");
        return all;
    }

    /**
     * Waits for an answer.
     *
     * @param what is asked for, to be read after "cannot"
     */
    <T> T answer(String what, KafkaFuture<T> future) {
        try {
            return future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException e) {
            throw problem(what, e.getCause() == null ? e : e.getCause());
        }
    }

    /** The failure, as a person is told. */
    Problem problem(String what, Throwable failure) {
        if (failure instanceof TimeoutException) {
            return unreachable(servers, cause(failure));
        }
        return new Problem(
                ExitCode.FAILED,
                "Cannot " + what + ": " + cause(failure),
                "Correct what it names, and run the command again.",
                failure);
    }

    private static String cause(Throwable failure) {
        Throwable last = failure;
        while (last instanceof KafkaException && last.getClass() == KafkaException.class && last.getCause() != null) {
            last = last.getCause();
        }
        return last.getMessage() == null ? last.getClass().getSimpleName() : last.getMessage();
    }

    @Override
    public void close() {
        admin.close();
    }
}
