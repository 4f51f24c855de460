package io.leat.connect.pipeline;

import java.util.Random;
import org.apache.kafka.connect.errors.RetriableException;

/**
 * What to do with a record that failed, as the connector's {@code errors.*} settings say (KIP-298).
 *
 * @param tolerateAll {@code errors.tolerance=all}: skip what cannot pass; otherwise the task fails on it
 * @param retryTimeoutMs {@code errors.retry.timeout}: how long a retriable failure is tried again; 0 never, -1 for ever
 * @param retryDelayMaxMs {@code errors.retry.delay.max.ms}: the longest pause between two tries
 * @param logFailures {@code errors.log.enable}
 * @param logRecords {@code errors.log.include.messages}: say which record it was
 */
public record ErrorPolicy(
        boolean tolerateAll, long retryTimeoutMs, long retryDelayMaxMs, boolean logFailures, boolean logRecords) {

    /** Kafka Connect's defaults: nothing is tolerated, nothing tried again. */
    public static final ErrorPolicy DEFAULT = new ErrorPolicy(false, 0, 60_000, false, false);

    /** The pause before the second try; each later one is twice as long. */
    static final long FIRST_DELAY_MS = 300;

    /** What to do with the failed record. */
    public sealed interface Verdict {
        record Retry(long delayMs) implements Verdict {}

        record Skip() implements Verdict {}

        record Fail() implements Verdict {}
    }

    /**
     * Judges the failure of try number {@code attempt}, from 1, {@code elapsedMs} after the record first failed. Only a
     * {@link RetriableException} is tried again. {@code random} spreads pauses that have reached their maximum.
     */
    public Verdict judge(Throwable error, int attempt, long elapsedMs, Random random) {
        boolean mayRetry = retryTimeoutMs < 0 || elapsedMs < retryTimeoutMs;
        if (error instanceof RetriableException && mayRetry) {
            long left = retryTimeoutMs < 0 ? Long.MAX_VALUE : retryTimeoutMs - elapsedMs;
            return new Verdict.Retry(Math.min(delay(attempt, random), left));
        }
        return tolerateAll ? new Verdict.Skip() : new Verdict.Fail();
    }

    private long delay(int attempt, Random random) {
        long delay = FIRST_DELAY_MS << Math.min(attempt - 1, 20);
        return delay < retryDelayMaxMs ? delay : (long) (random.nextDouble() * retryDelayMaxMs);
    }
}
