package io.leat.connect.settings;

import io.leat.connect.plugin.LoaderSwap;
import io.leat.connect.plugin.PluginKind;
import io.leat.connect.plugin.PluginRequest;
import io.leat.connect.plugin.Plugins;
import io.leat.connect.plugin.Plugins.PluginInfo;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.ConfigKey;
import org.apache.kafka.connect.components.ConnectPlugin;
import org.jspecify.annotations.Nullable;

/** Which settings a plugin has, and for a connector those of the framework before them. Runs the plugin's code. */
public final class PluginDefinitions {
    /** Kafka Connect says here that these are classes, and texts where it judges a configuration. */
    private static final List<String> CLASSES = List.of(
            FrameworkSettings.KEY_CONVERTER, FrameworkSettings.VALUE_CONVERTER, FrameworkSettings.HEADER_CONVERTER);

    private PluginDefinitions() {}

    /**
     * By name; of a setting that both define, the plugin's definition.
     *
     * @param version a version or a Maven range, or null for the highest
     * @throws io.leat.connect.plugin.PluginException if there is no such plugin, or none of this version
     */
    public static Map<String, ConfigKey> of(Plugins plugins, String name, @Nullable String version) {
        PluginRequest request = PluginRequest.of(name, version);
        PluginInfo info = plugins.named(request);
        PluginKind kind = info.kind();
        Map<String, ConfigKey> definitions = new LinkedHashMap<>();
        if (kind == PluginKind.SOURCE) {
            definitions.putAll(FrameworkSettings.source().configKeys());
        } else if (kind == PluginKind.SINK) {
            definitions.putAll(FrameworkSettings.sink().configKeys());
        }
        ConnectPlugin plugin = plugins.unconfigured(kind, request);
        ConfigDef own = LoaderSwap.call(plugin.getClass().getClassLoader(), plugin::config);
        if (own != null) {
            definitions.putAll(own.configKeys());
        }
        CLASSES.forEach(setting ->
                definitions.computeIfPresent(setting, (k, key) -> copy(key, ConfigDef.Type.CLASS, key.defaultValue)));
        definitions.computeIfPresent(
                FrameworkSettings.CONNECTOR_VERSION, (k, key) -> copy(key, key.type, info.version()));
        return definitions;
    }

    private static ConfigKey copy(ConfigKey key, ConfigDef.Type type, @Nullable Object defaultValue) {
        return Objects.requireNonNull(new ConfigDef()
                .define(
                        key.name,
                        type,
                        defaultValue,
                        key.importance,
                        key.documentation,
                        key.group,
                        key.orderInGroup,
                        key.width,
                        key.displayName,
                        key.dependents)
                .configKeys()
                .get(key.name));
    }
}
