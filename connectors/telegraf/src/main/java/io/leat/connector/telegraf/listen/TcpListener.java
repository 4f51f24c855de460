package io.leat.connector.telegraf.listen;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lines over TCP, as Telegraf's {@code socket_writer} sends them: no replies, so that no sender knows what was written. A full
 * queue is felt as a connection that does not take more.
 */
public final class TcpListener implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TcpListener.class);
    private static final int BLOCK = 64 * 1024;
    private static final int RECORDS_AT_ONCE = 5000;
    private static final long WAIT_FOR_ROOM_MS = 200;

    private final Door door;
    private final ServerSocket server;
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
    private final AtomicLong received = new AtomicLong();
    private volatile boolean closed;

    public TcpListener(InetSocketAddress address, Door door) throws IOException {
        this.door = door;
        server = new ServerSocket();
        server.bind(address);
        daemon("telegraf-tcp-accept", this::accept).start();
    }

    /** The address it really has, where port 0 was asked for. */
    public InetSocketAddress address() {
        return (InetSocketAddress) server.getLocalSocketAddress();
    }

    static Thread daemon(String name, Runnable task) {
        var thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    private void accept() {
        while (!closed) {
            try {
                Socket socket = server.accept();
                if (connections.size() >= door.limits().connections()) {
                    LOG.warn(
                            "refused {}: there are {} connections",
                            socket.getRemoteSocketAddress(),
                            connections.size());
                    socket.close();
                } else {
                    connections.add(socket);
                    daemon("telegraf-tcp-" + socket.getPort(), () -> serve(socket))
                            .start();
                }
            } catch (IOException e) {
                if (!closed) {
                    LOG.warn("cannot accept a connection: {}", e.toString());
                }
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            read(socket);
        } catch (IOException e) {
            LOG.debug("connection {} ended: {}", socket, e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            connections.remove(socket);
        }
    }

    private void read(Socket socket) throws IOException, InterruptedException {
        var in = socket.getInputStream();
        var stream = new LineStream(door.precision(), door.limits().lineBytes(), BLOCK, 0);
        var reader = door.reader("tcp", "tcp " + socket.getRemoteSocketAddress(), received);
        boolean more = true;
        while (more && !closed) {
            more = stream.fill(in::read) >= 0;
            if (!more) {
                stream.end();
            }
            LineReader.Lines lines;
            do {
                lines = new LineReader.Lines();
                reader.take(stream, door.nowNanos(), RECORDS_AT_ONCE, lines);
                more &= handOver(lines);
            } while (lines.records.size() == RECORDS_AT_ONCE);
        }
    }

    private boolean handOver(LineReader.Lines lines) throws InterruptedException {
        while (!lines.records.isEmpty() && !door.intake().offer(lines.records, WAIT_FOR_ROOM_MS)) {
            if (closed) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void close() throws IOException {
        closed = true;
        server.close();
        for (Socket socket : connections) {
            socket.close();
        }
    }
}
