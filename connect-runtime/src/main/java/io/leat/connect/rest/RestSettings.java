package io.leat.connect.rest;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/**
 * Where REST listens, what it serves there, and its limits.
 *
 * @param listeners {@code http://host:port} or {@code https://host:port}; an empty host is every address, port 0 any free one
 * @param adminListeners where {@code /admin} is served: null beside all else, empty nowhere
 * @param origins pages of which other sites may use REST, each a regular expression or {@code *} (CORS); none by default
 * @param originMethods what those pages may do; empty for GET, POST and HEAD
 * @param headers what is added to every reply
 * @param extensions classes of REST extensions, in the order they are asked
 * @param maxBodyBytes a longer request body is refused with 413
 * @param requestTimeout a request that takes longer is answered with 500; Kafka Connect waits 90 seconds too
 * @param given all of the worker's settings: those of TLS are read where a listener needs them, and extensions may read any
 */
public record RestSettings(
        List<Listener> listeners,
        @Nullable List<Listener> adminListeners,
        List<String> origins,
        List<String> originMethods,
        List<HeaderRule> headers,
        List<String> extensions,
        int maxBodyBytes,
        Duration requestTimeout,
        Map<String, String> given) {

    /** {@code host} is null for every address. */
    public record Listener(@Nullable String host, int port, boolean secure) {}

    /** Kafka Connect listens to everybody; an interface without authentication should not. */
    public static final String DEFAULT_LISTENERS = "http://127.0.0.1:8083";

    static final int DEFAULT_MAX_BODY_BYTES = 1 << 20;
    static final Duration DEFAULT_REQUEST_TIMEOUT = Duration.ofSeconds(90);

    private static final String LISTENERS = "listeners";
    private static final String ADMIN_LISTENERS = "admin.listeners";
    private static final String ORIGINS = "access.control.allow.origin";
    private static final String ORIGIN_METHODS = "access.control.allow.methods";
    private static final String HEADERS = "response.http.headers.config";
    private static final String EXTENSIONS = "rest.extension.classes";

    /** {@code listeners} with the defaults of all else. */
    public static RestSettings of(String listeners) {
        return of(Map.of(LISTENERS, listeners));
    }

    /**
     * Reads the worker's properties.
     *
     * @throws ConfigException if a setting of the REST interface is wrong
     */
    public static RestSettings of(Map<String, String> worker) {
        String admin = worker.get(ADMIN_LISTENERS);
        List<Listener> listeners = parse(LISTENERS, worker.getOrDefault(LISTENERS, DEFAULT_LISTENERS));
        if (listeners.isEmpty()) {
            throw wrong(LISTENERS, "", "it names no listener");
        }
        return new RestSettings(
                listeners,
                admin == null ? null : parse(ADMIN_LISTENERS, admin),
                list(worker, ORIGINS),
                list(worker, ORIGIN_METHODS),
                HeaderRule.parse(HEADERS, worker.getOrDefault(HEADERS, "")),
                list(worker, EXTENSIONS),
                DEFAULT_MAX_BODY_BYTES,
                DEFAULT_REQUEST_TIMEOUT,
                Map.copyOf(worker));
    }

    /** The same with another {@code requestTimeout}. */
    public RestSettings within(Duration timeout) {
        return new RestSettings(
                listeners, adminListeners, origins, originMethods, headers, extensions, maxBodyBytes, timeout, given);
    }

    private static List<String> list(Map<String, String> worker, String name) {
        return Arrays.stream(worker.getOrDefault(name, "").split(",", -1))
                .map(String::strip)
                .filter(element -> !element.isEmpty())
                .toList();
    }

    private static List<Listener> parse(String setting, String listeners) {
        List<Listener> parsed = new ArrayList<>();
        for (String listener : listeners.split(",", -1)) {
            if (!listener.isBlank()) {
                parsed.add(parseOne(setting, listener.strip()));
            }
        }
        return List.copyOf(parsed);
    }

    private static Listener parseOne(String setting, String listener) {
        int colon = listener.indexOf("://");
        String scheme = colon < 0 ? "" : listener.substring(0, colon).toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw wrong(setting, listener, "it does not begin with http:// or https://");
        }
        String rest = listener.substring(colon);
        try {
            // java.net.URI has no empty host, which Kafka Connect uses for every address.
            boolean everywhere = rest.startsWith("://:");
            URI uri = URI.create(scheme + (everywhere ? "://0.0.0.0" + rest.substring(3) : rest));
            if (uri.getHost() == null || uri.getPort() < 0 || uri.getPort() > 65_535) {
                throw wrong(setting, listener, "it needs a host and a port from 0 to 65535");
            }
            return new Listener(everywhere ? null : uri.getHost(), uri.getPort(), scheme.equals("https"));
        } catch (IllegalArgumentException e) {
            throw wrong(setting, listener, "it is no URL: " + e.getMessage());
        }
    }

    private static ConfigException wrong(String setting, String value, String why) {
        return new ConfigException(setting, value, why + ". Write for example " + DEFAULT_LISTENERS + ".");
    }
}
