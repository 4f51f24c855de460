package io.leat.log.broker;

import io.leat.log.settings.BrokerSettings;
import io.leat.log.settings.ConfigValue;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.AlterConfigOp;

/** The broker's own settings, as they can be seen and altered while it runs. What was altered is in the catalogue and holds at once. */
public interface BrokerConfigs {

    /** All settings with the values that hold, and where each comes from. */
    List<ConfigValue> describe();

    /** What was altered for all brokers of a cluster, of which this is the only one. */
    List<ConfigValue> describeCluster();

    /**
     * Changes single settings; what is not named stays.
     *
     * @param cluster for all brokers; else for this one, which wins
     * @param judgeOnly whether nothing is changed
     * @throws org.apache.kafka.common.errors.InvalidRequestException if a setting cannot be altered while the broker runs, or not so
     */
    void alter(boolean cluster, Collection<AlterConfigOp> changes, boolean judgeOnly);

    /** Is told after each change, on the thread that made it. */
    void listen(Consumer<BrokerSettings> listener);

    /** What holds now. */
    BrokerSettings current();
}
