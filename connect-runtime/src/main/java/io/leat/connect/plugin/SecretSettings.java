package io.leat.connect.plugin;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Which settings of a configuration are secrets. */
public final class SecretSettings {
    /** Names that secrets have where no definition says so, or where the plugin cannot be asked. */
    private static final Pattern SECRET_NAME = Pattern.compile(
            "(?i).*(passwo?r?d|passphrase|secret|token|credential|private[._-]?key|api[._-]?key|jaas\\.config).*");

    public SecretSettings(Plugins plugins) {}

    /** The answer if it needs no code of a plugin. */
    public Optional<Set<String>> known(Map<String, String> config) {
        return Optional.of(of(config));
    }

    /** The names of the settings whose values must not be shown. Asks the plugins for their definitions. */
    public Set<String> of(Map<String, String> config) {
        Set<String> secret = new TreeSet<>();
        for (String name : config.keySet()) {
            if (SECRET_NAME.matcher(name).matches()) {
                secret.add(name);
            }
        }
        return secret;
    }
}
