package io.leat.connect.settings;

import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.sink.SinkConnector;

/** A sink with a setting of each sort that matters to validation; it never runs. */
public final class NotesSinkConnector extends SinkConnector {
    @Override
    public void start(Map<String, String> settings) {
        throw new UnsupportedOperationException("It is judged, never started");
    }

    @Override
    public Class<? extends Task> taskClass() {
        throw new UnsupportedOperationException("It is judged, never started");
    }

    @Override
    public List<Map<String, String>> taskConfigs(int maxTasks) {
        return List.of();
    }

    @Override
    public void stop() {}

    @Override
    public ConfigDef config() {
        return new ConfigDef()
                .define("file", ConfigDef.Type.STRING, ConfigDef.NO_DEFAULT_VALUE, Importance.HIGH, "Where to.")
                .define("lines", ConfigDef.Type.INT, 10, ConfigDef.Range.atLeast(1), Importance.LOW, "How many.")
                .define(
                        "opener",
                        ConfigDef.Type.PASSWORD,
                        null,
                        Importance.HIGH,
                        "A secret whose name does not say so.");
    }

    @Override
    public String version() {
        return "7.1";
    }
}
