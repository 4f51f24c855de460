package io.leat.connector.telegraf;

import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.connector.Task;

/**
 * Reads this machine's cpu, mem, disk, net and system metrics at an interval, in the shape Telegraf's inputs give them.
 *
 * <p>One task, whatever {@code tasks.max} says: it is one machine.
 */
public final class HostMetricsSourceConnector extends OneTaskConnector {
    @Override
    public Class<? extends Task> taskClass() {
        return HostMetricsSourceTask.class;
    }

    @Override
    public ConfigDef config() {
        return HostMetricsConfig.DEFINITION;
    }
}
