package io.leat.connect.rest;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/**
 * Where REST listens, and its limits.
 *
 * @param listeners {@code http://host:port}; an empty host is every address, port 0 any free one
 * @param maxBodyBytes a longer request body is refused with 413
 * @param requestTimeout a request that takes longer is answered with 500; Kafka Connect waits 90 seconds too
 */
public record RestSettings(List<Listener> listeners, int maxBodyBytes, Duration requestTimeout) {

    /** {@code host} is null for every address. */
    public record Listener(@Nullable String host, int port) {}

    /** Kafka Connect listens to everybody; an interface without authentication should not. */
    public static final String DEFAULT_LISTENERS = "http://127.0.0.1:8083";

    static final int DEFAULT_MAX_BODY_BYTES = 1 << 20;
    static final Duration DEFAULT_REQUEST_TIMEOUT = Duration.ofSeconds(90);

    /** Kafka Connect's settings of this interface that ask for something which is not there. */
    private static final List<String> NOT_IMPLEMENTED = List.of(
            "admin.listeners",
            "rest.extension.classes",
            "access.control.allow.origin",
            "access.control.allow.methods",
            "response.http.headers.config");

    /** {@code listeners} with the limits' defaults. */
    public static RestSettings of(String listeners) {
        return new RestSettings(parse(listeners), DEFAULT_MAX_BODY_BYTES, DEFAULT_REQUEST_TIMEOUT);
    }

    /**
     * Reads the worker's properties.
     *
     * @throws ConfigException if {@code listeners} is wrong, or a setting of the REST interface is not implemented
     */
    public static RestSettings of(Map<String, String> worker) {
        for (String name : NOT_IMPLEMENTED) {
            String value = worker.get(name);
            if (value != null && !value.isBlank()) {
                throw new ConfigException(
                        name,
                        value,
                        "This version of Leat does not implement it; remove it from the worker's settings.");
            }
        }
        return of(worker.getOrDefault("listeners", DEFAULT_LISTENERS));
    }

    private static List<Listener> parse(String listeners) {
        List<Listener> parsed = new ArrayList<>();
        for (String listener : listeners.split(",", -1)) {
            if (!listener.isBlank()) {
                parsed.add(parseOne(listener.trim()));
            }
        }
        if (parsed.isEmpty()) {
            throw wrong(listeners, "it names no listener");
        }
        return List.copyOf(parsed);
    }

    private static Listener parseOne(String listener) {
        if (listener.startsWith("https:")) {
            throw wrong(listener, "this version of Leat does not serve https; put a proxy in front of it");
        }
        String prefix = "http://";
        if (!listener.startsWith(prefix)) {
            throw wrong(listener, "it does not begin with " + prefix);
        }
        try {
            // java.net.URI has no empty host, which Kafka Connect uses for every address.
            boolean everywhere = listener.startsWith(prefix + ":");
            URI uri = URI.create(everywhere ? prefix + "0.0.0.0" + listener.substring(prefix.length()) : listener);
            if (uri.getHost() == null || uri.getPort() < 0 || uri.getPort() > 65_535) {
                throw wrong(listener, "it needs a host and a port from 0 to 65535");
            }
            return new Listener(everywhere ? null : uri.getHost(), uri.getPort());
        } catch (IllegalArgumentException e) {
            throw wrong(listener, "it is no URL: " + e.getMessage());
        }
    }

    private static ConfigException wrong(String value, String why) {
        return new ConfigException("listeners", value, why + ". Write for example " + DEFAULT_LISTENERS + ".");
    }
}
