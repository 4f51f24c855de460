package io.leat.connector.telegraf;

import java.util.Map;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.source.ExactlyOnceSupport;

/**
 * Takes line protocol from Telegraf, or anyone who speaks it, over HTTP, TCP, UDP and from a file.
 *
 * <p>One task, whatever {@code tasks.max} says: an address can be listened at once, and a file has one reader. For more, make more
 * connectors with an address or file each.
 */
public final class TelegrafSourceConnector extends OneTaskConnector {
    @Override
    public Class<? extends Task> taskClass() {
        return TelegrafSourceTask.class;
    }

    @Override
    public ConfigDef config() {
        return TelegrafSourceConfig.DEFINITION;
    }

    /** Beyond the definition: at least one source is named. */
    @Override
    public Config validate(Map<String, String> candidate) {
        Config config = super.validate(candidate);
        if (TelegrafSourceConfig.namesNoSource(candidate)) {
            config.configValues().stream()
                    .filter(value -> value.name().equals(TelegrafSourceConfig.HTTP_LISTEN))
                    .forEach(value -> value.addErrorMessage(TelegrafSourceConfig.NO_SOURCE));
        }
        return config;
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
}
