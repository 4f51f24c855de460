package io.leat.log.settings;

import static org.apache.kafka.common.config.ConfigDef.Importance.HIGH;
import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;
import static org.apache.kafka.common.config.ConfigDef.Range.atLeast;
import static org.apache.kafka.common.config.ConfigDef.Type.INT;
import static org.apache.kafka.common.config.ConfigDef.Type.LIST;
import static org.apache.kafka.common.config.ConfigDef.Type.LONG;
import static org.apache.kafka.common.config.ConfigDef.Type.STRING;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.security.auth.SecurityProtocol;
import org.jspecify.annotations.Nullable;

/**
 * Where and how clients may connect: {@code listeners}, {@code advertised.listeners}, {@code socket.*}, {@code connections.*}.
 *
 * @param listeners empty if nobody is to be served over the network
 * @param threads selectors, {@code num.network.threads}
 * @param maxRequestBytes a greater request ends its connection, {@code socket.request.max.bytes}
 * @param sendBufferBytes of a socket; -1 for the system's own
 * @param receiveBufferBytes of a socket; -1 for the system's own
 * @param backlog connections the system may hold before they are accepted
 * @param maxConnections of all listeners together
 * @param maxConnectionsPerIp of one client address
 * @param idleMs a connection that says nothing for so long is closed
 * @param queuedBytes of requests that are being read or answered, of all connections together; -1 for a quarter of the heap
 * @param fetchMaxBytes the most that one fetch may ask for
 * @param fetchSessions incremental fetch sessions that are kept at most
 */
public record ListenerSettings(
        List<Listener> listeners,
        int threads,
        int maxRequestBytes,
        int sendBufferBytes,
        int receiveBufferBytes,
        int backlog,
        int maxConnections,
        int maxConnectionsPerIp,
        long idleMs,
        long queuedBytes,
        int fetchMaxBytes,
        int fetchSessions) {

    /** {@code listeners} of {@code leat log} and of a worker, if none is given. */
    public static final String DEFAULT = "PLAINTEXT://127.0.0.1:9092";

    private static final String LISTENERS = "listeners";
    private static final String PROTOCOLS = "listener.security.protocol.map";
    private static final String LOOPBACK = "127.0.0.1";

    private static final Pattern ENDPOINT = Pattern.compile("([A-Za-z0-9_]+)://\\[?([^\\]/]*?)\\]?:(\\d{1,5})");
    private static final String DEFAULT_MAP =
            "PLAINTEXT:PLAINTEXT,SSL:SSL,SASL_PLAINTEXT:SASL_PLAINTEXT,SASL_SSL:SASL_SSL";

    /**
     * One way in.
     *
     * @param name in capitals, as {@code listener.name.<name>.} settings have it in small letters
     * @param host to bind; {@code 0.0.0.0} for every address of the machine, empty too if the protocol is not PLAINTEXT
     * @param port 0 for any free one
     * @param advertisedHost what clients are told
     * @param advertisedPort what clients are told; 0 for the port that was bound
     */
    public record Listener(
            String name, SecurityProtocol protocol, String host, int port, String advertisedHost, int advertisedPort) {
        @Override
        public String toString() {
            return name + "://" + host + ":" + port;
        }
    }

    private record Endpoint(String name, String host, int port) {}

    static ListenerSettings of(Map<String, Object> values) {
        return new ListenerSettings(
                listeners(values),
                number(values, "num.network.threads").intValue(),
                number(values, "socket.request.max.bytes").intValue(),
                number(values, "socket.send.buffer.bytes").intValue(),
                number(values, "socket.receive.buffer.bytes").intValue(),
                number(values, "socket.listen.backlog.size").intValue(),
                number(values, "max.connections").intValue(),
                number(values, "max.connections.per.ip").intValue(),
                number(values, "connections.max.idle.ms").longValue(),
                number(values, "queued.max.request.bytes").longValue(),
                number(values, "fetch.max.bytes").intValue(),
                number(values, "max.incremental.fetch.session.cache.slots").intValue());
    }

    private static List<Listener> listeners(Map<String, Object> values) {
        List<Endpoint> bound = endpoints(LISTENERS, values.get(LISTENERS));
        List<Endpoint> advertised = endpoints("advertised.listeners", values.get("advertised.listeners"));
        Map<String, SecurityProtocol> protocols = protocols(String.valueOf(values.get(PROTOCOLS)));
        List<Listener> listeners = new ArrayList<>();
        Set<String> controllers = controllers(values.get("controller.listener.names"));
        bound.removeIf(it -> controllers.contains(it.name()));
        advertised.removeIf(it -> controllers.contains(it.name()));
        for (Endpoint it : bound) {
            SecurityProtocol protocol = protocols.get(it.name());
            if (protocol == null) {
                throw new ConfigException(
                        "listeners",
                        values.get("listeners"),
                        "No security protocol defined for listener %s. Add it to listener.security.protocol.map, for example %s:PLAINTEXT"
                                .formatted(it.name(), it.name()));
            }
            listeners.add(listener(closed(it, protocol), protocol, advertised));
        }
        refuseUnbound(advertised, bound, values);
        return listeners;
    }

    private static Set<String> controllers(@Nullable Object names) {
        Set<String> all = new HashSet<>();
        if (names instanceof List<?> list) {
            list.forEach(it -> all.add(it.toString().toUpperCase(Locale.ROOT)));
        }
        return all;
    }

    /** PLAINTEXT asks nobody who they are: without a host it is for this machine alone. */
    private static Endpoint closed(Endpoint bound, SecurityProtocol protocol) {
        return bound.host().isEmpty() && protocol == SecurityProtocol.PLAINTEXT
                ? new Endpoint(bound.name(), LOOPBACK, bound.port())
                : bound;
    }

    /** What is to be said about listeners and settings of listeners that do not do what one might think. */
    static List<String> advice(Map<String, ?> written) {
        Object text = written.get(LISTENERS);
        List<Endpoint> bound = endpoints(LISTENERS, text);
        List<String> advice = new ArrayList<>();
        Object map = written.get(PROTOCOLS);
        Map<String, SecurityProtocol> protocols = protocols(map == null ? DEFAULT_MAP : map.toString());
        for (Endpoint it : bound) {
            SecurityProtocol protocol = protocols.get(it.name());
            if (protocol != null && !closed(it, protocol).equals(it)) {
                advice.add(
                        "listeners: %s://:%d names no host and asks nobody who they are: it is bound to %s, for this machine alone."
                                        .formatted(it.name(), it.port(), LOOPBACK)
                                + " Write %s://0.0.0.0:%d to let everyone in".formatted(it.name(), it.port()));
            }
        }
        if (!bound.isEmpty()) {
            Set<String> names = new HashSet<>();
            bound.forEach(it -> names.add(it.name().toLowerCase(Locale.ROOT)));
            SecuritySettings.strangers(written.keySet(), names)
                    .forEach(it -> advice.add(it + " is of a listener that is not in listeners; it has no effect"));
        }
        return advice;
    }

    private static Listener listener(Endpoint bound, SecurityProtocol protocol, List<Endpoint> advertised) {
        for (Endpoint told : advertised) {
            if (told.name().equals(bound.name())) {
                requireReachable(told);
                return new Listener(bound.name(), protocol, bound.host(), bound.port(), told.host(), told.port());
            }
        }
        boolean everywhere = bound.host().isEmpty()
                || bound.host().equals("0.0.0.0")
                || bound.host().equals("::");
        if (everywhere && advertised.isEmpty() && !bound.host().isEmpty()) {
            throw new ConfigException(
                    "listeners",
                    bound.host(),
                    "Clients cannot connect to a meta-address: set advertised.listeners to %s://<the host clients know>:%d"
                            .formatted(bound.name(), bound.port()));
        }
        String host = bound.host().isEmpty() ? thisHost() : bound.host();
        return new Listener(bound.name(), protocol, bound.host(), bound.port(), host, 0);
    }

    private static void requireReachable(Endpoint told) {
        if (told.host().isEmpty()
                || told.host().equals("0.0.0.0")
                || told.host().equals("::")) {
            throw new ConfigException(
                    "advertised.listeners",
                    told.name() + "://" + told.host() + ":" + told.port(),
                    "advertised.listeners cannot use the nonroutable meta-address; write the host that clients know");
        }
    }

    private static void refuseUnbound(List<Endpoint> advertised, List<Endpoint> bound, Map<String, Object> values) {
        Set<String> names = new HashSet<>();
        bound.forEach(it -> names.add(it.name()));
        for (Endpoint told : advertised) {
            if (!names.contains(told.name())) {
                throw new ConfigException(
                        "advertised.listeners",
                        values.get("advertised.listeners"),
                        "advertised.listeners listener names must be in listeners, which has " + names);
            }
        }
    }

    private static List<Endpoint> endpoints(String setting, @Nullable Object value) {
        List<Endpoint> endpoints = new ArrayList<>();
        Set<String> names = new HashSet<>();
        Set<Integer> ports = new HashSet<>();
        if (value == null || value.toString().isBlank()) {
            return endpoints;
        }
        for (String one : value.toString().split(",", -1)) {
            Matcher parts = ENDPOINT.matcher(one.strip());
            int port = parts.matches() ? Integer.parseInt(parts.group(3)) : -1;
            if (port < 0 || port > 65_535) {
                throw new ConfigException(
                        setting, value, "'" + one.strip() + "' is not NAME://HOST:PORT; write for example " + DEFAULT);
            }
            String name = parts.group(1).toUpperCase(Locale.ROOT);
            if (!names.add(name)) {
                throw new ConfigException(
                        setting, value, "Each listener must have a different name; " + name + " is there twice");
            }
            if (port != 0 && setting.equals("listeners") && !ports.add(port)) {
                throw new ConfigException(
                        setting, value, "Each listener must have a different port; " + port + " is there twice");
            }
            endpoints.add(new Endpoint(name, parts.group(2), port));
        }
        return endpoints;
    }

    private static Map<String, SecurityProtocol> protocols(String text) {
        Map<String, SecurityProtocol> protocols = new HashMap<>();
        for (String one : text.split(",", -1)) {
            int colon = one.lastIndexOf(':');
            SecurityProtocol protocol =
                    colon < 0 ? null : protocol(one.substring(colon + 1).strip());
            if (protocol == null) {
                throw new ConfigException(
                        PROTOCOLS,
                        text,
                        "'" + one.strip()
                                + "' is not NAME:PROTOCOL with one of PLAINTEXT, SSL, SASL_PLAINTEXT, SASL_SSL");
            }
            protocols.put(one.substring(0, colon).strip().toUpperCase(Locale.ROOT), protocol);
        }
        return protocols;
    }

    private static @Nullable SecurityProtocol protocol(String name) {
        return SecurityProtocol.names().contains(name.toUpperCase(Locale.ROOT)) ? SecurityProtocol.forName(name) : null;
    }

    private static String thisHost() {
        try {
            return java.net.InetAddress.getLocalHost().getCanonicalHostName();
        } catch (java.net.UnknownHostException e) {
            return "localhost"; // A machine that does not know its own name is at least that to itself.
        }
    }

    private static Number number(Map<String, Object> values, String name) {
        return (Number) Objects.requireNonNull(values.get(name), name);
    }

    static void define(ConfigDef def) {
        def.define(
                        "listeners",
                        STRING,
                        "",
                        HIGH,
                        "Where clients of the Kafka protocol may connect: NAME://HOST:PORT, separated by commas. `leat log` and `leat worker` listen on "
                                + DEFAULT + " if it is not given.")
                .define(
                        "advertised.listeners",
                        STRING,
                        null,
                        HIGH,
                        "What clients are told to connect to, if it is not what is bound.")
                .define(PROTOCOLS, STRING, DEFAULT_MAP, LOW, "The security protocol of each listener name.")
                .define(
                        "controller.listener.names",
                        LIST,
                        List.of(),
                        HIGH,
                        "Listeners of a controller: those of this name are not opened, for this log needs none.")
                .define("num.network.threads", INT, 3, atLeast(1), HIGH, "Threads that serve connections.")
                .define(
                        "socket.request.max.bytes",
                        INT,
                        104_857_600,
                        atLeast(1),
                        HIGH,
                        "Bytes of a request; a greater one ends its connection.")
                .define(
                        "socket.send.buffer.bytes",
                        INT,
                        102_400,
                        HIGH,
                        "The SO_SNDBUF of sockets; -1: the system's own.")
                .define(
                        "socket.receive.buffer.bytes",
                        INT,
                        102_400,
                        HIGH,
                        "The SO_RCVBUF of sockets; -1: the system's own.")
                .define(
                        "socket.listen.backlog.size",
                        INT,
                        50,
                        atLeast(1),
                        MEDIUM,
                        "Connections the system may hold before they are accepted.")
                .define("max.connections", INT, Integer.MAX_VALUE, atLeast(0), MEDIUM, "Connections at most.")
                .define(
                        "max.connections.per.ip",
                        INT,
                        Integer.MAX_VALUE,
                        atLeast(0),
                        MEDIUM,
                        "Connections from one address at most.")
                .define(
                        "connections.max.idle.ms",
                        LONG,
                        600_000L,
                        MEDIUM,
                        "A connection that says nothing for so long is closed.")
                .define(
                        "queued.max.request.bytes",
                        LONG,
                        -1L,
                        MEDIUM,
                        "Bytes of requests being read or answered, of all connections together; what is above waits. -1: a quarter of the heap.")
                .define(
                        "fetch.max.bytes",
                        INT,
                        57_671_680,
                        atLeast(1024),
                        MEDIUM,
                        "The most that one fetch is answered with, but for a single greater batch.")
                .define(
                        "max.incremental.fetch.session.cache.slots",
                        INT,
                        1000,
                        atLeast(0),
                        MEDIUM,
                        "Incremental fetch sessions that are kept at most.");
    }
}
