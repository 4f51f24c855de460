package io.leat.benchmarks.connect.plugin;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceConnector;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTask;

/** Returns {@code count} records as fast as it is asked, and then none. */
public final class SyntheticSource extends SourceConnector {
    private Map<String, String> config = Map.of();

    @Override
    public ConfigDef config() {
        return new ConfigDef()
                .define("topic", ConfigDef.Type.STRING, Importance.HIGH, "where to")
                .define("count", ConfigDef.Type.LONG, Importance.HIGH, "how many")
                .define(
                        "kind",
                        ConfigDef.Type.STRING,
                        "bytes",
                        Importance.HIGH,
                        "bytes of 100, struct of 5 fields, or map");
    }

    @Override
    public void start(Map<String, String> settings) {
        config = settings;
    }

    @Override
    public Class<? extends Task> taskClass() {
        return Synthetic.class;
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
    public static final class Synthetic extends SourceTask {
        private static final int BATCH = 1000;
        private static final Map<String, ?> PARTITION = Map.of("n", 0);
        private static final Schema STRUCT = SchemaBuilder.struct()
                .name("Reading")
                .field("id", Schema.INT64_SCHEMA)
                .field("host", Schema.STRING_SCHEMA)
                .field("region", Schema.OPTIONAL_STRING_SCHEMA)
                .field("usage", Schema.FLOAT64_SCHEMA)
                .field("ok", Schema.BOOLEAN_SCHEMA)
                .build();

        private final byte[] bytes = new byte[100];
        private String topic = "";
        private String kind = "";
        private long count;
        private long next;

        @Override
        public void start(Map<String, String> settings) {
            topic = settings.getOrDefault("topic", "");
            kind = settings.getOrDefault("kind", "bytes");
            count = Long.parseLong(settings.getOrDefault("count", "0"));
        }

        @Override
        public List<SourceRecord> poll() throws InterruptedException {
            int size = (int) Math.min(BATCH, count - next);
            if (size == 0) {
                Thread.sleep(100);
                return List.of();
            }
            List<SourceRecord> records = new ArrayList<>(size);
            Map<String, ?> offset = Map.of("next", next + size);
            for (int i = 0; i < size; i++) {
                records.add(record(next++, offset));
            }
            return records;
        }

        private SourceRecord record(long id, Map<String, ?> offset) {
            return switch (kind) {
                case "struct" ->
                    new SourceRecord(
                            PARTITION,
                            offset,
                            topic,
                            STRUCT,
                            new Struct(STRUCT)
                                    .put("id", id)
                                    .put("host", "server-17.example")
                                    .put("region", "eu-central-1")
                                    .put("usage", 0.25 * id)
                                    .put("ok", true));
                case "map" -> {
                    Map<String, Object> map = new HashMap<>();
                    map.put("id", id);
                    map.put("host", "server-17.example");
                    map.put("region", "eu-central-1");
                    map.put("usage", 0.25 * id);
                    map.put("ok", true);
                    yield new SourceRecord(PARTITION, offset, topic, null, map);
                }
                default -> new SourceRecord(PARTITION, offset, topic, Schema.BYTES_SCHEMA, bytes);
            };
        }

        @Override
        public void stop() {}

        @Override
        public String version() {
            return "1";
        }
    }
}
