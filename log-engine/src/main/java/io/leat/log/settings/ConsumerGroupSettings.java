package io.leat.log.settings;

import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;
import static org.apache.kafka.common.config.ConfigDef.Range.atLeast;
import static org.apache.kafka.common.config.ConfigDef.Type.INT;
import static org.apache.kafka.common.config.ConfigDef.Type.LIST;
import static org.apache.kafka.common.config.ConfigDef.Type.STRING;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.ValidList;
import org.apache.kafka.common.config.ConfigDef.ValidString;
import org.apache.kafka.common.config.ConfigException;

/**
 * How groups of the consumer protocol (KIP-848) are run: {@code group.consumer.*}.
 *
 * @param assignors names, the default first
 * @param regexRefreshMs after how long it is found out anew which topics an expression means
 * @param policy whether groups go over between the protocols with their members: {@code group.consumer.migration.policy}
 */
public record ConsumerGroupSettings(
        int sessionTimeoutMs,
        int heartbeatIntervalMs,
        int maxSize,
        List<String> assignors,
        String policy,
        int regexRefreshMs,
        int minSessionTimeoutMs,
        int maxSessionTimeoutMs,
        int minHeartbeatIntervalMs,
        int maxHeartbeatIntervalMs) {
    private static final String SESSION = "group.consumer.session.timeout.ms";
    private static final String REGEX_REFRESH = "group.consumer.regex.refresh.interval.ms";
    private static final String HEARTBEAT = "group.consumer.heartbeat.interval.ms";

    static ConsumerGroupSettings of(Map<String, Object> values) {
        int session = within(
                values, SESSION, "group.consumer.min.session.timeout.ms", "group.consumer.max.session.timeout.ms");
        int heartbeat = within(
                values,
                HEARTBEAT,
                "group.consumer.min.heartbeat.interval.ms",
                "group.consumer.max.heartbeat.interval.ms");
        if (heartbeat >= session) {
            throw new ConfigException(
                    HEARTBEAT, heartbeat, "It must be less than " + SESSION + ", which is " + session);
        }
        String policy =
                value(values, "group.consumer.migration.policy").toString().toLowerCase(Locale.ROOT);
        return new ConsumerGroupSettings(
                session,
                heartbeat,
                number(values, "group.consumer.max.size"),
                ((List<?>) value(values, "group.consumer.assignors"))
                        .stream().map(Object::toString).toList(),
                policy,
                number(values, REGEX_REFRESH),
                number(values, "group.consumer.min.session.timeout.ms"),
                number(values, "group.consumer.max.session.timeout.ms"),
                number(values, "group.consumer.min.heartbeat.interval.ms"),
                number(values, "group.consumer.max.heartbeat.interval.ms"));
    }

    /** Whether a group of the classic protocol becomes one of the consumer protocol when a consumer of that joins it. */
    public boolean upgrades() {
        return policy.equals("bidirectional") || policy.equals("upgrade");
    }

    /** Whether it becomes one of the classic protocol again when the last such consumer has left. */
    public boolean downgrades() {
        return policy.equals("bidirectional") || policy.equals("downgrade");
    }

    private static int within(Map<String, Object> values, String name, String min, String max) {
        int value = number(values, name);
        if (value < number(values, min) || value > number(values, max)) {
            throw new ConfigException(
                    name,
                    value,
                    "It must be at least %s, which is %d, and at most %s, which is %d"
                            .formatted(min, number(values, min), max, number(values, max)));
        }
        return value;
    }

    private static int number(Map<String, Object> values, String name) {
        return ((Number) value(values, name)).intValue();
    }

    private static Object value(Map<String, Object> values, String name) {
        return Objects.requireNonNull(values.get(name), name);
    }

    static void define(ConfigDef def) {
        def.define(SESSION, INT, 45_000, atLeast(1), MEDIUM, "A member not heard of for so long is dropped.")
                .define("group.consumer.min.session.timeout.ms", INT, 45_000, atLeast(1), MEDIUM, "The least of it.")
                .define("group.consumer.max.session.timeout.ms", INT, 60_000, atLeast(1), MEDIUM, "The most of it.")
                .define(HEARTBEAT, INT, 5_000, atLeast(1), MEDIUM, "How often members are to be heard of.")
                .define("group.consumer.min.heartbeat.interval.ms", INT, 5_000, atLeast(1), MEDIUM, "The least of it.")
                .define("group.consumer.max.heartbeat.interval.ms", INT, 15_000, atLeast(1), MEDIUM, "The most of it.")
                .define(
                        "group.consumer.max.size",
                        INT,
                        Integer.MAX_VALUE,
                        atLeast(1),
                        MEDIUM,
                        "Members a group of the consumer protocol may have.")
                .define(
                        "group.consumer.assignors",
                        LIST,
                        "uniform,range",
                        ValidList.in(false, "uniform", "range"),
                        MEDIUM,
                        "How partitions can be shared out; the first unless members ask for another.")
                .define(
                        REGEX_REFRESH,
                        INT,
                        600_000,
                        atLeast(10_000),
                        MEDIUM,
                        "After so long it is found out anew which topics a group's expressions mean, and who may see them.")
                .define(
                        "group.consumer.migration.policy",
                        STRING,
                        "bidirectional",
                        ValidString.in("bidirectional", "upgrade", "downgrade", "disabled"),
                        MEDIUM,
                        "Whether a group with members may go over from the classic to the consumer protocol, and back.");
    }
}
