package io.leat.connect.rest;

import io.leat.connect.rest.RestSettings.Listener;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The sockets of REST: those of {@code listeners}, and those of {@code admin.listeners} if it names any. */
final class RestListeners {
    private static final Logger LOG = LoggerFactory.getLogger(RestListeners.class);

    /** What is served on the listeners of {@code admin.listeners} alone is of this virtual host. */
    static final String ADMIN = "admin";

    private static final int HEADER_BYTES = 16 << 10;
    private static final long IDLE_MS = 30_000;

    private final Server server;
    private final Map<String, String> worker;

    RestListeners(Server server, Map<String, String> worker) {
        this.server = server;
        this.worker = worker;
    }

    /**
     * Adds listeners, which are bound when the server is started.
     *
     * @param name of the virtual host they serve
     * @param prefix of the settings of those that are https
     * @return whether only this machine can reach them
     */
    boolean add(List<Listener> listeners, String name, String prefix) {
        boolean loopbackOnly = true;
        for (Listener listener : listeners) {
            server.addConnector(connector(listener, name, prefix));
            loopbackOnly &= isLoopback(listener);
        }
        return loopbackOnly;
    }

    private ServerConnector connector(Listener listener, String name, String prefix) {
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setRequestHeaderSize(HEADER_BYTES);
        http.setResponseHeaderSize(HEADER_BYTES);
        ServerConnector connector;
        if (listener.secure()) {
            // Whoever calls by another name than the certificate's decides himself whether he trusts it.
            http.addCustomizer(new SecureRequestCustomizer(false));
            connector = new ServerConnector(
                    server,
                    1,
                    1,
                    new SslConnectionFactory(RestTls.of(worker, prefix), "http/1.1"),
                    new HttpConnectionFactory(http));
        } else {
            connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
        }
        connector.setName(name);
        connector.setHost(listener.host());
        connector.setPort(listener.port());
        connector.setIdleTimeout(IDLE_MS);
        return connector;
    }

    private static boolean isLoopback(Listener listener) {
        return listener.host() != null
                && new InetSocketAddress(listener.host(), 0).getAddress() != null
                && new InetSocketAddress(listener.host(), 0).getAddress().isLoopbackAddress();
    }

    /** Tells whoever starts the worker that others can reach it. */
    static void warnOfStrangers(List<Listener> listeners) {
        listeners.stream()
                .filter(listener -> !isLoopback(listener))
                .forEach(listener -> LOG.warn(
                        "REST listens on {} to others than this machine, without authentication: whoever reaches it can"
                                + " run connectors. Keep it behind a firewall, or set rest.extension.classes to an"
                                + " extension that asks for a password.",
                        listener.host() == null ? "every address" : listener.host()));
    }

    /** A listener as it was bound: with the real port, and a host that can be called. */
    static URI uri(Connector connector) {
        ServerConnector bound = (ServerConnector) connector;
        String host = bound.getHost() == null ? "localhost" : bound.getHost();
        boolean secure = bound.getConnectionFactory(SslConnectionFactory.class) != null;
        return URI.create((secure ? "https://" : "http://") + host + ":" + bound.getLocalPort());
    }
}
