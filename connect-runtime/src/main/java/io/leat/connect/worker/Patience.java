package io.leat.connect.worker;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Carries out what must be done although memory has run out, which it does for a moment while what used it ends. */
final class Patience {
    private static final int TRIES = 200;

    private Patience() {}

    /** Runs {@code action}, again and again for ten seconds while there is no memory for it. */
    static void untilThereIsMemory(Runnable action) {
        for (int left = TRIES; ; left--) {
            try {
                action.run();
                return;
            } catch (OutOfMemoryError e) {
                if (left == 0) {
                    throw e;
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
            }
        }
    }
}
