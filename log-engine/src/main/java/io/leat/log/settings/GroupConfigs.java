package io.leat.log.settings;

import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;
import static org.apache.kafka.common.config.ConfigDef.Range.atLeast;
import static org.apache.kafka.common.config.ConfigDef.Type.INT;

import io.leat.log.settings.ConfigValue.Synonym;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.admin.ConfigEntry.ConfigSource;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.InvalidConfigurationException;

/**
 * What a group of the consumer protocol can have otherwise than all groups, by Kafka's names (KIP-848): how long its sessions are, and how
 * often its members are heard of. What is not said of a group is as the broker's settings have it.
 */
public final class GroupConfigs {
    private static final String SESSION = "consumer.session.timeout.ms";
    private static final String HEARTBEAT = "consumer.heartbeat.interval.ms";

    private static final ConfigDef DEFINITION = new ConfigDef()
            .define(SESSION, INT, 45_000, atLeast(1), MEDIUM, "A member not heard of for so long is dropped.")
            .define(HEARTBEAT, INT, 5_000, atLeast(1), MEDIUM, "How often members are to be heard of.");

    private GroupConfigs() {}

    public static ConfigDef definition() {
        return new ConfigDef(DEFINITION);
    }

    /** The session of a group's members. */
    public static int sessionTimeoutMs(Map<String, String> own, ConsumerGroupSettings all) {
        return number(own, SESSION, all.sessionTimeoutMs());
    }

    /** How often a group's members are to be heard of. */
    public static int heartbeatIntervalMs(Map<String, String> own, ConsumerGroupSettings all) {
        return number(own, HEARTBEAT, all.heartbeatIntervalMs());
    }

    private static int number(Map<String, String> own, String name, int otherwise) {
        String value = own.get(name);
        return value == null ? otherwise : Integer.parseInt(value.strip());
    }

    /**
     * Judges all configs that a group is to have of its own.
     *
     * @throws InvalidConfigurationException as Kafka has it, if there is no such config, or its value is not within the broker's limits
     */
    public static void judge(Map<String, String> own, ConsumerGroupSettings all) {
        own.forEach((name, value) -> {
            ConfigDef.ConfigKey key = DEFINITION.configKeys().get(name);
            if (key == null) {
                throw new InvalidConfigurationException("Unknown group config name: " + name);
            }
            try {
                Object typed = ConfigDef.parseType(name, value, key.type);
                key.validator.ensureValid(name, typed);
            } catch (ConfigException e) {
                throw new InvalidConfigurationException(e.getMessage(), e);
            }
        });
        int session = sessionTimeoutMs(own, all);
        int heartbeat = heartbeatIntervalMs(own, all);
        check(SESSION, session, all.minSessionTimeoutMs(), all.maxSessionTimeoutMs());
        check(HEARTBEAT, heartbeat, all.minHeartbeatIntervalMs(), all.maxHeartbeatIntervalMs());
        if (heartbeat >= session) {
            throw new InvalidConfigurationException("%s must be greater than %s: %d is not more than %d"
                    .formatted(SESSION, HEARTBEAT, session, heartbeat));
        }
    }

    private static void check(String name, int value, int min, int max) {
        if (value < min) {
            throw new InvalidConfigurationException("%s must be greater than or equal to %s: %d is less than %d"
                    .formatted(name, bound(name, "min"), value, min));
        }
        if (value > max) {
            throw new InvalidConfigurationException("%s must be less than or equal to %s: %d is more than %d"
                    .formatted(name, bound(name, "max"), value, max));
        }
    }

    private static String bound(String name, String which) {
        return "group." + name.replaceFirst("\\.", "." + which + ".");
    }

    /** Both configs, with what holds for a group that has {@code own}. */
    public static List<ConfigValue> describe(Map<String, String> own, ConsumerGroupSettings all) {
        return List.of(value(SESSION, own, all.sessionTimeoutMs()), value(HEARTBEAT, own, all.heartbeatIntervalMs()));
    }

    private static ConfigValue value(String name, Map<String, String> own, int otherwise) {
        List<Synonym> places = new ArrayList<>();
        String mine = own.get(name);
        if (mine != null) {
            places.add(new Synonym(name, mine, ConfigSource.DYNAMIC_GROUP_CONFIG));
        }
        places.add(new Synonym("group." + name, Integer.toString(otherwise), ConfigSource.DEFAULT_CONFIG));
        Synonym holds = places.get(0);
        ConfigDef.ConfigKey key = Objects.requireNonNull(DEFINITION.configKeys().get(name), name);
        return new ConfigValue(
                name, holds.value(), holds.source(), false, false, key.type, key.documentation, List.copyOf(places));
    }
}
