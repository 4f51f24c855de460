package org.apache.kafka.connect.connector.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.common.utils.AppInfoParser;

/** A policy that goes by the name of the setting. */
abstract class NamePolicy implements ConnectorClientConfigOverridePolicy {

    /** Whether a connector may set {@code name} on its clients. */
    abstract boolean allows(String name);

    /** What it allows, as the end of a sentence. */
    abstract String allowed();

    @Override
    public List<ConfigValue> validate(ConnectorClientConfigRequest request) {
        List<ConfigValue> verdict = new ArrayList<>();
        new TreeMap<>(request.clientProps()).forEach((name, value) -> {
            ConfigValue judged = new ConfigValue(name, value, new ArrayList<>(), new ArrayList<>());
            if (!allows(name)) {
                judged.addErrorMessage("The worker's connector.client.config.override.policy is "
                        + getClass().getSimpleName() + ", which does not let connectors override the client setting "
                        + name + ": it allows " + allowed() + ". Leave it out.");
            }
            verdict.add(judged);
        });
        return verdict;
    }

    @Override
    public void configure(Map<String, ?> settings) {}

    @Override
    public void close() {}

    @Override
    public String version() {
        return AppInfoParser.getVersion();
    }
}
