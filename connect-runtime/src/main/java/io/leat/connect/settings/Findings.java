package io.leat.connect.settings;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

    private final Map<String, ConfigKey> definitions = new LinkedHashMap<>();
    private final Map<String, ConfigValue> values = new LinkedHashMap<>();

    /** Judges {@code config} by one of the worker's definitions. */
    void judge(ConfigDef definition, Map<String, String> config) {
        add(definition, definition.validate(config));
    }

    /** Judges a plugin's settings by its own definition and shows them under the plugin's prefix and group. */
    void judge(ConfigDef definition, Map<String, String> own, PluginSettings.Named plugin) {
        Map<String, ConfigKey> keys = definition.configKeys();
        for (ConfigValue value : definition.validate(own)) {
            ConfigKey key = keys.get(value.name());
            String name = plugin.prefix() + value.name();
            if (key != null) {
                definitions.putIfAbsent(name, shown(key, name, key.type, plugin));
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
        for (ConfigValue value : found) {
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

    List<Judged> settings() {
        List<Judged> settings = new ArrayList<>();
        values.forEach((name, value) -> settings.add(new Judged(definition(name), value)));
        return settings;
    }

    private ConfigKey definition(String name) {
        ConfigKey key = definitions.get(name);
        if (key == null) {
            return undefined(name);
        }
        boolean namesClass = CONVERTERS.contains(name)
                || (name.endsWith(".type") && (name.startsWith("transforms.") || name.startsWith("predicates.")));
        return namesClass ? shown(key, name, ConfigDef.Type.CLASS, null) : key;
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

    private static ConfigKey shown(
            ConfigKey key, String name, ConfigDef.Type type, PluginSettings.@Nullable Named plugin) {
        String group = plugin == null || key.group != null ? key.group : plugin.group();
        List<String> dependents = plugin == null
                ? key.dependents
                : key.dependents.stream().map(other -> plugin.prefix() + other).toList();
        Width width = key.width;
        return new ConfigKey(
                name,
                type,
                key.defaultValue,
                key.validator,
                key.importance,
                key.documentation,
                group,
                key.orderInGroup,
                width,
                key.displayName,
                dependents,
                key.recommender,
                key.internalConfig);
    }
}
