package io.leat.connect.worker;

import io.leat.connect.plugin.PluginKind;
import io.leat.connect.plugin.PluginRequest;
import io.leat.connect.plugin.Plugins;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.connect.connector.Connector;
import org.apache.kafka.connect.connector.policy.ConnectorClientConfigOverridePolicy;
import org.apache.kafka.connect.connector.policy.ConnectorClientConfigRequest;
import org.apache.kafka.connect.connector.policy.ConnectorClientConfigRequest.ClientType;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.health.ConnectorType;
import org.jspecify.annotations.Nullable;

/**
 * What connectors set on their own clients with {@code producer.override.}, {@code consumer.override.} and
 * {@code admin.override.}, if the worker's {@code connector.client.config.override.policy} lets them (KIP-458).
 */
final class ClientOverrides implements AutoCloseable {
    private final Plugins plugins;
    private final WorkerSettings settings;
    private @Nullable ConnectorClientConfigOverridePolicy policy;

    ClientOverrides(Plugins plugins, WorkerSettings settings) {
        this.plugins = plugins;
        this.settings = settings;
    }

    /** Makes the policy if it is not the default: one that does not exist is an error at the start. */
    void open() {
        if (!settings.overridePolicy().equals(WorkerSettings.ALL_OVERRIDES)) {
            var unused = policy();
        }
    }

    private synchronized ConnectorClientConfigOverridePolicy policy() {
        ConnectorClientConfigOverridePolicy made = policy;
        if (made == null) {
            made = plugins.newOverridePolicy(settings.overridePolicy());
            made.configure(settings.given());
            policy = made;
        }
        return made;
    }

    /**
     * The overrides of one client of a connector.
     *
     * @throws ConnectException if the policy does not allow one of them
     */
    Map<String, String> of(String connector, Map<String, String> config, ClientType client) {
        Map<String, String> overrides = Prefixes.strip(config, prefix(client));
        for (ConfigValue value : judge(connector, config, client)) {
            for (String error : value.errorMessages()) {
                throw new ConnectException("Client Config Overrides not allowed. " + error);
            }
        }
        return overrides;
    }

    /** The policy's verdict on each override of one client, by its name with the prefix. */
    List<ConfigValue> judge(String connector, Map<String, String> config, ClientType client) {
        Map<String, Object> overrides = new HashMap<>(Prefixes.strip(config, prefix(client)));
        if (overrides.isEmpty()) {
            return List.of();
        }
        PluginRequest request = ConnectorSettings.connector(config);
        boolean sink = plugins.connectorKind(request.name()) == PluginKind.SINK;
        return policy()
                .validate(new ConnectorClientConfigRequest(
                        connector,
                        sink ? ConnectorType.SINK : ConnectorType.SOURCE,
                        classOf(request),
                        overrides,
                        client))
                .stream()
                .map(value -> new ConfigValue(
                        prefix(client) + value.name(), value.value(), value.recommendedValues(), value.errorMessages()))
                .toList();
    }

    private Class<? extends Connector> classOf(PluginRequest request) {
        String name = plugins.connectorClassName(request.name());
        try {
            return Class.forName(name, false, plugins.connectorLoader(request)).asSubclass(Connector.class);
        } catch (ClassNotFoundException e) {
            throw new ConnectException("The connector class " + name + " is not there any more", e);
        }
    }

    private static String prefix(ClientType client) {
        return switch (client) {
            case PRODUCER -> "producer.override.";
            case CONSUMER -> "consumer.override.";
            case ADMIN -> "admin.override.";
        };
    }

    @Override
    public synchronized void close() {
        Utils.closeQuietly(policy, "override policy");
    }
}
