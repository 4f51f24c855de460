package io.leat.connect.settings;

import io.leat.connect.plugin.PluginException;
import io.leat.connect.plugin.PluginKind;
import io.leat.connect.plugin.Plugins;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.components.ConnectPlugin;

/**
 * The settings of the plugins that a configuration names beside its connector: converters, transforms, predicates. Each
 * plugin's own settings come with the prefix under which they are written.
 */
final class PluginSettings {

    /**
     * A plugin that a configuration names.
     *
     * @param setting the setting that names it
     * @param prefix what its own settings begin with, with the dot
     * @param group the group its settings are shown in
     */
    record Named(PluginKind kind, String setting, String prefix, String group) {}

    private PluginSettings() {}

    /** The plugins that {@code config} names, converters first, then transforms and predicates in their order. */
    static List<Named> in(Map<String, String> config) {
        List<Named> named = new ArrayList<>();
        addConverter(named, config, PluginKind.CONVERTER, FrameworkSettings.KEY_CONVERTER);
        addConverter(named, config, PluginKind.CONVERTER, FrameworkSettings.VALUE_CONVERTER);
        addConverter(named, config, PluginKind.HEADER_CONVERTER, FrameworkSettings.HEADER_CONVERTER);
        addAliased(named, config, PluginKind.TRANSFORMATION, FrameworkSettings.TRANSFORMS, "Transforms: ");
        addAliased(named, config, PluginKind.PREDICATE, FrameworkSettings.PREDICATES, "Predicates: ");
        return named;
    }

    private static void addConverter(List<Named> named, Map<String, String> config, PluginKind kind, String setting) {
        if (config.containsKey(setting)) {
            named.add(new Named(kind, setting, setting + ".", "Common"));
        }
    }

    private static void addAliased(
            List<Named> named, Map<String, String> config, PluginKind kind, String list, String group) {
        for (String alias : aliases(config, list)) {
            String prefix = list + "." + alias + ".";
            named.add(new Named(kind, prefix + "type", prefix, group + alias));
        }
    }

    /** The distinct aliases in a list setting. */
    static List<String> aliases(Map<String, String> config, String list) {
        return java.util.Arrays.stream(config.getOrDefault(list, "").split(",", -1))
                .map(String::trim)
                .filter(alias -> !alias.isEmpty())
                .distinct()
                .toList();
    }

    /** What the worker reads of each transform and predicate: its class, and when it applies (KIP-585). */
    static ConfigDef ofChain(Map<String, String> config) {
        ConfigDef settings = new ConfigDef();
        List<String> predicates = aliases(config, FrameworkSettings.PREDICATES);
        for (Named named : in(config)) {
            if (named.kind() == PluginKind.TRANSFORMATION) {
                type(settings, named, "Transformation type for ");
                condition(settings, named, predicates);
            } else if (named.kind() == PluginKind.PREDICATE) {
                type(settings, named, "Predicate type for ");
            }
        }
        return settings;
    }

    private static void type(ConfigDef settings, Named named, String display) {
        settings.define(
                named.setting(),
                ConfigDef.Type.STRING,
                ConfigDef.NO_DEFAULT_VALUE,
                Importance.HIGH,
                "The class of the " + named.kind().label() + ", in full or without its package.",
                named.group(),
                0,
                Width.LONG,
                display + alias(named));
    }

    private static void condition(ConfigDef settings, Named named, List<String> predicates) {
        settings.define(
                        named.prefix() + "predicate",
                        ConfigDef.Type.STRING,
                        "",
                        ConfigDef.LambdaValidator.with(
                                (name, value) -> {
                                    if (!String.valueOf(value).isEmpty()
                                            && !predicates.contains(String.valueOf(value))) {
                                        throw new ConfigException(
                                                name,
                                                value,
                                                "It is none of the aliases in predicates, " + predicates
                                                        + "; add it there or correct it.");
                                    }
                                },
                                () -> "an alias in predicates"),
                        Importance.MEDIUM,
                        "The alias of the predicate under which the transform applies; empty for every record.",
                        named.group(),
                        -1,
                        Width.LONG,
                        "Predicate")
                .define(
                        named.prefix() + "negate",
                        ConfigDef.Type.BOOLEAN,
                        false,
                        Importance.MEDIUM,
                        "Apply the transform where the predicate does not hold.",
                        named.group(),
                        -1,
                        Width.LONG,
                        "Negate");
    }

    private static String alias(Named named) {
        return named.group().substring(named.group().indexOf(' ') + 1);
    }

    /**
     * The plugin's own definition, its names without the prefix. Runs its code.
     *
     * @throws PluginException if there is no such plugin or it cannot be instantiated
     */
    static ConfigDef own(Plugins plugins, Named named, String className) {
        ConnectPlugin plugin = plugins.unconfigured(named.kind(), className);
        ConfigDef own = plugin.config();
        return own == null ? new ConfigDef() : own;
    }
}
