package io.leat.log.client;

import java.util.ConcurrentModificationException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Lets one thread at a time into a consumer, and finds out the second one instead of making it wait. Reentrant. */
final class ThreadGuard {
    private final AtomicReference<@Nullable Thread> inside = new AtomicReference<>();
    private int depth;
    private boolean closed;

    /**
     * Runs {@code action} as the only thread.
     *
     * @throws ConcurrentModificationException if another thread is inside
     * @throws IllegalStateException if the consumer is closed
     */
    <T extends @Nullable Object> T call(Supplier<T> action) {
        enter();
        try {
            failIfClosed();
            return action.get();
        } finally {
            leave();
        }
    }

    /** As {@link #call}, without a result. */
    void run(Runnable action) {
        enter();
        try {
            failIfClosed();
            action.run();
        } finally {
            leave();
        }
    }

    /** Runs {@code action} unless it is closed already; nobody gets in after that. */
    void close(Runnable action) {
        enter();
        try {
            if (!closed) {
                action.run();
            }
        } finally {
            closed = true;
            leave();
        }
    }

    private void failIfClosed() {
        if (closed) {
            throw new IllegalStateException("This consumer has already been closed.");
        }
    }

    private void enter() {
        Thread current = Thread.currentThread();
        Thread other = inside.get();
        if (other != current && !inside.compareAndSet(null, current)) {
            throw new ConcurrentModificationException(
                    "A consumer is for one thread at a time: %s called while %s is inside; only wakeup() may be called from elsewhere"
                            .formatted(current.getName(), other == null ? "another thread" : other.getName()));
        }
        depth++;
    }

    private void leave() {
        if (--depth == 0) {
            inside.set(null);
        }
    }
}
