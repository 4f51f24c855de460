package io.leat.log.settings;

import io.leat.log.settings.ConfigValue.Synonym;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.ConfigEntry.ConfigSource;
import org.apache.kafka.common.config.ConfigDef;
import org.jspecify.annotations.Nullable;

/**
 * Settings as Kafka describes them: each with the places its value could come from, in the order in which they win. A setting with
 * older names ({@code log.retention.hours}) lists them only behind a value of its own name, as Kafka does.
 */
final class Described {
    /** Settings of which the first that is set holds. */
    private static final List<List<String>> FAMILIES = List.of(
            List.of("log.roll.ms", "log.roll.hours"),
            List.of("log.roll.jitter.ms", "log.roll.jitter.hours"),
            List.of("log.flush.interval.ms", "log.flush.scheduler.interval.ms"),
            List.of("log.retention.ms", "log.retention.minutes", "log.retention.hours"));

    private Described() {}

    static List<ConfigValue> broker(Layers layers, Map<String, Object> values, ConfigDef def) {
        List<ConfigValue> described = new ArrayList<>();
        for (ConfigDef.ConfigKey key : new TreeMap<>(def.configKeys()).values()) {
            if (!key.internalConfig) {
                List<Synonym> synonyms = synonyms(key.name, layers, def);
                boolean readOnly = !DynamicConfigs.NAMES.contains(key.name);
                described.add(value(key, values.get(key.name), readOnly, synonyms));
            }
        }
        return described;
    }

    static List<ConfigValue> cluster(Layers layers, ConfigDef def) {
        List<ConfigValue> described = new ArrayList<>();
        for (String name : new TreeMap<>(layers.cluster()).keySet()) {
            ConfigDef.ConfigKey key = def.configKeys().get(name);
            if (key != null) {
                String text = layers.cluster().get(name);
                List<Synonym> synonyms = List.of(new Synonym(name, text, ConfigSource.DYNAMIC_DEFAULT_BROKER_CONFIG));
                Object value = ConfigDef.parseType(name, text, key.type);
                described.add(value(key, value, !DynamicConfigs.NAMES.contains(name), synonyms));
            }
        }
        return described;
    }

    static List<ConfigValue> topic(Layers layers, Map<String, Object> values, Map<String, String> own) {
        List<ConfigValue> described = new ArrayList<>();
        for (ConfigDef.ConfigKey key : new TreeMap<>(TopicConfigs.definition().configKeys()).values()) {
            if (key.internalConfig) {
                continue;
            }
            List<Synonym> synonyms = new ArrayList<>();
            String text = ConfigDef.convertToString(values.get(key.name), key.type);
            if (own.containsKey(key.name)) {
                synonyms.add(new Synonym(key.name, text, ConfigSource.DYNAMIC_TOPIC_CONFIG));
            }
            TopicDefaults.setting(key.name)
                    .ifPresent(it -> synonyms.addAll(synonyms(it, layers, BrokerSettings.definition())));
            described.add(value(key, values.get(key.name), false, synonyms));
        }
        return described;
    }

    private static ConfigValue value(
            ConfigDef.ConfigKey key, @Nullable Object value, boolean readOnly, List<Synonym> synonyms) {
        boolean secret = key.type == ConfigDef.Type.PASSWORD;
        return new ConfigValue(
                key.name,
                secret ? null : ConfigDef.convertToString(value, key.type),
                synonyms.isEmpty()
                        ? ConfigSource.DEFAULT_CONFIG
                        : synonyms.get(0).source(),
                readOnly,
                secret,
                key.type,
                key.documentation,
                secret
                        ? synonyms.stream()
                                .map(it -> new Synonym(it.name(), null, it.source()))
                                .toList()
                        : List.copyOf(synonyms));
    }

    private static List<Synonym> synonyms(String setting, Layers layers, ConfigDef def) {
        List<String> names =
                FAMILIES.stream().filter(it -> it.contains(setting)).findFirst().orElse(List.of(setting));
        List<Synonym> all = new ArrayList<>();
        names.forEach(it -> add(it, layers.node().get(it), ConfigSource.DYNAMIC_BROKER_CONFIG, all));
        names.forEach(it -> add(it, layers.cluster().get(it), ConfigSource.DYNAMIC_DEFAULT_BROKER_CONFIG, all));
        names.forEach(it -> add(it, given(it, layers, def), ConfigSource.STATIC_BROKER_CONFIG, all));
        names.forEach(it -> add(it, byDefault(it, def), ConfigSource.DEFAULT_CONFIG, all));
        int first = 0;
        while (first < all.size() && !all.get(first).name().equals(setting)) {
            first++;
        }
        return all.subList(first, all.size());
    }

    private static void add(String name, @Nullable String value, ConfigSource source, List<Synonym> all) {
        if (value != null) {
            all.add(new Synonym(name, value, source));
        }
    }

    private static @Nullable String given(String name, Layers layers, ConfigDef def) {
        Object value = layers.given().get(name);
        ConfigDef.ConfigKey key = def.configKeys().get(name);
        return value == null || key == null || value instanceof String
                ? (String) value
                : ConfigDef.convertToString(value, key.type);
    }

    private static @Nullable String byDefault(String name, ConfigDef def) {
        ConfigDef.ConfigKey key = def.configKeys().get(name);
        return key == null ? null : ConfigDef.convertToString(key.defaultValue, key.type);
    }
}
