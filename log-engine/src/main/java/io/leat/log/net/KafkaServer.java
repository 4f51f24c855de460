package io.leat.log.net;

import io.leat.log.api.Apis;
import io.leat.log.api.Endpoints;
import io.leat.log.api.Endpoints.Endpoint;
import io.leat.log.settings.BrokerSettings;
import io.leat.log.settings.ListenerSettings;
import io.leat.log.settings.ListenerSettings.Listener;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.network.ChannelBuilder;
import org.apache.kafka.common.network.ListenerName;
import org.apache.kafka.common.network.Selector;
import org.apache.kafka.common.security.auth.SecurityProtocol;
import org.apache.kafka.common.utils.LogContext;
import org.apache.kafka.common.utils.Time;
import org.jspecify.annotations.Nullable;

/** All listeners of one log. {@link #bind} takes the addresses, {@link #start} serves them. */
public final class KafkaServer implements AutoCloseable {
    private final ListenerSettings settings;
    private final int failureDelayMs;
    private final Channels channels;
    private final ConnectionLimits limits;
    private final List<Door> doors = new ArrayList<>();

    /**
     * Those of listeners that are to be safe are made before anything else: what is wrong with their settings is said at once. Each goes
     * to the thread that takes it, which closes it.
     */
    private final Map<Listener, List<ChannelBuilder>> prepared = new HashMap<>();

    private final Map<Listener, List<NetThread>> threads = new HashMap<>();
    private final AtomicLong usedMemory = new AtomicLong();
    private @Nullable Metrics metrics;
    private @Nullable Supplier<Apis> apis;
    private boolean closed;
    private int threadCount;

    private KafkaServer(ListenerSettings settings, int failureDelayMs, Map<String, ?> security) {
        this.settings = settings;
        this.threadCount = settings.threads();
        this.failureDelayMs = failureDelayMs;
        this.channels = new Channels(
                security,
                (mechanism, user) -> apis().get().scramCredential(mechanism, user),
                version -> apis().get().versions(version));
        this.limits = new ConnectionLimits(settings);
    }

    /**
     * Takes the addresses; whoever connects waits until {@link #start}.
     *
     * @param given all settings as they were written: {@code ssl.*} and {@code sasl.*} among them, plain or by listener
     * @throws org.apache.kafka.common.config.ConfigException if a listener cannot be made safe by them
     * @throws org.apache.kafka.common.KafkaException if an address cannot be had
     */
    public static KafkaServer bind(BrokerSettings broker, Map<String, ?> given) {
        ListenerSettings settings = broker.listeners();
        KafkaServer server = new KafkaServer(settings, broker.security().failureDelayMs(), given);
        try {
            settings.listeners().stream()
                    .filter(it -> it.protocol() != SecurityProtocol.PLAINTEXT)
                    .forEach(server::prepare);
            for (Listener listener : settings.listeners()) {
                server.doors.add(Door.open(
                        listener,
                        settings.receiveBufferBytes(),
                        settings.sendBufferBytes(),
                        settings.backlog(),
                        server.limits));
            }
            return server;
        } catch (RuntimeException e) {
            server.close();
            throw e;
        }
    }

    /** What clients are told to connect to. */
    public Endpoints endpoints(int nodeId) {
        return new Endpoints(
                nodeId,
                doors.stream()
                        .map(door -> new Endpoint(
                                new ListenerName(door.listener().name()),
                                door.listener().advertisedHost(),
                                door.listener().advertisedPort() == 0
                                        ? door.port()
                                        : door.listener().advertisedPort()))
                        .toList());
    }

    /**
     * Begins to serve. The threads of a listener are only made when somebody connects: most workers never see a client, and their
     * start is to cost nothing for it.
     *
     * @param apis made once, when it is needed
     */
    public void start(Supplier<Apis> apis) {
        this.apis = apis;
        doors.forEach(door -> door.start(() -> threads(door.listener())));
    }

    private void prepare(Listener listener) {
        List<ChannelBuilder> own = new ArrayList<>();
        prepared.put(listener, own);
        for (int i = 0; i < settings.threads(); i++) {
            own.add(channels.of(listener, log(listener, i)));
        }
    }

    private ChannelBuilder channels(Listener listener, int number) {
        List<ChannelBuilder> own = prepared.get(listener);
        return own == null || own.isEmpty() ? channels.of(listener, log(listener, number)) : own.remove(0);
    }

    private static String name(Listener listener, int number) {
        return "log-net-" + listener.name() + "-" + number;
    }

    private static LogContext log(Listener listener, int number) {
        return new LogContext("[" + name(listener, number) + "] ");
    }

    private synchronized List<NetThread> threads(Listener listener) {
        if (closed) {
            throw new IllegalStateException("the listeners are closed");
        }
        return threads.computeIfAbsent(listener, it -> {
            List<NetThread> own = new CopyOnWriteArrayList<>();
            resize(it, own);
            return own;
        });
    }

    /**
     * Goes on with other numbers of threads and connections; the other settings are as they were at the start. Connections of a thread
     * that goes are closed, and their clients come back to another.
     */
    public synchronized void reconfigure(ListenerSettings altered) {
        if (closed) {
            return;
        }
        limits.change(altered);
        threadCount = altered.threads();
        threads.forEach(this::resize);
    }

    private void resize(Listener listener, List<NetThread> own) {
        while (own.size() < threadCount) {
            NetThread thread = thread(listener, own.size(), apis().get());
            thread.start();
            own.add(thread);
        }
        while (own.size() > threadCount) {
            own.remove(own.size() - 1).close();
        }
    }

    private Supplier<Apis> apis() {
        return Objects.requireNonNull(apis, "not started");
    }

    /** Closes all connections and gives the addresses back. */
    @Override
    public synchronized void close() {
        closed = true;
        limits.close();
        doors.forEach(Door::close);
        threads.values().forEach(own -> own.forEach(NetThread::close));
        prepared.values().forEach(own -> own.forEach(ChannelBuilder::close));
        if (metrics != null) {
            metrics.close();
        }
    }

    private NetThread thread(Listener listener, int number, Apis apis) {
        String name = name(listener, number);
        RequestMemory memory = new RequestMemory(memory(), usedMemory);
        Selector selector = new Selector(
                settings.maxRequestBytes(),
                settings.idleMs(),
                failureDelayMs,
                metrics(),
                Time.SYSTEM,
                "socket-server",
                Map.of("listener", listener.name(), "networkProcessor", Integer.toString(number)),
                false,
                true,
                channels(listener, number),
                memory,
                log(listener, number));
        return new NetThread(
                name, selector, memory, new ListenerName(listener.name()), listener.protocol(), apis, limits);
    }

    private Metrics metrics() {
        if (metrics == null) {
            metrics = new Metrics();
        }
        return metrics;
    }

    private long memory() {
        return settings.queuedBytes() > 0
                ? settings.queuedBytes()
                : Runtime.getRuntime().maxMemory() / 4;
    }
}
