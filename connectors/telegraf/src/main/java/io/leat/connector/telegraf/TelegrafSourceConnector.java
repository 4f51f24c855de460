package io.leat.connector.telegraf;

import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.source.ExactlyOnceSupport;
import org.apache.kafka.connect.source.SourceConnector;

/**
 * Takes line protocol from Telegraf, or anyone who speaks it, over HTTP, TCP, UDP and from a file.
 *
 * <p>One task, whatever {@code tasks.max} says: an address can be listened at once, and a file has one reader. For more, make more
 * connectors with an address or file each.
 */
public final class TelegrafSourceConnector extends SourceConnector {
    private Map<String, String> settings = Map.of();

    @Override
    public void start(Map<String, String> settings) {
        this.settings = Map.copyOf(settings);
    }

    @Override
    public Class<? extends Task> taskClass() {
        return TelegrafSourceTask.class;
    }

    @Override
    public List<Map<String, String>> taskConfigs(int maxTasks) {
        return List.of(settings);
    }

    @Override
    public void stop() {}

    @Override
    public ConfigDef config() {
        return TelegrafSourceConfig.DEFINITION;
    }

    /** A file can be read again from any position; what comes by network only as often as its sender sends it. */
    @Override
    public ExactlyOnceSupport exactlyOnceSupport(Map<String, String> settings) {
        var config = new TelegrafSourceConfig(settings);
        return config.getString(TelegrafSourceConfig.HTTP_LISTEN).isEmpty()
                        && config.getString(TelegrafSourceConfig.TCP_LISTEN).isEmpty()
                        && config.getString(TelegrafSourceConfig.UDP_LISTEN).isEmpty()
                ? ExactlyOnceSupport.SUPPORTED
                : ExactlyOnceSupport.UNSUPPORTED;
    }

    @Override
    public String version() {
        return Version.TEXT;
    }
}
