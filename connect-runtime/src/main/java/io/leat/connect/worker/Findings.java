package io.leat.connect.worker;

import io.leat.connect.worker.ConnectorOperations.Setting;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.ConfigKey;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigValue;
import org.jspecify.annotations.Nullable;

/** What a validation has found, setting by setting; the framework's settings first, each once. */
final class Findings {
    private final Map<String, String> config;
    private final Map<String, ConfigKey> definitions = new LinkedHashMap<>();
    private final Map<String, ConfigValue> values = new LinkedHashMap<>();

    /** Begins with what the framework's definition says by itself. */
    Findings(ConfigDef framework, Map<String, String> config) {
        this.config = config;
        add(framework, framework.validate(config));
    }

    private void add(ConfigDef definition, List<ConfigValue> found) {
        for (ConfigValue value : found) {
            ConfigKey key = definition.configKeys().get(value.name());
            ConfigValue known = values.putIfAbsent(value.name(), value);
            if (key != null) {
                definitions.put(value.name(), key);
            }
            if (known != null) {
                value.errorMessages().stream()
                        .filter(error -> !known.errorMessages().contains(error))
                        .forEach(known::addErrorMessage);
            }
        }
    }

    /** Adds the connector's own verdict. A connector that returns none is itself the error. */
    void merge(@Nullable ConfigDef definition, @Nullable Config verdict) {
        if (definition == null || verdict == null) {
            error(
                    ConnectorSettings.CLASS,
                    "The connector returns null from config() or validate(): it does not keep to connect-api.");
            return;
        }
        add(definition, verdict.configValues());
    }

    void error(String name, String message) {
        values.computeIfAbsent(name, n -> new ConfigValue(n, config.get(n), new ArrayList<>(), new ArrayList<>()))
                .addErrorMessage(message);
    }

    /** Runs a check whose exception is an error of the setting {@code name}. */
    void check(String name, Runnable check) {
        try {
            check.run();
        } catch (RuntimeException | LinkageError e) {
            error(name, e.getMessage() == null ? e.toString() : e.getMessage());
        }
    }

    boolean isClean() {
        return values.values().stream().allMatch(value -> value.errorMessages().isEmpty());
    }

    List<Setting> settings() {
        List<Setting> settings = new ArrayList<>();
        values.forEach((name, value) -> settings.add(new Setting(definition(name), value)));
        return settings;
    }

    /** A setting that is wrong and that nobody defines is shown as optional text. */
    private ConfigKey definition(String name) {
        ConfigDef anonymous = new ConfigDef().define(name, ConfigDef.Type.STRING, null, Importance.LOW, "");
        return definitions.getOrDefault(
                name, Objects.requireNonNull(anonymous.configKeys().get(name)));
    }
}
