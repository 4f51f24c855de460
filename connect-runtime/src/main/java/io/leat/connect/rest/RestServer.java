package io.leat.connect.rest;

import io.leat.connect.plugin.Plugins;
import io.leat.connect.rest.RestSettings.Listener;
import io.leat.connect.settings.SecretSettings;
import io.leat.connect.worker.ConnectorOperations;
import io.leat.connect.worker.LogLevels;
import io.leat.connect.worker.Loggers;
import java.net.URI;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.logging.Level;
import org.apache.kafka.connect.errors.ConnectException;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.CustomRequestLog;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.Slf4jRequestLogWriter;
import org.eclipse.jetty.server.handler.ContextHandlerCollection;
import org.eclipse.jetty.server.handler.CrossOriginHandler;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.glassfish.jersey.servlet.ServletContainer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The REST interface, listening. */
public final class RestServer implements AutoCloseable {
    /** Kafka Connect's name of the logger that has a line for each request. */
    public static final String ACCESS_LOG = "org.apache.kafka.connect.runtime.rest.RestServer";

    private static final Logger LOG = LoggerFactory.getLogger(RestServer.class);

    /** Jersey warns there of every resource that is an object and not a class. Held, or its level would be forgotten. */
    private static final java.util.logging.Logger PROVIDERS =
            java.util.logging.Logger.getLogger("org.glassfish.jersey.internal.inject.Providers");

    static {
        PROVIDERS.setLevel(Level.SEVERE);
    }

    private static final int THREADS = 16;
    private static final int CONNECTIONS = 256;
    private static final long STOP_MS = 2_000;

    private final RestSettings settings;
    private final Server server = server();
    private final TimedCalls calls;
    private final RestExtensions extensions = new RestExtensions();
    private final boolean loopbackOnly;
    private final boolean adminLoopbackOnly;

    private RestServer(RestSettings settings) {
        this.settings = settings;
        this.calls = new TimedCalls(settings.requestTimeout());
        RestListeners sockets = new RestListeners(server, settings.given());
        loopbackOnly = sockets.add(settings.listeners(), "rest", RestTls.PREFIX);
        adminLoopbackOnly = sockets.add(adminListeners(), RestListeners.ADMIN, RestTls.ADMIN_PREFIX);
    }

    private List<Listener> adminListeners() {
        List<Listener> own = settings.adminListeners();
        return own == null ? List.of() : own;
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
        RestServer rest = new RestServer(settings);
        try {
            rest.serve(what.get());
        } catch (RuntimeException e) {
            rest.close();
            throw e;
        }
        return rest;
    }

    private void serve(Served served) {
        Secrets secrets = new Secrets(new SecretSettings(served.plugins()), calls);
        RequestBody bodies = new RequestBody(settings.maxBodyBytes());
        LoggersResource loggers = new LoggersResource(served.loggers(), calls, bodies);
        List<Object> resources = new ArrayList<>(List.of(
                new RootResource(served.worker()),
                new ConnectorsResource(served.operations(), secrets, calls, bodies),
                new OffsetsResource(served.operations(), calls, bodies),
                new TopicsResource(served.operations()),
                new DryRunResource(served.operations(), calls, bodies),
                new PreviewResource(served.operations(), calls, bodies),
                new PluginsResource(served.plugins(), served.operations(), calls, bodies)));
        if (settings.adminListeners() == null) {
            resources.add(loggers);
        }
        RestApplication application =
                application(new BrowserGuard(loopbackOnly, settings.origins()), served.worker(), resources);
        if (settings.extensions().isEmpty()) {
            RestListeners.warnOfStrangers(settings.listeners());
        } else {
            application.register(new PlainEntities());
            extensions.register(
                    settings.extensions(),
                    served.plugins(),
                    settings.given(),
                    application,
                    new ClusterState(served.operations(), served.worker().kafkaClusterId()));
        }
        ServletContextHandler main = context(application, settings.extensions().isEmpty() ? null : extensions.loader());
        allowOrigins(main);
        ServletContextHandler admin = null;
        if (!adminListeners().isEmpty()) {
            RestListeners.warnOfStrangers(adminListeners());
            admin = context(
                    application(new BrowserGuard(adminLoopbackOnly, List.of()), served.worker(), List.of(loggers)),
                    null);
            main.setVirtualHosts(List.of("@rest"));
            admin.setVirtualHosts(List.of("@" + RestListeners.ADMIN));
        }
        Handler all = admin == null ? main : new ContextHandlerCollection(main, admin);
        server.setHandler(settings.headers().isEmpty() ? all : withHeaders(all));
        begin(main, e -> "REST cannot start: " + e.getMessage());
        if (admin != null) {
            begin(admin, e -> "REST cannot start: " + e.getMessage());
        }
    }

    private static RestApplication application(BrowserGuard guard, WorkerInfo worker, List<Object> resources) {
        List<Object> components = new ArrayList<>(resources);
        components.add(guard);
        components.add(new ErrorMapper());
        components.add(new JsonBodyWriter());
        components.add(new OpenApiResource(worker.version(), resources));
        return new RestApplication(components.toArray());
    }

    private Handler withHeaders(Handler all) {
        ReplyHeaders headers = new ReplyHeaders(settings.headers(), InstantSource.system());
        headers.setHandler(all);
        return headers;
    }

    private static ServletContextHandler context(RestApplication application, @Nullable ClassLoader loader) {
        ServletHolder jersey = new ServletHolder("rest", new ServletContainer(application));
        jersey.setInitOrder(1); // at start: the first request must not pay for it
        ServletContextHandler context = new ServletContextHandler("/");
        context.addServlet(jersey, "/*");
        if (loader != null) {
            context.setClassLoader(loader);
        }
        return context;
    }

    private void allowOrigins(ServletContextHandler context) {
        if (settings.origins().isEmpty()) {
            return;
        }
        CrossOriginHandler cors = new CrossOriginHandler();
        cors.setAllowedOriginPatterns(new HashSet<>(settings.origins()));
        if (!settings.originMethods().isEmpty()) {
            cors.setAllowedMethods(new HashSet<>(settings.originMethods()));
        }
        cors.setDeliverPreflightRequests(true);
        context.insertHandler(cors);
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
        Slf4jRequestLogWriter lines = new Slf4jRequestLogWriter();
        lines.setLoggerName(ACCESS_LOG);
        // As Kafka Connect: extended NCSA, and how many milliseconds it took.
        server.setRequestLog(new CustomRequestLog(lines, CustomRequestLog.EXTENDED_NCSA_FORMAT + " %{ms}T"));
        return server;
    }

    /** The first listener as it was bound: with the real port, and a host that can be called. */
    public URI uri() {
        return RestListeners.uri(server.getConnectors()[0]);
    }

    /** The first listener of {@code admin.listeners}, or that of all else if it names none. */
    public URI adminUri() {
        return RestListeners.uri(server.getConnectors()[
                adminListeners().isEmpty() ? 0 : settings.listeners().size()]);
    }

    /** Stops listening; requests under way have two seconds to end. */
    @Override
    public void close() {
        extensions.close();
        try {
            server.stop();
        } catch (Exception e) {
            LOG.warn("REST did not stop cleanly.", e);
        }
        calls.close();
    }
}
