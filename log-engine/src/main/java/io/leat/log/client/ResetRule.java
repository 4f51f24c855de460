package io.leat.log.client;

import java.time.Duration;
import java.util.Locale;

/** Where to read a partition that has no committed offset, or whose position the log does not have: {@code auto.offset.reset}. */
sealed interface ResetRule {

    /** The first offset the log still has. */
    record Earliest() implements ResetRule {}

    /** The offset after the last visible record. */
    record Latest() implements ResetRule {}

    /** The first record not older than {@code age}; the end if all are older (KIP-1106). */
    record ByDuration(Duration age) implements ResetRule {}

    /** An error for the caller of poll. */
    record None() implements ResetRule {}

    /**
     * Reads a value that Kafka's validator has accepted.
     *
     * @param setting {@code earliest}, {@code latest}, {@code none} or {@code by_duration:PnDTnHnMn.nS}
     */
    static ResetRule of(String setting) {
        String rule = setting.toLowerCase(Locale.ROOT);
        return switch (rule) {
            case "earliest" -> new Earliest();
            case "latest" -> new Latest();
            case "none" -> new None();
            default -> new ByDuration(Duration.parse(setting.substring(setting.indexOf(':') + 1)));
        };
    }
}
