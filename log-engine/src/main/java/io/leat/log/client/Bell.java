package io.leat.log.client;

import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;

/**
 * Wakes one waiting consumer. Anyone may ring, at the cost of a look at a field when it has rung already; a ring between
 * {@link #listen} and {@link #await} is not lost.
 */
final class Bell implements Runnable {
    private volatile boolean rung;
    private volatile @Nullable Thread waiter;

    /** Rings. Called by appending threads: it does not block. */
    @Override
    public void run() {
        if (!rung) {
            rung = true;
            Thread waiting = waiter;
            if (waiting != null) {
                LockSupport.unpark(waiting);
            }
        }
    }

    /** From now on a ring ends the next {@link #await}. Call it before looking for what the bell tells of. */
    void listen() {
        rung = false;
    }

    /**
     * Waits for a ring since {@link #listen}.
     *
     * @throws InterruptException if this thread was interrupted
     */
    void await(long nanos) {
        long end = System.nanoTime() + nanos;
        waiter = Thread.currentThread();
        try {
            for (long left = nanos; !rung && left > 0; left = end - System.nanoTime()) {
                LockSupport.parkNanos(this, left);
                if (Thread.interrupted()) {
                    throw new InterruptException(new InterruptedException("interrupted while waiting for records"));
                }
            }
        } finally {
            waiter = null;
        }
    }
}
