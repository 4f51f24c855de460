package io.leat.connect.rest;

import io.leat.connect.settings.SecretSettings;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Keeps the values of secrets out of replies: {@code [hidden]} stands for them, and a configuration that comes back with
 * {@code [hidden]} keeps the value it had, so that reading a configuration, changing it and writing it back works.
 */
final class Secrets {
    /** What Kafka's own {@code Password} prints. */
    static final String HIDDEN = "[hidden]";

    private final SecretSettings settings;
    private final TimedCalls calls;

    Secrets(SecretSettings settings, TimedCalls calls) {
        this.settings = settings;
        this.calls = calls;
    }

    /** The settings of a connector as they may be shown. */
    Map<String, String> mask(Map<String, String> config) {
        Map<String, String> masked = new HashMap<>(config);
        for (String name : secrets(config)) {
            masked.replace(name, HIDDEN);
        }
        return masked;
    }

    /**
     * The settings of a task as they may be shown. A connector mostly hands its own settings on, but may do so under
     * other names: a value that is secret in {@code connector} is secret here under every name.
     */
    Map<String, String> maskTask(Map<String, String> task, Map<String, String> connector) {
        Map<String, String> both = new HashMap<>(connector);
        both.putAll(task);
        Set<String> names = secrets(both);
        Set<String> values = new HashSet<>();
        for (String name : names) {
            values.add(connector.getOrDefault(name, ""));
        }
        values.remove("");
        Map<String, String> masked = new HashMap<>(task);
        masked.replaceAll((name, value) -> names.contains(name) || values.contains(value) ? HIDDEN : value);
        return masked;
    }

    /** Which settings are secret the plugins' code says; asking costs a call once per configuration. */
    private Set<String> secrets(Map<String, String> config) {
        return settings.known(config)
                .orElseGet(() -> calls.run("asking plugins for their settings", () -> settings.of(config)));
    }

    /** {@code config} with the values of {@code current} where it has {@code [hidden]}. */
    Map<String, String> restore(Map<String, String> config, Map<String, String> current) {
        Map<String, String> whole = new HashMap<>(config);
        whole.replaceAll((name, value) -> value.equals(HIDDEN) ? current.getOrDefault(name, HIDDEN) : value);
        return whole;
    }

    /** Refuses a configuration that has only the mask of a secret. */
    void refuseMasked(Map<String, String> config) {
        config.forEach((name, value) -> {
            if (value.equals(HIDDEN)) {
                throw RestException.badRequest("The setting " + name + " is " + HIDDEN
                        + ", which is what replies show in place of a secret; give its value.");
            }
        });
    }
}
