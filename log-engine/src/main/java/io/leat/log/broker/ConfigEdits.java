package io.leat.log.broker;

import io.leat.log.settings.BrokerSettings;
import io.leat.log.settings.GroupConfigs;
import io.leat.log.settings.TopicConfigs;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigOp.OpType;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.jspecify.annotations.Nullable;

/**
 * What single changes make of a set of configs.
 *
 * @param def says which are lists, to which can be appended, and what an unset one has
 * @param refusal what is said if one is no list
 */
record ConfigEdits(ConfigDef def, BiFunction<OpType, String, String> refusal) {
    static final ConfigEdits OF_TOPICS = new ConfigEdits(
            TopicConfigs.definition(),
            (type, name) -> "Can't %s to key %s because its type is not LIST.".formatted(type, name));
    static final ConfigEdits OF_BROKERS = new ConfigEdits(
            BrokerSettings.definition(),
            (type, name) -> "Config value %s is not allowed for config key: %s"
                    .formatted(type.name().toLowerCase(Locale.ROOT), name));

    static final ConfigEdits OF_GROUPS = new ConfigEdits(
            GroupConfigs.definition(),
            (type, name) -> "Can't %s to key %s because its type is not LIST.".formatted(type, name));

    /**
     * The configs after the changes.
     *
     * @throws InvalidConfigurationException if something is appended to what is no list
     */
    Map<String, String> apply(Collection<AlterConfigOp> changes, Map<String, String> before) {
        Map<String, String> after = new HashMap<>(before);
        changes.forEach(change -> apply(change, after));
        return after;
    }

    private void apply(AlterConfigOp change, Map<String, String> configs) {
        String name = change.configEntry().name();
        String value = Objects.requireNonNullElse(change.configEntry().value(), "");
        switch (change.opType()) {
            case SET -> configs.put(name, value);
            case DELETE -> configs.remove(name);
            case APPEND, SUBTRACT -> {
                ConfigDef.ConfigKey key = def.configKeys().get(name);
                if (key == null || key.type != ConfigDef.Type.LIST) {
                    throw new InvalidConfigurationException(refusal.apply(change.opType(), name));
                }
                String current = configs.containsKey(name)
                        ? configs.get(name)
                        : ConfigDef.convertToString(key.defaultValue, key.type);
                configs.put(name, merged(current, value, change.opType() == OpType.APPEND));
            }
        }
    }

    private static String merged(@Nullable String current, String change, boolean append) {
        List<String> values = split(current);
        for (String one : split(change)) {
            if (!append) {
                values.remove(one);
            } else if (!values.contains(one)) {
                values.add(one);
            }
        }
        return String.join(",", values);
    }

    private static List<String> split(@Nullable String text) {
        return text == null || text.isEmpty()
                ? new ArrayList<>()
                : new ArrayList<>(
                        Arrays.stream(text.split(",", -1)).map(String::strip).toList());
    }
}
