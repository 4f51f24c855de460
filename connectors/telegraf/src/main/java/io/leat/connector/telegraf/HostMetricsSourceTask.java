package io.leat.connector.telegraf;

import io.leat.connector.telegraf.metric.RecordMaker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTask;
import org.jspecify.annotations.Nullable;

/**
 * One reading a poll. There is no position to go back to: what was not read while the task was down is not there any more. The
 * source offset is the time of the reading, for whoever looks at the offsets.
 */
public final class HostMetricsSourceTask extends SourceTask {
    /** A poll never waits longer, so that a pause is heard. */
    private static final long LONGEST_WAIT_MS = 500;

    private final InstantSource clock;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private Map<String, String> partition = Map.of();
    private long intervalMs;
    private long nextMs;
    private @Nullable HostReadings host;
    private @Nullable RecordMaker records;

    public HostMetricsSourceTask() {
        this(InstantSource.system());
    }

    HostMetricsSourceTask(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public void start(Map<String, String> settings) {
        var config = new HostMetricsConfig(settings);
        String name = config.getString(HostMetricsConfig.HOST);
        String hostName = name.isEmpty() ? HostName.ofThisMachine() : name;
        partition = Map.of("host", hostName);
        records = new RecordMaker(
                config.getString(HostMetricsConfig.TOPIC),
                config.getString(HostMetricsConfig.KEY_TAG),
                config.valueFormat());
        intervalMs = config.getLong(HostMetricsConfig.INTERVAL_MS);
        host = readings(hostName, config.getList(HostMetricsConfig.INPUTS));
        // The first reading is what the second one's cpu usage is the difference to.
        host.read(nanos(clock.instant()));
        nextMs = clock.millis() + intervalMs;
    }

    private static HostReadings readings(String hostName, List<String> inputs) {
        return Files.isReadable(Path.of("/proc/stat"))
                ? new LinuxHost(hostName, inputs, Path.of("/"))
                : new PortableHost(hostName, inputs);
    }

    @Override
    public @Nullable List<SourceRecord> poll() throws InterruptedException {
        long waitMs = nextMs - clock.millis();
        if (stopped.await(Math.min(waitMs, LONGEST_WAIT_MS), TimeUnit.MILLISECONDS) || waitMs > LONGEST_WAIT_MS) {
            return null;
        }
        Instant now = clock.instant();
        nextMs += intervalMs * (1 + Math.max(0, now.toEpochMilli() - nextMs) / intervalMs);
        return read(now);
    }

    private List<SourceRecord> read(Instant now) {
        if (host == null || records == null) {
            throw new IllegalStateException("poll before start");
        }
        Map<String, Long> offset = Map.of("timestamp", now.toEpochMilli());
        RecordMaker maker = records;
        return host.read(nanos(now)).stream()
                .map(metric -> maker.record(metric, partition, offset))
                .toList();
    }

    private static long nanos(Instant instant) {
        return instant.toEpochMilli() * 1_000_000L;
    }

    @Override
    public void stop() {
        stopped.countDown();
    }

    @Override
    public String version() {
        return Version.TEXT;
    }
}
