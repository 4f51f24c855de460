package io.leat.connect.rest;

import io.leat.connect.plugin.Plugins;
import io.leat.connect.rest.RestSettings.Listener;
import io.leat.connect.settings.SecretSettings;
import io.leat.connect.worker.ConnectorOperations;
import io.leat.connect.worker.LogLevels;
import io.leat.connect.worker.Loggers;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.InstantSource;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.logging.Level;
import org.apache.kafka.connect.errors.ConnectException;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.glassfish.jersey.servlet.ServletContainer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The REST interface, listening. */
public final class RestServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RestServer.class);

    /** Jersey warns there of every resource that is an object and not a class. Held, or its level would be forgotten. */
    private static final java.util.logging.Logger PROVIDERS =
            java.util.logging.Logger.getLogger("org.glassfish.jersey.internal.inject.Providers");

    static {
        PROVIDERS.setLevel(Level.SEVERE);
    }

    private static final int THREADS = 16;
    private static final int CONNECTIONS = 256;
    private static final int HEADER_BYTES = 16 << 10;
    private static final long IDLE_MS = 30_000;
    private static final long STOP_MS = 2_000;

    private final RestSettings settings;
    private final Server server;
    private final TimedCalls calls;

    private RestServer(RestSettings settings, Server server, TimedCalls calls) {
        this.settings = settings;
        this.server = server;
        this.calls = calls;
    }

    /** Prepared and listening, without loggers to show. */
    public static RestServer start(
            RestSettings settings, ConnectorOperations operations, Plugins plugins, WorkerInfo worker) {
        Loggers none = Loggers.alone(LogLevels.NONE, InstantSource.system());
        return start(settings, new Served(operations, plugins, worker, none));
    }

    /** Prepared and listening. */
    public static RestServer start(RestSettings settings, Served served) {
        RestServer rest = prepare(settings, () -> served);
        rest.listen();
        return rest;
    }

    /** What REST speaks for. */
    public record Served(ConnectorOperations operations, Plugins plugins, WorkerInfo worker, Loggers loggers) {}

    /**
     * Does what takes long and binds no port.
     *
     * @param what asked for once all that needs nothing of it is done; not used before {@link #listen}
     */
    public static RestServer prepare(RestSettings settings, Supplier<Served> what) {
        Server server = server();
        boolean loopbackOnly = true;
        for (Listener listener : settings.listeners()) {
            loopbackOnly &= listen(server, listener);
        }
        Served served = what.get();
        TimedCalls calls = new TimedCalls(settings.requestTimeout());
        Secrets secrets = new Secrets(new SecretSettings(served.plugins()), calls);
        RequestBody bodies = new RequestBody(settings.maxBodyBytes());
        RestApplication application = new RestApplication(
                new BrowserGuard(loopbackOnly),
                new ErrorMapper(),
                new JsonBodyWriter(),
                new RootResource(served.worker()),
                new ConnectorsResource(served.operations(), secrets, calls, bodies),
                new OffsetsResource(served.operations(), calls, bodies),
                new TopicsResource(served.operations()),
                new PluginsResource(served.plugins(), served.operations(), calls, bodies),
                new LoggersResource(served.loggers(), calls, bodies));
        RestServer rest = new RestServer(settings, server, calls);
        rest.begin(serve(server, application), e -> "REST cannot start: " + e.getMessage());
        return rest;
    }

    /**
     * Listens, and answers when this returns.
     *
     * @throws ConnectException if a listener cannot be bound, with its address
     */
    public void listen() {
        begin(
                server,
                e -> "REST cannot listen on " + settings.listeners() + ": " + e.getMessage()
                        + ". Is another worker running there? Set listeners to another address or port.");
    }

    private void begin(LifeCycle part, Function<Exception, String> problem) {
        try {
            part.start();
        } catch (Exception e) {
            close();
            throw new ConnectException(problem.apply(e), e);
        }
    }

    private static Server server() {
        QueuedThreadPool threads = new QueuedThreadPool(THREADS, 4);
        threads.setName("rest");
        threads.setDaemon(true);
        Server server = new Server(threads);
        server.setErrorHandler(new JsonErrors());
        server.setStopTimeout(STOP_MS);
        server.addBean(new NetworkConnectionLimit(CONNECTIONS, server));
        return server;
    }

    /** Adds a listener and says whether only this machine can reach it. */
    private static boolean listen(Server server, Listener listener) {
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setRequestHeaderSize(HEADER_BYTES);
        http.setResponseHeaderSize(HEADER_BYTES);
        ServerConnector connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
        connector.setHost(listener.host());
        connector.setPort(listener.port());
        connector.setIdleTimeout(IDLE_MS);
        server.addConnector(connector);
        if (listener.host() != null
                && new InetSocketAddress(listener.host(), 0).getAddress().isLoopbackAddress()) {
            return true;
        }
        LOG.warn(
                "REST listens on {} to others than this machine, without authentication: whoever reaches it can run"
                        + " connectors. Keep it behind a firewall or a proxy that asks for a password.",
                listener.host() == null ? "every address" : listener.host());
        return false;
    }

    private static LifeCycle serve(Server server, RestApplication application) {
        ServletHolder jersey = new ServletHolder("rest", new ServletContainer(application));
        jersey.setInitOrder(1); // at start: the first request must not pay for it
        ServletContextHandler context = new ServletContextHandler("/");
        context.addServlet(jersey, "/*");
        server.setHandler(context);
        return context;
    }

    /** The first listener as it was bound: with the real port, and a host that can be called. */
    public URI uri() {
        ServerConnector first = (ServerConnector) server.getConnectors()[0];
        String host = first.getHost() == null ? "localhost" : first.getHost();
        return URI.create("http://" + host + ":" + first.getLocalPort());
    }

    /** Stops listening; requests under way have two seconds to end. */
    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            LOG.warn("REST did not stop cleanly.", e);
        }
        calls.close();
    }
}
