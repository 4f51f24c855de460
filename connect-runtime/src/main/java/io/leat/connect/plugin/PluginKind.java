package io.leat.connect.plugin;

import org.apache.kafka.common.config.provider.ConfigProvider;
import org.apache.kafka.connect.connector.policy.ConnectorClientConfigOverridePolicy;
import org.apache.kafka.connect.rest.ConnectRestExtension;
import org.apache.kafka.connect.sink.SinkConnector;
import org.apache.kafka.connect.source.SourceConnector;
import org.apache.kafka.connect.storage.Converter;
import org.apache.kafka.connect.storage.HeaderConverter;
import org.apache.kafka.connect.transforms.Transformation;
import org.apache.kafka.connect.transforms.predicates.Predicate;

/**
 * The nine kinds of plugin, in the order {@code GET /connector-plugins} lists them. The last three serve the worker itself
 * and are not listed there.
 */
public enum PluginKind {
    SINK("sink", SinkConnector.class, "Connector"),
    SOURCE("source", SourceConnector.class, "Connector"),
    CONVERTER("converter", Converter.class, "Converter"),
    HEADER_CONVERTER("header_converter", HeaderConverter.class, "HeaderConverter"),
    TRANSFORMATION("transformation", Transformation.class, "Transformation"),
    PREDICATE("predicate", Predicate.class, "Predicate"),
    CONFIG_PROVIDER("configprovider", ConfigProvider.class, "ConfigProvider"),
    REST_EXTENSION("rest_extension", ConnectRestExtension.class, "ConnectRestExtension"),
    OVERRIDE_POLICY(
            "connector_client_config_override_policy",
            ConnectorClientConfigOverridePolicy.class,
            "ConnectorClientConfigOverridePolicy");

    private final String label;
    private final Class<?> type;
    private final String suffix;

    PluginKind(String label, Class<?> type, String suffix) {
        this.label = label;
        this.type = type;
        this.suffix = suffix;
    }

    /** The name in REST replies (KIP-769). */
    public String label() {
        return label;
    }

    /** The interface or class of {@code connect-api} that makes a class a plugin of this kind. */
    public Class<?> type() {
        return type;
    }

    /** What may be left off the end of a class name: {@code FileStreamSource} is {@code FileStreamSourceConnector}. */
    String suffix() {
        return suffix;
    }

    /** Whether connectors name it in their configuration, and REST lists it. */
    public boolean isListed() {
        return this != CONFIG_PROVIDER && this != REST_EXTENSION && this != OVERRIDE_POLICY;
    }

    public boolean isConnector() {
        return this == SOURCE || this == SINK;
    }
}
