package io.leat.connector.telegraf.listen;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Datagrams of whole lines. Nobody can be asked to wait: what comes while the queue is full is dropped and counted.
 */
public final class UdpListener implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(UdpListener.class);
    private static final int LARGEST_DATAGRAM = 65_535;

    private final Door door;
    private final DatagramSocket socket;
    private final AtomicLong received = new AtomicLong();
    private volatile boolean closed;

    public UdpListener(InetSocketAddress address, Door door) throws IOException {
        this.door = door;
        socket = new DatagramSocket(address);
        TcpListener.daemon("telegraf-udp", this::receive).start();
    }

    /** The address it really has, where port 0 was asked for. */
    public InetSocketAddress address() {
        return (InetSocketAddress) socket.getLocalSocketAddress();
    }

    private void receive() {
        var packet = new DatagramPacket(new byte[LARGEST_DATAGRAM], LARGEST_DATAGRAM);
        var reader = door.reader("udp", "udp", received);
        while (!closed) {
            try {
                packet.setLength(LARGEST_DATAGRAM);
                socket.receive(packet);
                lines(packet, reader);
            } catch (IOException e) {
                if (!closed) {
                    LOG.warn("cannot receive a datagram: {}", e.toString());
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private void lines(DatagramPacket packet, LineReader reader) throws IOException, InterruptedException {
        var stream = new LineStream(door.precision(), door.limits().lineBytes(), LARGEST_DATAGRAM, 0);
        stream.fill((buffer, offset, length) -> {
            System.arraycopy(packet.getData(), packet.getOffset(), buffer, offset, packet.getLength());
            return packet.getLength();
        });
        stream.end();
        var lines = new LineReader.Lines();
        reader.take(stream, door.nowNanos(), Integer.MAX_VALUE, lines);
        if (!lines.records.isEmpty() && !door.intake().offer(lines.records, 0)) {
            door.counts().dropped(lines.records.size());
        }
    }

    @Override
    public void close() {
        closed = true;
        socket.close();
    }
}
