package io.leat.connector.telegraf;

import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.source.SourceConnector;

/**
 * Reads this machine's cpu, mem, disk, net and system metrics at an interval, in the shape Telegraf's inputs give them.
 *
 * <p>One task, whatever {@code tasks.max} says: it is one machine.
 */
public final class HostMetricsSourceConnector extends SourceConnector {
    private Map<String, String> settings = Map.of();

    @Override
    public void start(Map<String, String> settings) {
        this.settings = Map.copyOf(settings);
    }

    @Override
    public Class<? extends Task> taskClass() {
        return HostMetricsSourceTask.class;
    }

    @Override
    public List<Map<String, String>> taskConfigs(int maxTasks) {
        return List.of(settings);
    }

    @Override
    public void stop() {}

    @Override
    public ConfigDef config() {
        return HostMetricsConfig.DEFINITION;
    }

    @Override
    public String version() {
        return Version.TEXT;
    }
}
