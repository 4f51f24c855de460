package io.leat.log.net;

import io.leat.log.settings.ListenerSettings;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;

/** How many connections there are, from where, and whether one more may be. For any thread. */
final class ConnectionLimits {
    private int most;
    private int mostPerAddress;
    private final Map<String, InetAddress> addresses = new HashMap<>();
    private final Map<InetAddress, Integer> counts = new HashMap<>();
    private boolean closed;

    ConnectionLimits(ListenerSettings settings) {
        this.most = settings.maxConnections();
        this.mostPerAddress = settings.maxConnectionsPerIp();
    }

    /** Other limits hold from here on; who is connected stays. */
    synchronized void change(ListenerSettings settings) {
        most = settings.maxConnections();
        mostPerAddress = settings.maxConnectionsPerIp();
        notifyAll();
    }

    /** Waits until there are fewer than {@code max.connections}: who comes then waits in the system's backlog. */
    synchronized void awaitRoom() throws InterruptedException {
        while (!closed && addresses.size() >= most) {
            wait();
        }
    }

    /** Counts the connection {@code id}; false if its address has {@code max.connections.per.ip} already. */
    synchronized boolean admit(String id, InetAddress address) {
        int count = counts.getOrDefault(address, 0);
        if (count >= mostPerAddress) {
            return false;
        }
        addresses.put(id, address);
        counts.put(address, count + 1);
        return true;
    }

    /** The connection {@code id} is no more. */
    synchronized void left(String id) {
        InetAddress address = addresses.remove(id);
        if (address != null) {
            counts.computeIfPresent(address, (key, count) -> count > 1 ? count - 1 : null);
            notifyAll();
        }
    }

    /** Nobody waits from here on. */
    synchronized void close() {
        closed = true;
        notifyAll();
    }
}
