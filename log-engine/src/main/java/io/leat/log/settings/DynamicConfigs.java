package io.leat.log.settings;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.InvalidRequestException;

/** Which broker settings can be altered while it runs: those of Kafka 4.3.1 that are served here, and take effect at once. */
public final class DynamicConfigs {
    /** By name; what only counts at a start ({@code num.recovery.threads.per.data.dir}) counts at the next. */
    static final Set<String> NAMES = Stream.of(
                    Stream.of(
                            "log.cleaner.threads",
                            "log.cleaner.backoff.ms",
                            "log.cleaner.dedupe.buffer.size",
                            "log.cleaner.io.buffer.load.factor",
                            "log.cleaner.io.buffer.size",
                            "log.cleaner.io.max.bytes.per.second",
                            "max.connections",
                            "max.connections.per.ip",
                            "num.network.threads",
                            "num.recovery.threads.per.data.dir",
                            "producer.id.expiration.ms",
                            "transaction.partition.verification.enable"),
                    TopicDefaults.settings().stream())
            .flatMap(it -> it)
            .collect(Collectors.toUnmodifiableSet());

    /** Numbers of threads that change by no more than a factor of two at a time, as in Kafka. */
    private static final List<String> THREADS =
            List.of("log.cleaner.threads", "num.network.threads", "num.recovery.threads.per.data.dir");

    private DynamicConfigs() {}

    /**
     * Judges what is altered, for all brokers or one.
     *
     * @param now what holds
     * @param before what was altered before, at the same place
     * @param after what is to be altered there
     * @throws InvalidRequestException as Kafka has it, if a name is not dynamic or a value is not right
     */
    public static void judge(BrokerSettings now, Map<String, String> before, Map<String, String> after) {
        Map<String, String> changed = new TreeMap<>(after);
        changed.entrySet().removeIf(it -> it.getValue().equals(before.get(it.getKey())));
        refuseOthers(changed);
        Map<String, Object> values = new HashMap<>();
        try {
            changed.forEach((name, value) -> values.put(name, typed(name, value)));
        } catch (ConfigException e) {
            throw new InvalidRequestException(e.getMessage(), e);
        }
        for (String name : THREADS) {
            if (values.get(name) instanceof Integer wanted) {
                checkThreads(name, wanted, now.threads(name));
            }
        }
    }

    private static Object typed(String name, String value) {
        ConfigDef.ConfigKey key =
                Objects.requireNonNull(BrokerSettings.definition().configKeys().get(name), name);
        Object typed = ConfigDef.parseType(name, value, key.type);
        if (key.validator != null) {
            key.validator.ensureValid(name, typed);
        }
        return typed;
    }

    private static void refuseOthers(Map<String, String> changed) {
        List<String> others =
                changed.keySet().stream().filter(it -> !NAMES.contains(it)).toList();
        if (!others.isEmpty()) {
            Set<String> known = BrokerSettings.names();
            String unknown = others.stream()
                    .filter(it -> !known.contains(it))
                    .map(it -> " " + it + " is not a setting of a broker"
                            + Nearest.to(it, NAMES)
                                    .map(near -> "; did you mean " + near + "?")
                                    .orElse("."))
                    .collect(Collectors.joining());
            throw new InvalidRequestException("Cannot update these configs dynamically: " + others + unknown);
        }
    }

    private static void checkThreads(String name, int wanted, int now) {
        String why = wanted < 1
                ? "value should be at least 1"
                : wanted > 2 * now
                        ? "value should not be greater than double the current value " + now
                        : wanted < now / 2 ? "value should be at least half the current value " + now : null;
        if (why != null) {
            throw new InvalidRequestException(
                    "Dynamic thread count update validation failed for %s=%d, %s".formatted(name, wanted, why));
        }
    }
}
