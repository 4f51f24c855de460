package io.leat.connector.telegraf;

import io.leat.connector.telegraf.listen.Counts;
import io.leat.connector.telegraf.listen.Delivery;
import io.leat.connector.telegraf.listen.Door;
import io.leat.connector.telegraf.listen.FileFollower;
import io.leat.connector.telegraf.listen.HttpListener;
import io.leat.connector.telegraf.listen.Intake;
import io.leat.connector.telegraf.listen.TcpListener;
import io.leat.connector.telegraf.listen.UdpListener;
import io.leat.connector.telegraf.metric.RecordMaker;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTask;
import org.jspecify.annotations.Nullable;

/** Opens the doors, hands their records to the worker, and lets the senders know what the worker has written. */
public final class TelegrafSourceTask extends SourceTask {
    /** A poll never waits longer, so that a pause is heard. */
    private static final long IDLE_MS = 500;
    /** How long after its end a file is looked at again. */
    private static final long FILE_IDLE_MS = 50;

    private final Counts counts = new Counts();
    private final List<AutoCloseable> doors = Collections.synchronizedList(new ArrayList<>());
    private @Nullable Intake intake;
    private @Nullable FileFollower file;
    private @Nullable HttpListener http;
    private @Nullable TcpListener tcp;
    private @Nullable UdpListener udp;
    private int batchRecords;

    @Override
    public void start(Map<String, String> settings) {
        var config = new TelegrafSourceConfig(settings);
        batchRecords = config.getInt(TelegrafSourceConfig.BATCH_MAX_RECORDS);
        var queue = new Intake(config.getInt(TelegrafSourceConfig.QUEUE_MAX_RECORDS));
        intake = queue;
        doors.add(queue::close);
        var maker = new RecordMaker(
                config.getString(TelegrafSourceConfig.TOPIC),
                config.getString(TelegrafSourceConfig.KEY_TAG),
                config.valueFormat());
        var door = new Door(maker, queue, counts, config.limits(), config.precision(), InstantSource.system());
        try {
            open(config, door);
        } catch (IOException e) {
            stop();
            throw new ConnectException("cannot open the connector's doors: " + e.getMessage(), e);
        }
        doors.add(Beans.register(counts, settings.getOrDefault("name", "telegraf")));
    }

    private void open(TelegrafSourceConfig config, Door door) throws IOException {
        InetSocketAddress httpAt = config.address(TelegrafSourceConfig.HTTP_LISTEN);
        InetSocketAddress tcpAt = config.address(TelegrafSourceConfig.TCP_LISTEN);
        InetSocketAddress udpAt = config.address(TelegrafSourceConfig.UDP_LISTEN);
        String path = config.getString(TelegrafSourceConfig.FILE);
        http = httpAt == null ? null : opened(TelegrafSourceConfig.HTTP_LISTEN, httpAt, door, HttpListener::new);
        tcp = tcpAt == null ? null : opened(TelegrafSourceConfig.TCP_LISTEN, tcpAt, door, TcpListener::new);
        udp = udpAt == null ? null : opened(TelegrafSourceConfig.UDP_LISTEN, udpAt, door, UdpListener::new);
        if (!path.isEmpty()) {
            file = new FileFollower(
                    Path.of(path), door, context.offsetStorageReader().offset(FileFollower.partition(path)));
            doors.add(file);
        }
    }

    private interface Opening<T> {
        T at(InetSocketAddress address, Door door) throws IOException;
    }

    private <T extends AutoCloseable> T opened(String setting, InetSocketAddress address, Door door, Opening<T> opening)
            throws IOException {
        try {
            T listener = opening.at(address, door);
            doors.add(listener);
            return listener;
        } catch (IOException e) {
            throw new IOException(setting + " is " + address + ": " + e.getMessage(), e);
        }
    }

    @Override
    public @Nullable List<SourceRecord> poll() throws InterruptedException {
        if (intake == null) {
            throw new IllegalStateException("poll before start");
        }
        List<SourceRecord> records = file == null ? List.of() : read(file);
        long wait = !records.isEmpty() ? 0 : file == null ? IDLE_MS : FILE_IDLE_MS;
        List<SourceRecord> received = intake.take(batchRecords, wait);
        if (!records.isEmpty()) {
            received.addAll(records);
        }
        return received.isEmpty() ? null : received;
    }

    private List<SourceRecord> read(FileFollower follower) {
        try {
            return follower.read(batchRecords);
        } catch (IOException e) {
            throw new ConnectException("cannot read the file: " + e, e);
        }
    }

    @Override
    public void commitRecord(SourceRecord record, @Nullable RecordMetadata metadata) {
        Delivery.written(record);
    }

    @Override
    public void stop() {
        for (AutoCloseable door : List.copyOf(doors)) {
            try {
                door.close();
            } catch (Exception e) {
                throw new ConnectException("cannot close the connector's doors: " + e.getMessage(), e);
            }
        }
        doors.clear();
    }

    Counts counts() {
        return counts;
    }

    @Nullable
    InetSocketAddress httpAddress() {
        return http == null ? null : http.address();
    }

    @Nullable
    InetSocketAddress tcpAddress() {
        return tcp == null ? null : tcp.address();
    }

    @Nullable
    InetSocketAddress udpAddress() {
        return udp == null ? null : udp.address();
    }

    @Override
    public String version() {
        return Version.TEXT;
    }
}
