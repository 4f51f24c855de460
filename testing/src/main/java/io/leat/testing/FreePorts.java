package io.leat.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;

/**
 * Ports for servers that must know theirs before they start and keep it over a restart.
 *
 * <p>They come from below the range out of which the kernel serves connections and port 0 (32768 on Linux), so that no
 * client of anybody takes the port of a server that was killed and is about to come back. A port is handed out once per
 * JVM; against other JVMs a random start and a trial bind help.
 */
public final class FreePorts {
    private static final int FIRST = 20_000;
    private static final int LAST = 32_000;
    private static final Random RANDOM = new Random();
    private static final Set<Integer> GIVEN = new HashSet<>();

    private FreePorts() {}

    /** A port that nobody listens at now. */
    public static synchronized int next() {
        while (GIVEN.size() < LAST - FIRST) {
            int port = FIRST + RANDOM.nextInt(LAST - FIRST);
            if (GIVEN.add(port) && isFree(port)) {
                return port;
            }
        }
        throw new IllegalStateException("no free port between " + FIRST + " and " + LAST);
    }

    private static boolean isFree(int port) {
        try (var socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException taken) {
            return false;
        }
    }
}
