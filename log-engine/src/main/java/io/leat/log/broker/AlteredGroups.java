package io.leat.log.broker;

import io.leat.log.settings.ConfigValue;
import io.leat.log.settings.ConsumerGroupSettings;
import io.leat.log.settings.GroupConfigs;
import io.leat.log.topic.CatalogueRecord.GroupConfigsReplaced;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.AlterConfigOp;

/** The configs of single groups, on the catalogue. A change is on disk before it holds, and holds at each member's next heartbeat. */
public final class AlteredGroups {
    private final ConsumerGroupSettings all;
    private final CatalogueTopics catalogue;
    private volatile Map<String, Map<String, String>> own;

    AlteredGroups(ConsumerGroupSettings all, CatalogueTopics catalogue) {
        this.all = all;
        this.catalogue = catalogue;
        this.own = catalogue.catalogue().groupConfigs();
    }

    /** What holds for a group, whether there is one or not. */
    public List<ConfigValue> describe(String group) {
        return GroupConfigs.describe(of(group), all);
    }

    /** The groups that have configs of their own. */
    public Set<String> names() {
        return new TreeSet<>(own.keySet());
    }

    /**
     * Changes single configs of a group, whether there is one or not; what is not named stays. Waits for the disk.
     *
     * @param judgeOnly whether nothing is changed
     * @throws org.apache.kafka.common.errors.InvalidConfigurationException if a name or a value is not right
     */
    public synchronized void alter(String group, Collection<AlterConfigOp> changes, boolean judgeOnly) {
        Map<String, String> before = of(group);
        Map<String, String> after = ConfigEdits.OF_GROUPS.apply(changes, before);
        GroupConfigs.judge(after, all);
        if (!judgeOnly && !after.equals(before)) {
            catalogue.commit(new GroupConfigsReplaced(group, after));
            own = catalogue.catalogue().groupConfigs();
        }
    }

    int sessionTimeoutMs(String group) {
        return GroupConfigs.sessionTimeoutMs(of(group), all);
    }

    int heartbeatIntervalMs(String group) {
        return GroupConfigs.heartbeatIntervalMs(of(group), all);
    }

    private Map<String, String> of(String group) {
        return own.getOrDefault(group, Map.of());
    }
}
