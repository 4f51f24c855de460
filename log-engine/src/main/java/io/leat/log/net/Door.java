package io.leat.log.net;

import io.leat.log.settings.ListenerSettings.Listener;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One listener's bound socket and the thread {@code log-accept-<listener>} that shares out who comes. */
final class Door {
    private static final Logger LOG = LoggerFactory.getLogger(Door.class);

    private final Listener listener;
    private final ServerSocketChannel server;
    private final int sendBufferBytes;
    private final ConnectionLimits limits;
    private long accepted;

    private Door(Listener listener, ServerSocketChannel server, int sendBufferBytes, ConnectionLimits limits) {
        this.listener = listener;
        this.server = server;
        this.sendBufferBytes = sendBufferBytes;
        this.limits = limits;
    }

    /**
     * Binds the listener's address.
     *
     * @throws KafkaException if the address cannot be had; its cause says why
     */
    static Door open(
            Listener listener, int receiveBufferBytes, int sendBufferBytes, int backlog, ConnectionLimits limits) {
        InetSocketAddress address = listener.host().isEmpty()
                ? new InetSocketAddress(listener.port())
                : new InetSocketAddress(listener.host(), listener.port());
        try {
            ServerSocketChannel server = ServerSocketChannel.open();
            try {
                if (receiveBufferBytes > 0) {
                    server.setOption(StandardSocketOptions.SO_RCVBUF, receiveBufferBytes);
                }
                server.bind(address, backlog);
                return new Door(listener, server, sendBufferBytes, limits);
            } catch (IOException | RuntimeException e) {
                server.close();
                throw e;
            }
        } catch (IOException | RuntimeException e) {
            throw new KafkaException(
                    "The log cannot listen on %s: %s. Is another broker running there? Choose another address with listeners"
                            .formatted(listener, e.getMessage()),
                    e);
        }
    }

    Listener listener() {
        return listener;
    }

    /** The port that was bound. */
    int port() {
        return server.socket().getLocalPort();
    }

    /** Begins to share out connections to {@code threads}, in turn; they are asked for when the first comes. */
    void start(Supplier<List<NetThread>> threads) {
        Thread thread = new Thread(() -> acceptAll(threads), "log-accept-" + listener.name());
        thread.setDaemon(true);
        thread.start();
    }

    void close() {
        try {
            server.close();
        } catch (IOException e) {
            LOG.warn("{} could not be closed", listener, e);
        }
    }

    private void acceptAll(Supplier<List<NetThread>> threads) {
        while (server.isOpen()) {
            try {
                limits.awaitRoom();
                accept(server.accept(), threads.get());
            } catch (ClosedChannelException e) {
                return;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (IOException | RuntimeException e) {
                LOG.warn("{}: a connection could not be accepted: {}", listener, e.toString());
            }
        }
    }

    private void accept(SocketChannel socket, List<NetThread> threads) throws IOException {
        Socket plain = socket.socket();
        String id = "%s:%d-%s:%d-%d"
                .formatted(
                        plain.getLocalAddress().getHostAddress(),
                        plain.getLocalPort(),
                        plain.getInetAddress().getHostAddress(),
                        plain.getPort(),
                        accepted);
        if (!limits.admit(id, plain.getInetAddress())) {
            LOG.info("{}: a connection from {} is refused: max.connections.per.ip", listener, plain.getInetAddress());
            socket.close();
            return;
        }
        socket.configureBlocking(false);
        plain.setTcpNoDelay(true);
        plain.setKeepAlive(true);
        if (sendBufferBytes > 0) {
            plain.setSendBufferSize(sendBufferBytes);
        }
        NetThread[] now = threads.toArray(new NetThread[0]);
        now[(int) (accepted++ % now.length)].accept(id, socket);
    }
}
