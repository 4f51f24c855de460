package io.leat.connect.settings;

import io.leat.connect.plugin.LoaderSwap;
import io.leat.connect.plugin.PluginException;
import io.leat.connect.plugin.PluginKind;
import io.leat.connect.plugin.PluginRequest;
import io.leat.connect.plugin.Plugins;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.components.ConnectPlugin;
import org.apache.kafka.connect.storage.ConverterConfig;
import org.jspecify.annotations.Nullable;

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
     * @param group the group its settings are shown in, in the order they are defined; null where they keep their own
     */
    record Named(
            PluginKind kind,
            String setting,
            String prefix,
            @Nullable String group) {

        /** The setting that says which version of it to take. */
        String versionSetting() {
            return prefix + FrameworkSettings.PLUGIN_VERSION;
        }

        /** The plugin as {@code config} asks for it; {@code home} is the connector's loader. */
        PluginRequest request(Map<String, String> config, @Nullable ClassLoader home) {
            return new PluginRequest(config.getOrDefault(setting, ""), config.get(versionSetting()), home);
        }
    }

    /** The order of a plugin's first own setting in its group, behind its class and version. */
    static final int FIRST_OWN = 2;

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
            named.add(new Named(kind, setting, setting + ".", null));
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
        return Arrays.stream(config.getOrDefault(list, "").split(",", -1))
                .map(String::trim)
                .filter(alias -> !alias.isEmpty())
                .distinct()
                .toList();
    }

    /** What the worker reads of each transform and predicate: its class, and when it applies (KIP-585). */
    static ConfigDef ofChain(Plugins plugins, Map<String, String> config) {
        ConfigDef settings = new ConfigDef();
        List<String> predicates = aliases(config, FrameworkSettings.PREDICATES);
        for (Named named : in(config)) {
            if (named.kind() == PluginKind.TRANSFORMATION) {
                type(settings, named, "Transformation");
                condition(settings, named, predicates, FIRST_OWN + count(plugins, named, config));
            } else if (named.kind() == PluginKind.PREDICATE) {
                type(settings, named, "Predicate");
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
                        display + " type for " + alias(named))
                .define(
                        named.versionSetting(),
                        ConfigDef.Type.STRING,
                        null,
                        Importance.HIGH,
                        "Which version of it to take where several are installed: 1.2.3, a range such as [1.2,2.0), or latest.",
                        named.group(),
                        1,
                        Width.LONG,
                        display + " version for " + alias(named));
    }

    /** How many settings the plugin has of its own; none if it is not there, which is found elsewhere. */
    private static int count(Plugins plugins, Named named, Map<String, String> config) {
        try {
            return own(plugins, named, named.request(config, null).inAnyVersion())
                    .configKeys()
                    .size();
        } catch (RuntimeException | LinkageError e) {
            return 0;
        }
    }

    private static void condition(ConfigDef settings, Named named, List<String> predicates, int order) {
        settings.define(
                        named.prefix() + "negate",
                        ConfigDef.Type.BOOLEAN,
                        false,
                        Importance.MEDIUM,
                        "Apply the transform where the predicate does not hold.",
                        named.group(),
                        order,
                        Width.NONE,
                        "negate")
                .define(
                        named.prefix() + "predicate",
                        ConfigDef.Type.STRING,
                        null,
                        aliasIn(predicates),
                        Importance.MEDIUM,
                        "The alias of the predicate under which the transform applies; without one, to every record.",
                        named.group(),
                        order + 1,
                        Width.NONE,
                        "predicate");
    }

    private static ConfigDef.Validator aliasIn(List<String> predicates) {
        return ConfigDef.LambdaValidator.with(
                (name, value) -> {
                    if (value != null && !predicates.contains(String.valueOf(value))) {
                        throw new ConfigException(
                                name,
                                value,
                                "It is none of the aliases in predicates, " + predicates
                                        + "; add it there or correct it.");
                    }
                },
                () -> "an alias in predicates");
    }

    private static String alias(Named named) {
        return named.prefix()
                .substring(named.prefix().indexOf('.') + 1, named.prefix().length() - 1);
    }

    /**
     * The plugin's own definition, its names without the prefix. Runs its code.
     *
     * @throws PluginException if there is no such plugin or it cannot be instantiated
     */
    static ConfigDef own(Plugins plugins, Named named, PluginRequest request) {
        ConnectPlugin plugin = plugins.unconfigured(named.kind(), request);
        ConfigDef own = LoaderSwap.call(plugin.getClass().getClassLoader(), plugin::config);
        return own == null ? new ConfigDef() : own;
    }

    /** What {@code config} has for the plugin, without the prefix; a converter is told which it is, as when it runs. */
    static Map<String, String> given(Named named, Map<String, String> config) {
        Map<String, String> given = new HashMap<>();
        config.forEach((name, value) -> {
            if (name.startsWith(named.prefix()) && !name.equals(named.versionSetting())) {
                given.put(name.substring(named.prefix().length()), value);
            }
        });
        switch (named.setting()) {
            case FrameworkSettings.KEY_CONVERTER -> given.put(ConverterConfig.TYPE_CONFIG, "key");
            case FrameworkSettings.VALUE_CONVERTER -> given.put(ConverterConfig.TYPE_CONFIG, "value");
            case FrameworkSettings.HEADER_CONVERTER -> given.put(ConverterConfig.TYPE_CONFIG, "header");
            default -> {
                return given;
            }
        }
        return given;
    }
}
