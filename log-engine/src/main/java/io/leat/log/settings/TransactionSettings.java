package io.leat.log.settings;

import static org.apache.kafka.common.config.ConfigDef.Importance.HIGH;
import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;
import static org.apache.kafka.common.config.ConfigDef.Range.atLeast;
import static org.apache.kafka.common.config.ConfigDef.Type.BOOLEAN;
import static org.apache.kafka.common.config.ConfigDef.Type.INT;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.config.ConfigDef;

/**
 * What the coordinator of transactions goes by: {@code transaction.*} and {@code transactional.*}.
 *
 * @param partitions of {@code __transaction_state}
 * @param segmentBytes of a segment of it
 * @param maxTimeoutMs the longest that a client may keep a transaction open
 * @param idExpirationMs how long an id is remembered that nobody uses
 * @param abortInterval how often it is looked for transactions open for too long
 * @param expiryInterval how often it is looked for ids to forget
 * @param verifies whether a partition takes a transaction's first batch only if it was added to it
 */
public record TransactionSettings(
        int partitions,
        int segmentBytes,
        int maxTimeoutMs,
        long idExpirationMs,
        Duration abortInterval,
        Duration expiryInterval,
        boolean verifies) {

    private static final String VERIFICATION = "transaction.partition.verification.enable";

    static TransactionSettings of(Map<String, Object> values) {
        return new TransactionSettings(
                number(values, "transaction.state.log.num.partitions"),
                number(values, "transaction.state.log.segment.bytes"),
                number(values, "transaction.max.timeout.ms"),
                number(values, "transactional.id.expiration.ms"),
                Duration.ofMillis(number(values, "transaction.abort.timed.out.transaction.cleanup.interval.ms")),
                Duration.ofMillis(number(values, "transaction.remove.expired.transaction.cleanup.interval.ms")),
                Boolean.TRUE.equals(values.get(VERIFICATION)));
    }

    /** Configs that {@code __transaction_state} is created with. */
    public Map<String, String> topicConfigs() {
        return Map.of(
                "cleanup.policy", "compact",
                "compression.type", "uncompressed",
                "segment.bytes", Integer.toString(segmentBytes));
    }

    private static int number(Map<String, Object> values, String name) {
        return (Integer) Objects.requireNonNull(values.get(name), name);
    }

    static void define(ConfigDef def) {
        def.define(
                        VERIFICATION,
                        BOOLEAN,
                        true,
                        LOW,
                        "Whether a partition takes a transaction's first batch only if it was added to that transaction.")
                .define(
                        "transaction.state.log.num.partitions",
                        INT,
                        50,
                        atLeast(1),
                        HIGH,
                        "Partitions of __transaction_state; fixed when it is created.")
                .define(
                        "transaction.state.log.segment.bytes",
                        INT,
                        104_857_600,
                        atLeast(1),
                        HIGH,
                        "Bytes of a segment of __transaction_state.")
                .define(
                        "transaction.max.timeout.ms",
                        INT,
                        900_000,
                        atLeast(1),
                        HIGH,
                        "The longest transaction.timeout.ms that a client may ask for.")
                .define(
                        "transactional.id.expiration.ms",
                        INT,
                        604_800_000,
                        atLeast(1),
                        HIGH,
                        "When a transactional.id that nobody uses is forgotten.")
                .define(
                        "transaction.abort.timed.out.transaction.cleanup.interval.ms",
                        INT,
                        10_000,
                        atLeast(1),
                        LOW,
                        "How often it is looked for transactions that are open for too long, to abort them.")
                .define(
                        "transaction.remove.expired.transaction.cleanup.interval.ms",
                        INT,
                        3_600_000,
                        atLeast(1),
                        LOW,
                        "How often it is looked for transactional ids to forget.");
    }
}
