package io.leat.connect.worker;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.sink.SinkConnector;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTask;

/** Keeps what it is given in memory, under the name in {@code into}, where a test finds it. */
public final class CollectingSink extends SinkConnector {
    private static final Map<String, List<Object>> TAKEN = new ConcurrentHashMap<>();
    private static final Map<String, AtomicInteger> REFUSALS = new ConcurrentHashMap<>();

    private static final Map<String, AtomicInteger> FAILURES = new ConcurrentHashMap<>();

    private Map<String, String> config = Map.of();

    /** What has been taken so far under this name, in its order. */
    static List<Object> taken(String into) {
        List<Object> taken = collection(into);
        synchronized (taken) {
            return new ArrayList<>(taken);
        }
    }

    private static List<Object> collection(String into) {
        return TAKEN.computeIfAbsent(into, k -> Collections.synchronizedList(new ArrayList<>()));
    }

    /** How often {@code put} will still refuse a batch, retriably, before it takes it. */
    static AtomicInteger refusals(String into) {
        return REFUSALS.computeIfAbsent(into, k -> new AtomicInteger());
    }

    /** How often {@code put} will still fail for good, before it takes anything. */
    static AtomicInteger failures(String into) {
        return FAILURES.computeIfAbsent(into, k -> new AtomicInteger());
    }

    @Override
    public ConfigDef config() {
        return new ConfigDef().define("into", ConfigDef.Type.STRING, Importance.HIGH, "the name of the collection");
    }

    @Override
    public void start(Map<String, String> settings) {
        config = settings;
    }

    @Override
    public Class<? extends Task> taskClass() {
        return Collecting.class;
    }

    @Override
    public List<Map<String, String>> taskConfigs(int max) {
        return IntStream.range(0, max).mapToObj(n -> config).toList();
    }

    @Override
    public void stop() {}

    @Override
    public String version() {
        return "4.5.6";
    }

    /** The task. */
    public static final class Collecting extends SinkTask {
        private String into = "";

        @Override
        public void start(Map<String, String> settings) {
            into = settings.getOrDefault("into", "");
        }

        @Override
        public void put(Collection<SinkRecord> records) {
            if (!records.isEmpty() && refusals(into).getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
                context.timeout(10);
                throw new RetriableException("not now");
            }
            if (!records.isEmpty() && failures(into).getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
                throw new ConnectException("told to fail");
            }
            for (SinkRecord record : records) {
                collection(into).add(record.value());
            }
        }

        @Override
        public void stop() {}

        @Override
        public String version() {
            return "4.5.6";
        }
    }
}
