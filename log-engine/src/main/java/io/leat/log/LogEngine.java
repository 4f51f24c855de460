package io.leat.log;

import io.leat.log.api.Apis;
import io.leat.log.api.Endpoints;
import io.leat.log.api.Endpoints.Endpoint;
import io.leat.log.broker.Broker;
import io.leat.log.broker.EmbeddedBroker;
import io.leat.log.client.LocalConsumer;
import io.leat.log.client.LocalProducer;
import io.leat.log.client.TransactionalIds;
import io.leat.log.net.KafkaServer;
import io.leat.log.settings.BrokerSettings;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.jspecify.annotations.Nullable;

/**
 * A partitioned log in this process.
 *
 * <pre>{@code
 * try (LogEngine log = LogEngine.open(Map.of("log.dirs", "./leat-data/log"))) {
 *     log.broker().topics().create(new NewTopic("metrics", 3, (short) 1));
 *     Producer<byte[], byte[]> producer = log.producer(Map.of());
 *     Consumer<byte[], byte[]> consumer = log.consumer(Map.of("group.id", "readers"));
 * }
 * }</pre>
 *
 * <p>Safe for use by many threads; its producers are too, its consumers are not, as with Kafka's own.
 */
public final class LogEngine implements AutoCloseable {
    private final EmbeddedBroker broker;
    private final TransactionalIds transactionalIds = new TransactionalIds();

    private final @Nullable KafkaServer server;
    private final List<Endpoint> endpoints;
    private @Nullable Apis apis;

    private LogEngine(EmbeddedBroker broker, BrokerSettings settings, @Nullable KafkaServer server) {
        this.broker = broker;
        this.server = server;
        if (server == null) {
            endpoints = List.of();
        } else {
            Endpoints told = server.endpoints(broker.nodeId());
            endpoints = told.all();
            server.start(() -> apis(told, settings));
            server.reconfigure(broker.configs().current().listeners());
            broker.configs().listen(altered -> server.reconfigure(altered.listeners()));
        }
    }

    private synchronized Apis apis(Endpoints told, BrokerSettings settings) {
        if (apis == null) {
            apis = new Apis(broker, broker.coordinator(), told, settings.listeners());
        }
        return apis;
    }

    /** As {@link #open(Map, InstantSource)}, by the machine's clock. */
    public static LogEngine open(Map<String, ?> settings) {
        return open(settings, InstantSource.system());
    }

    /**
     * Opens the folders {@code log.dirs}, made if they are not there, and brings back what they hold. After a crash the torn tail of
     * each partition is cut. If {@code listeners} is set, clients of the Kafka protocol are served there.
     *
     * @param settings Kafka's broker settings by name, values as text or typed
     * @throws org.apache.kafka.common.config.ConfigException if a setting is wrong, or cannot be honoured by a single node
     * @throws org.apache.kafka.common.errors.KafkaStorageException if another process owns a folder, or the disk fails
     * @throws org.apache.kafka.common.KafkaException if an address of {@code listeners} cannot be had
     */
    public static LogEngine open(Map<String, ?> settings, InstantSource clock) {
        BrokerSettings parsed = BrokerSettings.parse(settings);
        boolean serves = !parsed.listeners().listeners().isEmpty();
        KafkaServer server = serves ? KafkaServer.bind(parsed, settings) : null;
        try {
            return new LogEngine(EmbeddedBroker.open(parsed, clock), parsed, server);
        } catch (RuntimeException e) {
            if (server != null) {
                server.close();
            }
            throw e;
        }
    }

    /** Every name that is a broker setting, served here or not: how a file that holds more than these is divided. */
    public static Set<String> settingNames() {
        return BrokerSettings.names();
    }

    /** The id in {@code meta.properties}, the same for the life of the folder. */
    public String clusterId() {
        return broker.clusterId();
    }

    /** Topics, groups, appends: what the clients of this package are made of. */
    public Broker broker() {
        return broker;
    }

    /** A producer on this log. {@code config} is Kafka's producer config, without addresses and serializers. */
    public Producer<byte[], byte[]> producer(Map<String, ?> config) {
        return new LocalProducer(broker, transactionalIds, config);
    }

    /** A consumer on this log. {@code config} is Kafka's consumer config, without addresses and deserializers. */
    public Consumer<byte[], byte[]> consumer(Map<String, ?> config) {
        return new LocalConsumer(broker, config);
    }

    /** Where clients of the Kafka protocol are served, {@code NAME://host:port} each; none without {@code listeners}. */
    public List<String> listeners() {
        return endpoints.stream().map(Endpoint::toString).toList();
    }

    /** What clients of the Kafka protocol connect to: {@code host:port}, separated by commas; empty without {@code listeners}. */
    public String bootstrapServers() {
        return endpoints.stream().map(it -> it.host() + ":" + it.port()).collect(Collectors.joining(","));
    }

    /** Flushes everything and marks the stop as clean, so that the next start scans nothing. Clients must be closed before. */
    @Override
    public void close() {
        if (server != null) {
            server.close();
        }
        closeApis();
        broker.close();
    }

    private synchronized void closeApis() {
        if (apis != null) {
            apis.close();
        }
    }
}
