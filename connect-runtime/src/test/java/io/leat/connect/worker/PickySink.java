package io.leat.connect.worker;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.sink.SinkConnector;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTask;

/** Takes whole batches or nothing: one with a value that begins with "bad" is rejected, or that value is reported. */
public final class PickySink extends SinkConnector {
    private static final Map<String, List<String>> TAKEN = new ConcurrentHashMap<>();

    private Map<String, String> config = Map.of();

    static List<String> taken(String into) {
        return TAKEN.computeIfAbsent(into, k -> new CopyOnWriteArrayList<>());
    }

    @Override
    public ConfigDef config() {
        return new ConfigDef()
                .define("into", ConfigDef.Type.STRING, Importance.HIGH, "the name of the collection")
                .define("report", ConfigDef.Type.BOOLEAN, false, Importance.LOW, "instead of rejecting");
    }

    @Override
    public void start(Map<String, String> settings) {
        config = settings;
    }

    @Override
    public Class<? extends Task> taskClass() {
        return Picky.class;
    }

    @Override
    public List<Map<String, String>> taskConfigs(int max) {
        return List.of(config);
    }

    @Override
    public void stop() {}

    @Override
    public String version() {
        return "1";
    }

    /** The task. */
    public static final class Picky extends SinkTask {
        private String into = "";
        private boolean report;

        @Override
        public void start(Map<String, String> settings) {
            into = settings.getOrDefault("into", "");
            report = Boolean.parseBoolean(settings.get("report"));
        }

        @Override
        public void put(Collection<SinkRecord> records) {
            for (SinkRecord record : records) {
                if (isBad(record) && report) {
                    var unused = Objects.requireNonNull(context.errantRecordReporter())
                            .report(record, new DataException("reported " + record.value()));
                } else if (isBad(record)) {
                    throw new DataException("rejected " + record.value());
                }
            }
            records.stream()
                    .filter(record -> !isBad(record))
                    .forEach(record -> taken(into).add(String.valueOf(record.value())));
        }

        private static boolean isBad(SinkRecord record) {
            return String.valueOf(record.value()).startsWith("bad");
        }

        @Override
        public void stop() {}

        @Override
        public String version() {
            return "1";
        }
    }
}
