package io.leat.connect.task;

import io.leat.connect.pipeline.Conversion;
import io.leat.connect.pipeline.ErrorPolicy;
import io.leat.connect.pipeline.ErrorPolicy.Verdict;
import io.leat.connect.pipeline.Stage;
import io.leat.connect.pipeline.StageFailure;
import java.time.InstantSource;
import java.util.Random;
import java.util.concurrent.Future;
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
    private final Reports<I> reports;

    private long dropped;

    /**
     * What is said of records that fail, and where they go.
     *
     * @param task which task it is, for the log
     * @param name says in a few words which record it is, for messages
     * @param deadLetters where they go
     */
    public record Reports<I>(String task, Function<I, String> name, DeadLetters<I> deadLetters) {}

    /**
     * Guards a conversion for one task.
     */
    public GuardedConversion(
            Conversion<I, O> conversion,
            ErrorPolicy policy,
            LoopControl control,
            TaskCounters counters,
            InstantSource clock,
            Random random,
            Reports<I> reports) {
        this.conversion = conversion;
        this.policy = policy;
        this.control = control;
        this.counters = counters;
        this.clock = clock;
        this.random = random;
        this.reports = reports;
    }

    /** The same, for another thread, which has dead letters of its own. */
    public GuardedConversion<I, O> reportingTo(DeadLetters<I> letters) {
        return new GuardedConversion<>(
                conversion,
                policy,
                control,
                counters,
                clock,
                random,
                new Reports<>(reports.task(), reports.name(), letters));
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

    /**
     * What a task itself reports, or rejects, or the log does not take; under this policy it is skipped, or the task fails
     * (KIP-610).
     */
    Future<Void> reported(I record, Stage stage, Class<?> executing, Throwable error) {
        return settle(record, new StageFailure(stage, executing, error), policy.tolerateAll());
    }

    /** Whether a record that its task rejects is put aside, so that the task goes on with the others. */
    boolean putsAside() {
        return policy.tolerateAll() && reports.deadLetters().areKept();
    }

    /** Whether a task has any use of reporting a record: it is kept, or at least logged. */
    boolean hearsReports() {
        return policy.logFailures() || reports.deadLetters().areKept();
    }

    boolean toleratesAll() {
        return policy.tolerateAll();
    }

    /** Where the records go that were reported. */
    DeadLetters<I> deadLetters() {
        return reports.deadLetters();
    }

    /**
     * Waits until the records that failed are in the dead letter queue for good, as they must be before their offsets are
     * committed.
     *
     * @param closing at the end of a task: what the queue did not take is a warning, and the answer is false
     */
    boolean reportsAreKept(boolean closing) {
        try {
            reports.deadLetters().await();
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ConnectException e) {
            if (!closing) {
                throw e;
            }
            LOG.warn("Task {}: no offsets are committed at its end", reports.task(), e);
            return false;
        }
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
                var unused = settle(record, failure, verdict instanceof Verdict.Skip);
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

    /** Reported is what fails the task too, as in Kafka Connect: the dead letter queue has why. */
    private Future<Void> settle(I record, StageFailure failure, boolean tolerated) {
        counters.recordFailed(failure.error(), tolerated, clock.millis());
        if (policy.logFailures()) {
            counters.logged();
            LOG.error(
                    "Error encountered in task {}. Executing stage '{}' with class '{}'{}.",
                    reports.task(),
                    failure.stage(),
                    failure.executing().getName(),
                    policy.logRecords() ? ", on " + reports.name().apply(record) : "",
                    failure.error());
        }
        Future<Void> reported = reports.deadLetters().report(record, failure);
        if (!tolerated) {
            throw new ConnectException(
                    "Tolerance exceeded in error handler: " + reports.name().apply(record) + " failed in stage "
                            + failure.stage()
                            + " and errors.tolerance is none. Correct the record or the connector's configuration and"
                            + " restart the task, or set errors.tolerance=all to skip such records.",
                    failure.error());
        }
        return reported;
    }
}
