package org.apache.kafka.connect.connector.policy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;

/** A connector may set what {@code connector.client.config.override.allowlist} of the worker names. */
public class AllowlistConnectorClientConfigOverridePolicy extends NamePolicy {
    private static final String ALLOWLIST = "connector.client.config.override.allowlist";

    private List<String> allowed = List.of();

    @Override
    public void configure(Map<String, ?> settings) {
        Object given = settings.get(ALLOWLIST);
        allowed = Arrays.stream((given == null ? "" : given.toString()).split(",", -1))
                .map(String::trim)
                .filter(name -> !name.isEmpty())
                .toList();
    }

    @Override
    public ConfigDef config() {
        return new ConfigDef()
                .define(
                        ALLOWLIST,
                        ConfigDef.Type.LIST,
                        List.of(),
                        Importance.MEDIUM,
                        "The client settings that connectors may override, without prefix.");
    }

    @Override
    boolean allows(String name) {
        return allowed.contains(name);
    }

    @Override
    String allowed() {
        return allowed.isEmpty() ? "nothing, since " + ALLOWLIST + " is empty" : String.join(", ", allowed);
    }
}
