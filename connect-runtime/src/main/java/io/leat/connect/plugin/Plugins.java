package io.leat.connect.plugin;

import io.leat.connect.json.StreamedJsonConverter;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.provider.ConfigProvider;
import org.apache.kafka.connect.components.ConnectPlugin;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.connector.Connector;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.connector.policy.ConnectorClientConfigOverridePolicy;
import org.apache.kafka.connect.json.JsonConverter;
import org.apache.kafka.connect.rest.ConnectRestExtension;
import org.apache.kafka.connect.storage.Converter;
import org.apache.kafka.connect.storage.ConverterConfig;
import org.apache.kafka.connect.storage.ConverterType;
import org.apache.kafka.connect.storage.HeaderConverter;
import org.apache.kafka.connect.transforms.Transformation;
import org.apache.kafka.connect.transforms.predicates.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The plugins of the worker: makes instances from the names in a configuration.
 *
 * <p>A name is a full class name, the name without its package, or that without its {@code Connector} (or
 * {@code Converter}, …) suffix. What is installed is looked up at the first call that needs it, not at start.
 *
 * <p>Every method that takes a name throws {@link PluginException}, with what is wrong and the three nearest names, if
 * it fits none or several, the version asked for is not there, or the plugin cannot be instantiated. Constructors, {@code configure} and {@code version} are
 * the plugin's code: they run on the caller's thread with the plugin's loader as its context loader.
 */
public final class Plugins implements AutoCloseable {

    /** A line of {@code GET /connector-plugins}; {@code version} is {@code undefined} if the plugin does not say. */
    public record PluginInfo(String className, PluginKind kind, String version) {
        public boolean hasVersion() {
            return !version.equals(PluginDescriptor.UNDEFINED_VERSION);
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(Plugins.class);
    private static final Set<PluginKind> CONNECTORS = EnumSet.of(PluginKind.SOURCE, PluginKind.SINK);
    private static final Set<PluginKind> LISTED = EnumSet.allOf(PluginKind.class).stream()
            .filter(PluginKind::isListed)
            .collect(Collectors.toUnmodifiableSet());

    /** What a look at {@code plugin.path} has found that was not there, or is not there any more. */
    public record Changes(List<PluginInfo> added, List<PluginInfo> removed) {}

    private final String pluginPath;
    private final PluginDiscovery discovery;
    private final ScanCache cache;
    /** Of this and all earlier looks: tasks run with the loaders they began with. */
    private final Set<PluginClassLoader> loaders = ConcurrentHashMap.newKeySet();

    private volatile Once<Catalogue> catalogue;

    private Plugins(String pluginPath, PluginDiscovery discovery, ScanCache cache) {
        this.pluginPath = pluginPath;
        this.discovery = discovery;
        this.cache = cache;
        catalogue = new Once<>(() -> discover(Map.of()));
    }

    /** The plugins of the class path, and those of {@code pluginPath}, a worker's {@code plugin.path}, if not null. */
    public static Plugins of(@Nullable String pluginPath) {
        return of(pluginPath, PluginDiscovery.HYBRID_WARN, null);
    }

    /**
     * As {@link #of(String)}.
     *
     * @param cache where it is kept what was found, by content; null keeps nothing
     * @throws PluginException if {@code discovery} is {@code HYBRID_FAIL} and there are plugins that nothing declares
     */
    public static Plugins of(@Nullable String pluginPath, PluginDiscovery discovery, @Nullable Path cache) {
        Plugins plugins = new Plugins(
                pluginPath == null ? "" : pluginPath, discovery, new ScanCache(cache, InstantSource.system()));
        if (discovery == PluginDiscovery.HYBRID_FAIL) {
            var unused = plugins.catalogue.get();
        }
        return plugins;
    }

    private Catalogue discover(Map<PluginLocation, DiscoveredLocation> before) {
        Catalogue found = Catalogue.discover(
                PluginPath.locations(pluginPath), Plugins.class.getClassLoader(), discovery, cache, before);
        found.locations().values().forEach(location -> loaders.add(location.loader()));
        found.reportUndeclared(discovery);
        return found;
    }

    /**
     * Looks at {@code plugin.path} again. What is still the same stays loaded; running connectors and tasks keep the code
     * they began with, and take the new at their next start.
     */
    public synchronized Changes reload() {
        Catalogue before = catalogue.get();
        Catalogue now = discover(before.locations());
        catalogue = new Once<>(() -> now);
        Set<DiscoveredLocation> stayed = new HashSet<>(now.locations().values());
        stayed.retainAll(before.locations().values());
        return new Changes(infos(now, stayed), infos(before, stayed));
    }

    /** The plugins in locations that are not among {@code others}. */
    private static List<PluginInfo> infos(Catalogue catalogue, Set<DiscoveredLocation> others) {
        Set<ClassLoader> same = new HashSet<>();
        others.forEach(location -> same.add(location.loader()));
        return catalogue.all().stream()
                .filter(plugin -> plugin.loader() instanceof PluginClassLoader && !same.contains(plugin.loader()))
                .map(Plugins::info)
                .toList();
    }

    private static PluginInfo info(PluginDescriptor plugin) {
        return new PluginInfo(plugin.className(), plugin.kind(), plugin.version());
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
                .map(Plugins::info)
                .toList();
    }

    /** The full class name of the connector that a configuration calls {@code name}. */
    public String connectorClassName(String name) {
        return connector(PluginRequest.of(name)).className();
    }

    /** {@code source} or {@code sink}; loads no class if the connector is declared or was found by the scan. */
    public PluginKind connectorKind(String name) {
        return connector(PluginRequest.of(name)).kind();
    }

    /** The versions installed of a connector, the highest first; none if it is not there. Runs their code. */
    public List<String> connectorVersions(String name) {
        return catalogue.get().versions(name, CONNECTORS);
    }

    /** As for connectors. */
    public List<String> versions(PluginKind kind, String name) {
        return catalogue.get().versions(name, EnumSet.of(kind));
    }

    /** The version of the connector that {@link #newConnector(PluginRequest)} would make. */
    public String connectorVersion(PluginRequest request) {
        return connector(request).version();
    }

    /** The version of the plugin that a request would give. */
    public String version(PluginKind kind, PluginRequest request) {
        return find(request, kind).version();
    }

    public Connector newConnector(PluginRequest request) {
        return (Connector) connector(request).newInstance();
    }

    public Connector newConnector(String name) {
        return newConnector(PluginRequest.of(name));
    }

    /** The loader that has the connector's code, its tasks' among it. */
    public ClassLoader connectorLoader(PluginRequest request) {
        return connector(request).load().getClassLoader();
    }

    /** A task of the class that {@code Connector.taskClass()} gave. */
    public Task newTask(Class<? extends Task> taskClass) {
        return Instances.of(taskClass);
    }

    /** A converter, configured. */
    public Converter newConverter(PluginRequest request, Map<String, String> settings, boolean isKey) {
        Map<String, String> typed = new HashMap<>(settings);
        typed.put(ConverterConfig.TYPE_CONFIG, (isKey ? ConverterType.KEY : ConverterType.VALUE).getName());
        Converter converter = (Converter) find(request, PluginKind.CONVERTER).newInstance();
        LoaderSwap.run(converter, () -> converter.configure(typed, isKey));
        // Kafka's own, and neither a plugin's copy of it nor a class derived from it.
        return converter.getClass() == JsonConverter.class
                ? new StreamedJsonConverter((JsonConverter) converter, typed)
                : converter;
    }

    public Converter newConverter(String name, Map<String, String> settings, boolean isKey) {
        return newConverter(PluginRequest.of(name), settings, isKey);
    }

    /** A header converter, configured. */
    public HeaderConverter newHeaderConverter(PluginRequest request, Map<String, String> settings) {
        Map<String, String> typed = new HashMap<>(settings);
        typed.put(ConverterConfig.TYPE_CONFIG, ConverterType.HEADER.getName());
        HeaderConverter converter =
                (HeaderConverter) find(request, PluginKind.HEADER_CONVERTER).newInstance();
        LoaderSwap.run(converter, () -> converter.configure(typed));
        return converter;
    }

    /** A transform, configured with its settings without their {@code transforms.<alias>.} prefix. */
    @SuppressWarnings("unchecked") // a transform is made for any record: its type parameter says no more than that
    public <R extends ConnectRecord<R>> Transformation<R> newTransformation(
            PluginRequest request, Map<String, String> settings) {
        Transformation<R> transformation =
                (Transformation<R>) find(request, PluginKind.TRANSFORMATION).newInstance();
        LoaderSwap.run(transformation, () -> transformation.configure(settings));
        return transformation;
    }

    public <R extends ConnectRecord<R>> Transformation<R> newTransformation(String name, Map<String, String> settings) {
        return newTransformation(PluginRequest.of(name), settings);
    }

    /** A predicate, configured with its settings without their {@code predicates.<alias>.} prefix. */
    @SuppressWarnings("unchecked") // as for transforms
    public <R extends ConnectRecord<R>> Predicate<R> newPredicate(PluginRequest request, Map<String, String> settings) {
        Predicate<R> predicate =
                (Predicate<R>) find(request, PluginKind.PREDICATE).newInstance();
        LoaderSwap.run(predicate, () -> predicate.configure(settings));
        return predicate;
    }

    /** A config provider as its constructor leaves it. */
    public ConfigProvider newConfigProvider(String name) {
        return (ConfigProvider)
                find(PluginRequest.of(name), PluginKind.CONFIG_PROVIDER).newInstance();
    }

    /** A REST extension as its constructor leaves it. */
    public ConnectRestExtension newRestExtension(String name) {
        return (ConnectRestExtension)
                find(PluginRequest.of(name), PluginKind.REST_EXTENSION).newInstance();
    }

    /** A policy for client settings of connectors, as its constructor leaves it: {@code All} for example. */
    public ConnectorClientConfigOverridePolicy newOverridePolicy(String name) {
        return (ConnectorClientConfigOverridePolicy)
                find(PluginRequest.of(name), PluginKind.OVERRIDE_POLICY).newInstance();
    }

    /** The full class name of the plugin that a configuration asks for. */
    public String className(PluginKind kind, PluginRequest request) {
        return find(request, kind).className();
    }

    /** The class of the plugin that a configuration asks for. */
    public Class<?> classOf(PluginKind kind, PluginRequest request) {
        return find(request, kind).load();
    }

    /** A plugin as its constructor leaves it, to ask it for its settings. */
    public ConnectPlugin unconfigured(PluginKind kind, PluginRequest request) {
        return (ConnectPlugin) find(request, kind).newInstance();
    }

    /**
     * A plugin of whatever kind that connectors can name.
     *
     * @throws PluginException if there is none of that name, or several, or none of that version
     */
    public PluginInfo named(PluginRequest request) {
        PluginDescriptor plugin = catalogue.get().find(request, LISTED);
        return new PluginInfo(plugin.className(), plugin.kind(), plugin.version());
    }

    private PluginDescriptor connector(PluginRequest request) {
        return catalogue.get().find(request, CONNECTORS);
    }

    private PluginDescriptor find(PluginRequest request, PluginKind kind) {
        return catalogue.get().find(request, EnumSet.of(kind));
    }

    /** Closes the plugins' jars: no class of them can be loaded afterwards. */
    @Override
    public void close() {
        for (PluginClassLoader loader : loaders) {
            try {
                loader.close();
            } catch (IOException e) {
                LOG.warn("The {} did not close.", loader, e);
            }
        }
    }
}
