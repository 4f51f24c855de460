package io.leat.connect.task;

import io.leat.connect.pipeline.Conversion;
import io.leat.connect.pipeline.ErrorPolicy;
import io.leat.connect.pipeline.ErrorPolicy.Verdict;
import io.leat.connect.pipeline.Stage;
import io.leat.connect.pipeline.StageFailure;
import java.time.InstantSource;
import java.util.Random;
import java.util.function.Function;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A conversion under an error policy: carries out its verdicts and counts every one of them (D7).
 *
 * @param <I> what comes in
 * @param <O> what goes out
 */
public final class GuardedConversion<I, O> {
    private static final Logger LOG = LoggerFactory.getLogger(GuardedConversion.class);

    private final Conversion<I, O> conversion;
    private final ErrorPolicy policy;
    private final LoopControl control;
    private final TaskCounters counters;
    private final InstantSource clock;
    private final Random random;
    private final Function<I, String> name;

    private long dropped;

    /**
     * Guards a conversion for one task.
     *
     * @param name says in a few words which record it is, for messages
     */
    public GuardedConversion(
            Conversion<I, O> conversion,
            ErrorPolicy policy,
            LoopControl control,
            TaskCounters counters,
            InstantSource clock,
            Random random,
            Function<I, String> name) {
        this.conversion = conversion;
        this.policy = policy;
        this.control = control;
        this.counters = counters;
        this.clock = clock;
        this.random = random;
        this.name = name;
    }

    /**
     * The converted record, or null if it was dropped by a transform or skipped by the policy.
     *
     * @throws ConnectException if the record cannot pass and the policy says to fail
     */
    @Nullable
    O convert(I record) throws StopRequested, InterruptedException {
        try {
            return counted(conversion.convert(record));
        } catch (StageFailure failure) {
            return afterFailure(record, failure);
        }
    }

    /** What a sink task itself reports; under this policy it is skipped, or the task fails (KIP-610). */
    void reported(I record, Throwable error) {
        StageFailure failure =
                new StageFailure(Stage.TASK_PUT, error instanceof Exception e ? e : new ConnectException(error));
        settle(record, failure, policy.tolerateAll());
    }

    /** Records that transforms have dropped since the last call. */
    long takeDropped() {
        long count = dropped;
        dropped = 0;
        return count;
    }

    private @Nullable O counted(@Nullable O converted) {
        if (converted == null) {
            dropped++;
        }
        return converted;
    }

    private @Nullable O afterFailure(I record, StageFailure first) throws StopRequested, InterruptedException {
        StageFailure failure = first;
        long start = clock.millis();
        for (int attempt = 1; ; attempt++) {
            Verdict verdict = policy.judge(failure.error(), attempt, clock.millis() - start, random);
            if (!(verdict instanceof Verdict.Retry retry)) {
                settle(record, failure, verdict instanceof Verdict.Skip);
                return null;
            }
            counters.retried(failure.error());
            if (!control.sleep(retry.delayMs())) {
                throw new StopRequested();
            }
            try {
                return counted(conversion.convert(record));
            } catch (StageFailure again) {
                failure = again;
            }
        }
    }

    private void settle(I record, StageFailure failure, boolean tolerated) {
        counters.failed(failure.error(), tolerated);
        if (policy.logFailures()) {
            LOG.error(
                    "A record failed in stage {}{}",
                    failure.stage(),
                    policy.logRecords() ? ": " + name.apply(record) : "",
                    failure.error());
        }
        if (!tolerated) {
            throw new ConnectException(
                    "Tolerance exceeded in error handler: " + name.apply(record) + " failed in stage " + failure.stage()
                            + " and errors.tolerance is none. Correct the record or the connector's configuration and"
                            + " restart the task, or set errors.tolerance=all to skip such records.",
                    failure.error());
        }
    }
}
