package io.leat.log.settings;

import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;
import static org.apache.kafka.common.config.ConfigDef.Range.atLeast;
import static org.apache.kafka.common.config.ConfigDef.Range.between;
import static org.apache.kafka.common.config.ConfigDef.Type.BOOLEAN;
import static org.apache.kafka.common.config.ConfigDef.Type.DOUBLE;
import static org.apache.kafka.common.config.ConfigDef.Type.INT;
import static org.apache.kafka.common.config.ConfigDef.Type.LONG;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;

/**
 * How compaction is run: {@code log.cleaner.*}.
 *
 * @param threads 0 if {@code log.cleaner.enable} is false
 * @param backoff how long a thread rests when nothing is due
 * @param mapBytes of one thread
 * @param mapLoad how full its map of keys may get
 * @param bufferBytes of one thread, to collect in before it writes
 * @param bytesPerSecond read and written, by all threads together
 */
public record CleanerSettings(
        int threads, Duration backoff, long mapBytes, double mapLoad, int bufferBytes, double bytesPerSecond) {
    private static final String DEDUPE_BUFFER = "log.cleaner.dedupe.buffer.size";
    private static final long LEAST_MAP = 1024 * 1024;

    static CleanerSettings of(Map<String, Object> values) {
        boolean enabled = (Boolean) value(values, "log.cleaner.enable");
        int threads = number(values, "log.cleaner.threads").intValue();
        long mapBytes = number(values, DEDUPE_BUFFER).longValue();
        if (enabled && threads > 0 && mapBytes / threads < LEAST_MAP) {
            throw new ConfigException(
                    DEDUPE_BUFFER,
                    mapBytes,
                    "It must be at least %d, 1 MiB for each of log.cleaner.threads".formatted(threads * LEAST_MAP));
        }
        int shares = Math.max(1, threads);
        return new CleanerSettings(
                enabled ? threads : 0,
                Duration.ofMillis(number(values, "log.cleaner.backoff.ms").longValue()),
                mapBytes / shares,
                number(values, "log.cleaner.io.buffer.load.factor").doubleValue(),
                number(values, "log.cleaner.io.buffer.size").intValue() / shares / 2, // The other half is for reading.
                number(values, "log.cleaner.io.max.bytes.per.second").doubleValue());
    }

    private static Number number(Map<String, Object> values, String name) {
        return (Number) value(values, name);
    }

    private static Object value(Map<String, Object> values, String name) {
        return Objects.requireNonNull(values.get(name), name);
    }

    static void define(ConfigDef def) {
        def.define(
                        "log.cleaner.enable",
                        BOOLEAN,
                        true,
                        MEDIUM,
                        "Whether topics with cleanup.policy=compact are compacted.")
                .define("log.cleaner.threads", INT, 1, atLeast(0), MEDIUM, "Threads that compact.")
                .define(
                        "log.cleaner.backoff.ms",
                        LONG,
                        15_000L,
                        atLeast(0),
                        MEDIUM,
                        "How long a thread that compacts rests when nothing is due.")
                .define(
                        DEDUPE_BUFFER,
                        LONG,
                        134_217_728L,
                        MEDIUM,
                        "Memory for the keys of what is compacted, 24 bytes a key, at most; all threads together.")
                .define(
                        "log.cleaner.io.buffer.load.factor",
                        DOUBLE,
                        0.9,
                        between(0.01, 0.99),
                        MEDIUM,
                        "How full the memory for keys may get; more keys, and more that meet.")
                .define(
                        "log.cleaner.io.buffer.size",
                        INT,
                        524_288,
                        atLeast(0),
                        MEDIUM,
                        "Memory for what is read and written; all threads together.")
                .define(
                        "log.cleaner.io.max.bytes.per.second",
                        DOUBLE,
                        Double.MAX_VALUE,
                        atLeast(1),
                        MEDIUM,
                        "How much compaction reads and writes; all threads together.")
                .define(
                        "log.cleaner.delete.retention.ms",
                        LONG,
                        86_400_000L,
                        atLeast(0),
                        MEDIUM,
                        "The default of a topic's delete.retention.ms.")
                .define(
                        "log.cleaner.min.compaction.lag.ms",
                        LONG,
                        0L,
                        atLeast(0),
                        MEDIUM,
                        "The default of a topic's min.compaction.lag.ms.")
                .define(
                        "log.cleaner.max.compaction.lag.ms",
                        LONG,
                        Long.MAX_VALUE,
                        atLeast(1),
                        MEDIUM,
                        "The default of a topic's max.compaction.lag.ms.")
                .define(
                        "log.cleaner.min.cleanable.ratio",
                        DOUBLE,
                        0.5,
                        between(0, 1),
                        MEDIUM,
                        "The default of a topic's min.cleanable.dirty.ratio.");
    }
}
