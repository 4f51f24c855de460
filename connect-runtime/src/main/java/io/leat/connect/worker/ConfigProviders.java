package io.leat.connect.worker;

import io.leat.connect.plugin.LoaderSwap;
import io.leat.connect.settings.FrameworkSettings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.apache.kafka.common.config.ConfigData;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigTransformer;
import org.apache.kafka.common.config.ConfigTransformerResult;
import org.apache.kafka.common.config.provider.ConfigProvider;
import org.apache.kafka.common.utils.Utils;

/**
 * The worker's config providers ({@code config.providers}, KIP-297): they give the values of <code>${provider:path:key}</code>
 * in a configuration. What they give is used where plugins and clients are made, and kept nowhere: topics and REST have the
 * references. Providers run on the caller's thread.
 */
final class ConfigProviders implements AutoCloseable {
    static final String PROVIDERS = "config.providers";

    private final Map<String, ConfigProvider> providers = new LinkedHashMap<>();
    private final Map<String, String> settings;
    private final Function<String, ConfigProvider> factory;

    /**
     * @param settings those of the worker that begin with {@code config.providers}
     * @param factory makes a provider of a class, not configured yet
     */
    ConfigProviders(Map<String, String> settings, Function<String, ConfigProvider> factory) {
        this.settings = Map.copyOf(settings);
        this.factory = factory;
    }

    /** {@code given} with what the providers that it names itself give; their classes are on the class path. */
    static Map<String, String> resolved(Map<String, String> given) {
        if (given.getOrDefault(PROVIDERS, "").isBlank()) {
            return given;
        }
        try (ConfigProviders providers = new ConfigProviders(settings(given), ConfigProviders::onClassPath)) {
            Map<String, String> resolved =
                    new HashMap<>(providers.resolve(given).values());
            resolved.putAll(settings(given));
            return resolved;
        }
    }

    /** What of a worker's settings is about providers. */
    static Map<String, String> settings(Map<String, String> given) {
        Map<String, String> settings = new HashMap<>(given);
        settings.keySet().removeIf(name -> !name.equals(PROVIDERS) && !name.startsWith(PROVIDERS + "."));
        return settings;
    }

    private static ConfigProvider onClassPath(String name) {
        try {
            return Utils.newInstance(name, ConfigProvider.class);
        } catch (ClassNotFoundException e) {
            // One of the plugin path: it is for connectors, and the worker's own settings are read before there are
            // plugins.
            return new Unresolved();
        }
    }

    /** Makes the providers. Called once, before the first configuration is resolved. */
    ConfigProviders open() {
        for (String name : names()) {
            String setting = PROVIDERS + "." + name + ".class";
            String className = settings.get(setting);
            if (className == null) {
                throw new ConfigException(
                        setting, null, "It is required, since " + PROVIDERS + " names " + name + ": write its class.");
            }
            ConfigProvider provider = factory.apply(className);
            LoaderSwap.run(
                    provider, () -> provider.configure(Prefixes.strip(settings, PROVIDERS + "." + name + ".param.")));
            providers.put(name, provider);
        }
        return this;
    }

    private List<String> names() {
        return Arrays.stream(settings.getOrDefault(PROVIDERS, "").split(",", -1))
                .map(String::trim)
                .filter(name -> !name.isEmpty())
                .distinct()
                .toList();
    }

    /** A configuration with the values that the providers give for its references. */
    Resolved resolve(Map<String, String> config) {
        if (names().isEmpty()) {
            return new Resolved(config, config, Long.MAX_VALUE);
        }
        if (providers.isEmpty()) {
            open();
        }
        ConfigTransformerResult result = new ConfigTransformer(providers).transform(config);
        long ttl =
                result.ttls().values().stream().mapToLong(Long::longValue).min().orElse(Long.MAX_VALUE);
        boolean reloads = !"none".equals(result.data().get(FrameworkSettings.RELOAD));
        return new Resolved(config, Map.copyOf(result.data()), reloads ? ttl : Long.MAX_VALUE);
    }

    @Override
    public void close() {
        for (ConfigProvider provider : providers.values()) {
            Utils.closeQuietly(provider, "config provider");
        }
    }

    /**
     * A configuration and what its references stand for.
     *
     * @param given as it is stored and shown
     * @param values as plugins get it
     * @param ttlMs after how many milliseconds a value expires and the connector is to be restarted; {@code Long.MAX_VALUE}
     *     if never
     */
    record Resolved(Map<String, String> given, Map<String, String> values, long ttlMs) {
        /** Shorter values are no secrets, and would be found everywhere. */
        private static final int LEAST = 4;

        /** The settings a connector gives its tasks, with references in place of the values it got for them. */
        Map<String, String> unresolved(Map<String, String> task) {
            Map<String, String> references = new HashMap<>();
            given.forEach((name, value) -> {
                String resolved = values.getOrDefault(name, value);
                if (!resolved.equals(value)) {
                    references.put(resolved, value);
                }
            });
            Map<String, String> unresolved = new HashMap<>(task);
            unresolved.replaceAll((name, value) -> {
                boolean same = value != null && value.equals(values.get(name));
                return same ? given.getOrDefault(name, value) : references.getOrDefault(value, value);
            });
            return unresolved;
        }

        /** A text for people, with references in place of values. */
        String concealed(String text) {
            String concealed = text;
            for (Map.Entry<String, String> setting : given.entrySet()) {
                String value = values.getOrDefault(setting.getKey(), setting.getValue());
                if (value.length() >= LEAST && !value.equals(setting.getValue())) {
                    concealed = concealed.replace(value, setting.getValue());
                }
            }
            return concealed;
        }

        List<String> concealed(List<String> texts) {
            List<String> concealed = new ArrayList<>();
            texts.forEach(text -> concealed.add(concealed(text)));
            return concealed;
        }
    }

    /** Gives nothing, so that references stay as they are. */
    private static final class Unresolved implements ConfigProvider {
        @Override
        public ConfigData get(String path) {
            return new ConfigData(Map.of());
        }

        @Override
        public ConfigData get(String path, Set<String> keys) {
            return get(path);
        }

        @Override
        public void configure(Map<String, ?> settings) {}

        @Override
        public void close() {}
    }
}
