package io.leat.testing;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Waiting for a condition, with a deadline and an explanation. */
final class Waiting {
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);

    private Waiting() {}

    /**
     * Returns the first value that {@code look} gives; null, false and exceptions mean "not yet".
     *
     * @param what what is waited for, for the message of the failure
     * @param evidence what to show when the deadline passes
     * @throws AssertionError when the deadline passes; its cause is the last exception of {@code look}
     */
    static <T> T until(String what, Duration deadline, Callable<@Nullable T> look, Supplier<String> evidence) {
        long end = System.nanoTime() + deadline.toNanos();
        Exception last = null;
        do {
            try {
                T seen = look.call();
                if (seen != null && !Boolean.FALSE.equals(seen)) {
                    return seen;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while waiting for " + what, e);
            } catch (Exception e) {
                last = e;
            }
            LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
        } while (System.nanoTime() < end && !Thread.currentThread().isInterrupted());
        throw new AssertionError(
                "waited " + deadline.toSeconds() + " s in vain for " + what + "\n" + evidence.get(), last);
    }
}
