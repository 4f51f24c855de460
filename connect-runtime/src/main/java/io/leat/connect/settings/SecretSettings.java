package io.leat.connect.settings;

import io.leat.connect.plugin.LoaderSwap;
import io.leat.connect.plugin.PluginRequest;
import io.leat.connect.plugin.Plugins;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.connector.Connector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which settings of a configuration are secrets: those that a definition calls PASSWORD, and those whose name says so.
 * The names count because a connector may have defined a password as a text, and because a plugin that is broken or gone
 * cannot be asked.
 */
public final class SecretSettings {
    private static final Logger LOG = LoggerFactory.getLogger(SecretSettings.class);

    private static final Pattern SECRET_NAME = Pattern.compile(
            "(?i).*(passwo?r?d|passphrase|secret|token|credential|private[._-]?key|(api|access)[._-]?key|jaas\\.config).*");

    /** Answers kept: one per configuration that is in use, and then some. */
    private static final int KEPT = 1_000;

    private final Plugins plugins;
    private final Map<Map<String, String>, Set<String>> answers = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Map<String, String>, Set<String>> eldest) {
            return size() > KEPT;
        }
    };

    public SecretSettings(Plugins plugins) {
        this.plugins = plugins;
    }

    /** The answer if it was given before: no plugin's code runs. */
    public Optional<Set<String>> known(Map<String, String> config) {
        synchronized (answers) {
            return Optional.ofNullable(answers.get(config));
        }
    }

    /** The names of the settings in {@code config} whose values must not be shown. Runs the plugins' {@code config()}. */
    public Set<String> of(Map<String, String> config) {
        Set<String> secret = new TreeSet<>();
        for (String name : config.keySet()) {
            if (SECRET_NAME.matcher(name).matches()) {
                secret.add(name);
            }
        }
        PluginRequest connector = PluginRequest.of(
                config.getOrDefault(FrameworkSettings.CONNECTOR_CLASS, ""),
                config.get(FrameworkSettings.CONNECTOR_VERSION));
        addPasswords(secret, "", () -> settingsOf(plugins.newConnector(connector)));
        for (PluginSettings.Named named : PluginSettings.in(config)) {
            PluginRequest request = named.request(config, null);
            addPasswords(secret, named.prefix(), () -> PluginSettings.own(plugins, named, request));
        }
        secret.retainAll(config.keySet());
        synchronized (answers) {
            answers.put(Map.copyOf(config), secret);
        }
        return secret;
    }

    private static ConfigDef settingsOf(Connector connector) {
        return LoaderSwap.call(connector.getClass().getClassLoader(), connector::config);
    }

    private static void addPasswords(Set<String> secret, String prefix, Supplier<ConfigDef> asked) {
        try {
            asked.get().configKeys().forEach((name, key) -> {
                if (key.type == ConfigDef.Type.PASSWORD) {
                    secret.add(prefix + name);
                }
            });
        } catch (RuntimeException | LinkageError e) {
            LOG.debug("A plugin does not say which of its settings are secrets; their names must do.", e);
        }
    }
}
