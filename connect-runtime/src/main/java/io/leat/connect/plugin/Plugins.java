package io.leat.connect.plugin;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.config.provider.ConfigProvider;
import org.apache.kafka.connect.components.ConnectPlugin;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.connector.Connector;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.connector.policy.ConnectorClientConfigOverridePolicy;
import org.apache.kafka.connect.rest.ConnectRestExtension;
import org.apache.kafka.connect.storage.Converter;
import org.apache.kafka.connect.storage.ConverterConfig;
import org.apache.kafka.connect.storage.ConverterType;
import org.apache.kafka.connect.storage.HeaderConverter;
import org.apache.kafka.connect.transforms.Transformation;
import org.apache.kafka.connect.transforms.predicates.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The plugins of the worker: makes instances from the names in a configuration.
 *
 * <p>A name is a full class name, the name without its package, or that without its {@code Connector} (or
 * {@code Converter}, …) suffix. What is installed is looked up at the first call that needs it, not at start.
 *
 * <p>Every method that takes a name throws {@link PluginException}, with what is wrong and the three nearest names, if
 * it fits none or several or the plugin cannot be instantiated. Constructors, {@code configure} and {@code version} are
 * the plugin's code: they run on the caller's thread with the plugin's loader as its context loader.
 */
public final class Plugins implements AutoCloseable {

    /** A line of {@code GET /connector-plugins}; {@code version} is {@code undefined} if the plugin does not say. */
    public record PluginInfo(String className, PluginKind kind, String version) {
        public boolean hasVersion() {
            return !version.equals(PluginDescriptor.UNDEFINED_VERSION);
        }
    }

    private static final Set<PluginKind> CONNECTORS = EnumSet.of(PluginKind.SOURCE, PluginKind.SINK);

    private final Once<Catalogue> catalogue;

    private Plugins(String pluginPath) {
        catalogue =
                new Once<>(() -> Catalogue.discover(PluginPath.locations(pluginPath), Plugins.class.getClassLoader()));
    }

    /** The plugins of the class path, and those of {@code pluginPath}, a worker's {@code plugin.path}, if not null. */
    public static Plugins of(@Nullable String pluginPath) {
        return new Plugins(pluginPath == null ? "" : pluginPath);
    }

    /** What connectors can name. Runs code of every plugin the first time, to ask for its version. */
    public List<PluginInfo> list(boolean connectorsOnly) {
        return list(kind -> connectorsOnly ? kind.isConnector() : kind.isListed());
    }

    /** Everything installed, of the kinds that serve the worker too. Asks for versions as {@link #list(boolean)}. */
    public List<PluginInfo> listAll() {
        return list(kind -> true);
    }

    private List<PluginInfo> list(java.util.function.Predicate<PluginKind> kinds) {
        return catalogue.get().all().stream()
                .filter(plugin -> kinds.test(plugin.kind()))
                .map(plugin -> new PluginInfo(plugin.className(), plugin.kind(), plugin.version()))
                .toList();
    }

    /** The full class name of the connector that a configuration calls {@code name}. */
    public String connectorClassName(String name) {
        return catalogue.get().find(name, CONNECTORS).className();
    }

    /** {@code source} or {@code sink}; loads no class if the connector is declared or was found by the scan. */
    public PluginKind connectorKind(String name) {
        return catalogue.get().find(name, CONNECTORS).kind();
    }

    public Connector newConnector(String name) {
        return (Connector) catalogue.get().find(name, CONNECTORS).newInstance();
    }

    /** A task of the class that {@code Connector.taskClass()} gave. */
    public Task newTask(Class<? extends Task> taskClass) {
        return Instances.of(taskClass);
    }

    /** A converter, configured. */
    public Converter newConverter(String name, Map<String, String> settings, boolean isKey) {
        Map<String, String> typed = new HashMap<>(settings);
        typed.put(ConverterConfig.TYPE_CONFIG, (isKey ? ConverterType.KEY : ConverterType.VALUE).getName());
        Converter converter = newConverter(name);
        LoaderSwap.run(converter, () -> converter.configure(typed, isKey));
        return converter;
    }

    /** A converter as its constructor leaves it. */
    Converter newConverter(String name) {
        return (Converter) find(name, PluginKind.CONVERTER).newInstance();
    }

    /** A header converter, configured. */
    public HeaderConverter newHeaderConverter(String name, Map<String, String> settings) {
        Map<String, String> typed = new HashMap<>(settings);
        typed.put(ConverterConfig.TYPE_CONFIG, ConverterType.HEADER.getName());
        HeaderConverter converter = newHeaderConverter(name);
        LoaderSwap.run(converter, () -> converter.configure(typed));
        return converter;
    }

    HeaderConverter newHeaderConverter(String name) {
        return (HeaderConverter) find(name, PluginKind.HEADER_CONVERTER).newInstance();
    }

    /** A transform, configured with its settings without their {@code transforms.<alias>.} prefix. */
    public <R extends ConnectRecord<R>> Transformation<R> newTransformation(String name, Map<String, String> settings) {
        Transformation<R> transformation = newTransformation(name);
        LoaderSwap.run(transformation, () -> transformation.configure(settings));
        return transformation;
    }

    @SuppressWarnings("unchecked") // a transform is made for any record: its type parameter says no more than that
    <R extends ConnectRecord<R>> Transformation<R> newTransformation(String name) {
        return (Transformation<R>) find(name, PluginKind.TRANSFORMATION).newInstance();
    }

    /** A predicate, configured with its settings without their {@code predicates.<alias>.} prefix. */
    public <R extends ConnectRecord<R>> Predicate<R> newPredicate(String name, Map<String, String> settings) {
        Predicate<R> predicate = newPredicate(name);
        LoaderSwap.run(predicate, () -> predicate.configure(settings));
        return predicate;
    }

    @SuppressWarnings("unchecked") // as for transforms
    <R extends ConnectRecord<R>> Predicate<R> newPredicate(String name) {
        return (Predicate<R>) find(name, PluginKind.PREDICATE).newInstance();
    }

    /** A config provider as its constructor leaves it. */
    public ConfigProvider newConfigProvider(String name) {
        return (ConfigProvider) find(name, PluginKind.CONFIG_PROVIDER).newInstance();
    }

    /** A REST extension as its constructor leaves it. */
    public ConnectRestExtension newRestExtension(String name) {
        return (ConnectRestExtension) find(name, PluginKind.REST_EXTENSION).newInstance();
    }

    /** A policy for client settings of connectors, as its constructor leaves it: {@code All} for example. */
    public ConnectorClientConfigOverridePolicy newOverridePolicy(String name) {
        return (ConnectorClientConfigOverridePolicy)
                find(name, PluginKind.OVERRIDE_POLICY).newInstance();
    }

    /** The full class name of the plugin that a configuration calls {@code name}. */
    public String className(PluginKind kind, String name) {
        return find(name, kind).className();
    }

    /** The class of the plugin that a configuration calls {@code name}. */
    public Class<?> classOf(PluginKind kind, String name) {
        return find(name, kind).load();
    }

    /** A plugin as its constructor leaves it, to ask it for its settings. */
    public ConnectPlugin unconfigured(PluginKind kind, String name) {
        return (ConnectPlugin) find(name, kind).newInstance();
    }

    private PluginDescriptor find(String name, PluginKind kind) {
        return catalogue.get().find(name, EnumSet.of(kind));
    }

    /** Closes the plugins' jars: no class of them can be loaded afterwards. */
    @Override
    public void close() {
        catalogue.get().close();
    }
}
