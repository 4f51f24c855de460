package io.leat.log.broker;

import io.leat.log.settings.BrokerSettings;
import io.leat.log.settings.ConfigValue;
import io.leat.log.settings.DynamicConfigs;
import io.leat.log.topic.Catalogue;
import io.leat.log.topic.CatalogueRecord.BrokerConfigsReplaced;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.InvalidRequestException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@link BrokerConfigs} on the catalogue: judge, log, apply, and tell everybody. */
final class AlteredConfigs implements BrokerConfigs {
    /** How the catalogue names what is for all brokers. */
    private static final String CLUSTER = "";

    private static final Logger LOG = LoggerFactory.getLogger(AlteredConfigs.class);

    private final LiveSettings settings;
    private final CatalogueTopics topics;
    private final String node;

    AlteredConfigs(LiveSettings settings, CatalogueTopics topics) {
        this.settings = settings;
        this.topics = topics;
        this.node = Integer.toString(settings.get().nodeId());
    }

    /** The settings of a start, with what was altered before it. What does not go with them any more is left out, and told. */
    static BrokerSettings restored(BrokerSettings given, Catalogue catalogue) {
        String node = Integer.toString(given.nodeId());
        try {
            return given.altered(catalogue.brokerConfigs(CLUSTER), catalogue.brokerConfigs(node));
        } catch (ConfigException e) {
            LOG.error(
                    "What was altered while the broker ran does not go with its settings, and has no effect: {} {}: {}",
                    catalogue.brokerConfigs(CLUSTER),
                    catalogue.brokerConfigs(node),
                    e.getMessage());
            return given;
        }
    }

    @Override
    public List<ConfigValue> describe() {
        return settings.get().describe();
    }

    @Override
    public List<ConfigValue> describeCluster() {
        return settings.get().describeCluster();
    }

    @Override
    public synchronized void alter(boolean cluster, Collection<AlterConfigOp> changes, boolean judgeOnly) {
        String place = cluster ? CLUSTER : node;
        Map<String, String> before = topics.catalogue().brokerConfigs(place);
        Map<String, String> after = ConfigEdits.OF_BROKERS.apply(changes, before);
        DynamicConfigs.judge(settings.get(), before, after);
        BrokerSettings altered = altered(
                cluster ? after : topics.catalogue().brokerConfigs(CLUSTER),
                cluster ? topics.catalogue().brokerConfigs(node) : after);
        if (!judgeOnly && !after.equals(before)) {
            topics.commit(new BrokerConfigsReplaced(place, after));
            LOG.info("Altered for {}: {}", cluster ? "all brokers" : "broker " + node, changes);
            settings.replace(altered);
        }
    }

    @Override
    public void listen(Consumer<BrokerSettings> listener) {
        settings.listen(listener);
    }

    @Override
    public BrokerSettings current() {
        return settings.get();
    }

    private BrokerSettings altered(Map<String, String> forAll, Map<String, String> forNode) {
        try {
            return settings.get().altered(forAll, forNode);
        } catch (ConfigException e) {
            throw new InvalidRequestException(e.getMessage(), e);
        }
    }
}
