package io.leat.log.net;

import io.leat.log.api.Apis;
import io.leat.log.api.Endpoints;
import io.leat.log.api.Endpoints.Endpoint;
import io.leat.log.settings.ListenerSettings;
import io.leat.log.settings.ListenerSettings.Listener;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.internals.BrokerSecurityConfigs;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.network.ChannelBuilder;
import org.apache.kafka.common.network.ChannelBuilders;
import org.apache.kafka.common.network.ListenerName;
import org.apache.kafka.common.network.Selector;
import org.apache.kafka.common.security.authenticator.CredentialCache;
import org.apache.kafka.common.security.token.delegation.internals.DelegationTokenCache;
import org.apache.kafka.common.utils.LogContext;
import org.apache.kafka.common.utils.Time;

/** All listeners of one log. {@link #bind} takes the addresses, {@link #start} serves them. */
public final class KafkaServer implements AutoCloseable {
    private final ListenerSettings settings;
    private final Map<String, ?> security;
    private final ConnectionLimits limits;
    private final List<Door> doors = new ArrayList<>();
    private final List<NetThread> threads = new ArrayList<>();
    private final AtomicLong usedMemory = new AtomicLong();
    private final Metrics metrics = new Metrics();

    private KafkaServer(ListenerSettings settings, Map<String, ?> security) {
        this.settings = settings;
        this.security = security;
        this.limits = new ConnectionLimits(settings);
    }

    /**
     * Takes the addresses; whoever connects waits until {@link #start}.
     *
     * @param security Kafka's {@code ssl.*} and {@code sasl.*} settings, plain or by listener
     * @throws org.apache.kafka.common.KafkaException if one cannot be had
     */
    public static KafkaServer bind(ListenerSettings settings, Map<String, ?> security) {
        KafkaServer server = new KafkaServer(settings, security);
        try {
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

    /** Begins to serve. */
    public void start(Apis apis) {
        for (Door door : doors) {
            List<NetThread> own = new ArrayList<>();
            for (int i = 0; i < settings.threads(); i++) {
                NetThread thread = thread(door.listener(), i, apis);
                own.add(thread);
                thread.start();
            }
            threads.addAll(own);
            door.start(own);
        }
    }

    /** Closes all connections and gives the addresses back. */
    @Override
    public void close() {
        limits.close();
        doors.forEach(Door::close);
        threads.forEach(NetThread::close);
        metrics.close();
    }

    private NetThread thread(Listener listener, int number, Apis apis) {
        String name = "log-net-" + listener.name() + "-" + number;
        ListenerName listenerName = new ListenerName(listener.name());
        LogContext log = new LogContext("[" + name + "] ");
        AbstractConfig config = new AbstractConfig(BrokerSecurityConfigs.CONFIG_DEF, security, false);
        ChannelBuilder channels = ChannelBuilders.serverChannelBuilder(
                listenerName,
                false,
                listener.protocol(),
                config,
                new CredentialCache(),
                new DelegationTokenCache(List.of()),
                Time.SYSTEM,
                log,
                apis::versions);
        Selector selector = new Selector(
                settings.maxRequestBytes(),
                settings.idleMs(),
                Selector.NO_FAILED_AUTHENTICATION_DELAY,
                metrics,
                Time.SYSTEM,
                "socket-server",
                Map.of("listener", listener.name(), "networkProcessor", Integer.toString(number)),
                false,
                true,
                channels,
                new RequestMemory(memory(), usedMemory),
                log);
        return new NetThread(name, selector, listenerName, listener.protocol(), apis.routes(), limits);
    }

    private long memory() {
        return settings.queuedBytes() > 0
                ? settings.queuedBytes()
                : Runtime.getRuntime().maxMemory() / 4;
    }
}
