package io.leat.connect.worker;

import io.leat.connect.pipeline.Converters;
import io.leat.connect.pipeline.TransformChain;
import io.leat.connect.pipeline.TransformChain.Step;
import io.leat.connect.plugin.OwnLoader;
import io.leat.connect.plugin.PluginRequest;
import io.leat.connect.plugin.Plugins;
import io.leat.connect.settings.FrameworkSettings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.storage.Converter;
import org.apache.kafka.connect.transforms.predicates.Predicate;
import org.jspecify.annotations.Nullable;

/** Makes the plugins between a task and the log from a connector's configuration. Runs their code: on a task's thread. */
final class PipelineBuilder {
    private final Plugins plugins;
    private final WorkerSettings worker;

    PipelineBuilder(Plugins plugins, WorkerSettings worker) {
        this.plugins = plugins;
        this.worker = worker;
    }

    /**
     * The connector's converters; one it does not name is the worker's, with the worker's settings.
     *
     * @param home the connector's loader, which the thread that uses them has as its context loader
     */
    Converters converters(Map<String, String> config, ClassLoader home) {
        return new Converters(
                converter(config, WorkerSettings.KEY_CONVERTER, true, home),
                converter(config, WorkerSettings.VALUE_CONVERTER, false, home),
                OwnLoader.around(
                        plugins.newHeaderConverter(
                                converterRequest(config, WorkerSettings.HEADER_CONVERTER, home),
                                settings(config, WorkerSettings.HEADER_CONVERTER)),
                        home));
    }

    private Converter converter(Map<String, String> config, String name, boolean isKey, ClassLoader home) {
        return OwnLoader.around(
                plugins.newConverter(converterRequest(config, name, home), settings(config, name), isKey), home);
    }

    /** A converter that the connector names is preferably the one beside it; the worker's is the worker's. */
    private PluginRequest converterRequest(Map<String, String> config, String name, ClassLoader home) {
        String version = all(config, name).get(FrameworkSettings.PLUGIN_VERSION);
        return config.containsKey(name)
                ? new PluginRequest(config.getOrDefault(name, ""), version, home)
                : PluginRequest.of(worker.converter(name), version);
    }

    private Map<String, String> settings(Map<String, String> config, String name) {
        Map<String, String> settings = new HashMap<>(all(config, name));
        settings.remove(FrameworkSettings.PLUGIN_VERSION);
        return settings;
    }

    private Map<String, String> all(Map<String, String> config, String name) {
        return config.containsKey(name) ? Prefixes.strip(config, name + ".") : worker.converterSettings(name);
    }

    /**
     * The connector's transforms in their order.
     *
     * @param home as for the converters
     * @throws ConfigException if an alias has no type, or names a predicate that is not there
     */
    <R extends ConnectRecord<R>> TransformChain<R> transforms(
            AbstractConfig settings, Map<String, String> config, ClassLoader home) {
        List<Step<R>> steps = new ArrayList<>();
        for (String alias : settings.getList(ConnectorSettings.TRANSFORMS)) {
            String prefix = ConnectorSettings.TRANSFORMS + "." + alias + ".";
            Map<String, String> own = new HashMap<>(Prefixes.strip(config, prefix));
            PluginRequest type = request(own, prefix, home);
            String predicate = own.remove("predicate");
            boolean negate = Boolean.parseBoolean(own.remove("negate"));
            if (predicate == null && negate) {
                throw new ConfigException(prefix + "negate", true, "There is no predicate to negate.");
            }
            steps.add(new Step<R>(
                    alias,
                    OwnLoader.around(plugins.<R>newTransformation(type, own), home),
                    predicate == null
                            ? null
                            : OwnLoader.around(this.<R>predicate(settings, config, prefix, predicate, home), home),
                    negate));
        }
        return new TransformChain<>(steps);
    }

    private <R extends ConnectRecord<R>> Predicate<R> predicate(
            AbstractConfig settings, Map<String, String> config, String transform, String alias, ClassLoader home) {
        if (!settings.getList(ConnectorSettings.PREDICATES).contains(alias)) {
            throw new ConfigException(
                    transform + "predicate",
                    alias,
                    "predicates lists no such alias; it lists " + settings.getList(ConnectorSettings.PREDICATES) + ".");
        }
        String prefix = ConnectorSettings.PREDICATES + "." + alias + ".";
        Map<String, String> own = new HashMap<>(Prefixes.strip(config, prefix));
        return plugins.newPredicate(request(own, prefix, home), own);
    }

    /** Takes what says which plugin it is out of the plugin's settings. */
    private static PluginRequest request(Map<String, String> own, String prefix, ClassLoader home) {
        return new PluginRequest(
                required(own.remove("type"), prefix + "type"), own.remove(FrameworkSettings.PLUGIN_VERSION), home);
    }

    private static String required(@Nullable String value, String name) {
        if (value == null || value.isBlank()) {
            throw new ConfigException(name, value, "Write the class of the plugin.");
        }
        return value;
    }
}
