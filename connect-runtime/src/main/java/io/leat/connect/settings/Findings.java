package io.leat.connect.settings;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.ConfigKey;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;

/** What a judgement has found so far: every setting once, in the order in which they were first judged. */
final class Findings {
    private static final Set<String> CONVERTERS = Set.of(
            FrameworkSettings.KEY_CONVERTER, FrameworkSettings.VALUE_CONVERTER, FrameworkSettings.HEADER_CONVERTER);

    private final Map<String, Class<?>> defaults;
    private final Map<String, ConfigKey> definitions = new LinkedHashMap<>();
    private final Map<String, ConfigValue> values = new LinkedHashMap<>();
    private final Map<String, String> versions = new HashMap<>();

    /** @param defaults what the worker has for settings that a configuration leaves out: its converters */
    Findings(Map<String, Class<?>> defaults) {
        this.defaults = defaults;
    }

    /** Judges {@code config} by one of the worker's definitions. */
    void judge(ConfigDef definition, Map<String, String> config) {
        add(definition, definition.validate(config));
    }

    /** Judges a plugin's settings by its own definition and shows them under the plugin's prefix and group. */
    void judge(ConfigDef definition, Map<String, String> own, PluginSettings.Named plugin) {
        int order = PluginSettings.FIRST_OWN;
        for (ConfigValue value : inOrder(definition, definition.validate(own))) {
            ConfigKey key = definition.configKeys().get(value.name());
            String name = plugin.prefix() + value.name();
            if (key != null) {
                definitions.putIfAbsent(name, shown(key, plugin, order++));
            }
            values.putIfAbsent(
                    name,
                    new ConfigValue(
                            name,
                            value.value(),
                            new ArrayList<>(value.recommendedValues()),
                            new ArrayList<>(value.errorMessages())));
        }
    }

    /**
     * Adds the connector's verdict.
     *
     * @throws ConnectException if it gives none
     */
    void merge(@Nullable ConfigDef definition, @Nullable Config verdict) {
        if (definition == null || verdict == null) {
            throw new ConnectException("The connector returns null from config() or validate(): it does not keep to"
                    + " connect-api, and cannot be used.");
        }
        add(definition, verdict.configValues());
    }

    private void add(ConfigDef definition, List<ConfigValue> found) {
        for (ConfigValue value : inOrder(definition, found)) {
            ConfigKey key = definition.configKeys().get(value.name());
            if (key != null) {
                definitions.putIfAbsent(value.name(), key);
            }
            ConfigValue known = values.putIfAbsent(value.name(), value);
            if (known != null) {
                value.errorMessages().stream()
                        .filter(error -> !known.errorMessages().contains(error))
                        .forEach(known::addErrorMessage);
            }
        }
    }

    /** As the definition has them; what it does not define comes last. */
    private static List<ConfigValue> inOrder(ConfigDef definition, List<ConfigValue> found) {
        List<String> names = new ArrayList<>(definition.configKeys().keySet());
        return found.stream()
                .sorted(Comparator.comparingInt(
                        value -> names.contains(value.name()) ? names.indexOf(value.name()) : names.size()))
                .toList();
    }

    void error(String name, String message) {
        values.computeIfAbsent(name, n -> new ConfigValue(n, null, new ArrayList<>(), new ArrayList<>()))
                .addErrorMessage(message);
    }

    /** Shows the full class name for the alias that was written. */
    void resolved(String name, String className) {
        ConfigValue value = values.get(name);
        if (value != null) {
            value.value(className);
        }
    }

    /** Shows which version of a plugin is taken where the configuration does not say, and which there are. */
    void version(String name, String taken, List<String> installed) {
        versions.put(name, taken);
        ConfigValue value = values.get(name);
        if (value != null) {
            if (value.value() == null) {
                value.value(taken);
            }
            value.recommendedValues(List.copyOf(installed));
        }
    }

    /** The names of the settings that somebody defines. */
    Set<String> declared() {
        return definitions.keySet();
    }

    boolean isClean() {
        return values.values().stream().allMatch(value -> value.errorMessages().isEmpty());
    }

    List<Judged> settings() {
        List<Judged> settings = new ArrayList<>();
        values.forEach((name, value) -> {
            if (value.value() == null && defaults.containsKey(name)) {
                value.value(Objects.requireNonNull(defaults.get(name)).getName());
            }
            settings.add(new Judged(definition(name), value));
        });
        return settings;
    }

    private ConfigKey definition(String name) {
        ConfigKey key = definitions.get(name);
        if (key == null) {
            return undefined(name);
        }
        if (versions.containsKey(name)) {
            return copy(key, name, key.type, versions.get(name), key.group, key.orderInGroup, key.dependents);
        }
        boolean namesClass = CONVERTERS.contains(name)
                || (name.endsWith(".type") && (name.startsWith("transforms.") || name.startsWith("predicates.")));
        if (!namesClass) {
            return key;
        }
        return shownAsClass(key, defaults.containsKey(name) ? defaults.get(name) : key.defaultValue);
    }

    /** A setting that is wrong and that nobody defines is shown as an optional text. */
    private static ConfigKey undefined(String name) {
        return new ConfigKey(
                name,
                ConfigDef.Type.STRING,
                null,
                null,
                Importance.LOW,
                "",
                null,
                -1,
                Width.NONE,
                name,
                List.of(),
                null,
                false);
    }

    private static ConfigKey shownAsClass(ConfigKey key, @Nullable Object byDefault) {
        return copy(key, key.name, ConfigDef.Type.CLASS, byDefault, key.group, key.orderInGroup, key.dependents);
    }

    private static ConfigKey shown(ConfigKey key, PluginSettings.Named plugin, int order) {
        return copy(
                key,
                plugin.prefix() + key.name,
                key.type,
                key.defaultValue,
                key.group == null ? plugin.group() : key.group,
                plugin.group() == null ? key.orderInGroup : order,
                key.dependents.stream().map(other -> plugin.prefix() + other).toList());
    }

    private static ConfigKey copy(
            ConfigKey key,
            String name,
            ConfigDef.Type type,
            @Nullable Object byDefault,
            @Nullable String group,
            int order,
            List<String> dependents) {
        return new ConfigKey(
                name,
                type,
                byDefault,
                key.validator,
                key.importance,
                key.documentation,
                group,
                order,
                key.width,
                key.displayName,
                dependents,
                key.recommender,
                key.internalConfig);
    }
}
