package io.leat.connector.telegraf;

import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.source.SourceConnector;

/** A source that has one task with the connector's own settings, whatever {@code tasks.max} says. */
abstract class OneTaskConnector extends SourceConnector {
    private Map<String, String> settings = Map.of();

    @Override
    public final void start(Map<String, String> settings) {
        this.settings = Map.copyOf(settings);
    }

    @Override
    public final List<Map<String, String>> taskConfigs(int maxTasks) {
        return List.of(settings);
    }

    @Override
    public final void stop() {}

    @Override
    public final String version() {
        return Version.TEXT;
    }
}
