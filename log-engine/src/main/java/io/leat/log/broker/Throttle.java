package io.leat.log.broker;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Lets so many bytes a second pass; who comes too early waits. For several threads. */
final class Throttle {
    private static final double NO_LIMIT = Long.MAX_VALUE;

    private final double bytesPerNano;
    private final boolean limited;
    private final CountDownLatch closing;
    private long freeAt = System.nanoTime();

    /** @param closing ends every wait */
    Throttle(double bytesPerSecond, CountDownLatch closing) {
        this.limited = bytesPerSecond < NO_LIMIT;
        this.bytesPerNano = bytesPerSecond / TimeUnit.SECONDS.toNanos(1);
        this.closing = closing;
    }

    /** Waits until what was spent before is paid for. */
    void spend(long bytes) {
        if (!limited) {
            return;
        }
        try {
            if (closing.await(reserve(bytes), TimeUnit.NANOSECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** How long to wait. */
    private synchronized long reserve(long bytes) {
        long now = System.nanoTime();
        long wait = Math.max(0, freeAt - now);
        freeAt = Math.max(freeAt, now) + (long) (bytes / bytesPerNano);
        return wait;
    }
}
