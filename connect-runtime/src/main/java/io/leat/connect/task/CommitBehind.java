package io.leat.connect.task;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * Lets a task poll on while what it polled before is committed: a transaction of many polls costs the disk as much as one of
 * one poll. Behind it one transaction is under way at a time, in the order of the polls, so that nothing is left out before
 * something that is there.
 *
 * <p>The thread {@code <task's thread>-commit} is there while there is something to commit. On it the task hears of its
 * records, as on the producer's thread in Kafka Connect.
 */
public final class CommitBehind implements Delivery {
    /** How much may wait, and goes into one transaction, by {@link SourceBatch#bytes}; a poll over it is alone. */
    private static final long TRANSACTION_BYTES = 8 << 20;

    private static final long IDLE_MS = 5_000;

    private final Delivery behind;
    private final ClassLoader home;

    /** Guarded by this, as all that follows. */
    private final Deque<SourceBatch> waiting = new ArrayDeque<>();

    private long waitingBytes;
    private boolean committing;
    private @Nullable Throwable failure;
    private @Nullable Thread thread;

    /**
     * Delivers by {@code behind}, on a thread of its own.
     *
     * @param home the loader of the task, for its calls
     */
    public CommitBehind(Delivery behind, ClassLoader home) {
        this.behind = behind;
        this.home = home;
    }

    @Override
    public void open() {
        behind.open();
    }

    @Override
    public synchronized void deliver(SourceBatch batch) throws StopRequested, InterruptedException {
        while (failure == null && !waiting.isEmpty() && waitingBytes + batch.bytes() > TRANSACTION_BYTES) {
            wait();
        }
        failIfFailed();
        waiting.add(batch);
        waitingBytes += batch.bytes();
        if (thread == null) {
            thread = newThread();
            thread.start();
        }
        notifyAll();
    }

    private Thread newThread() {
        Map<String, String> context = MDC.getCopyOfContextMap();
        Thread committer = new Thread(
                () -> {
                    if (context != null) {
                        MDC.setContextMap(context);
                    }
                    commitAll();
                },
                Thread.currentThread().getName() + "-commit");
        committer.setDaemon(true);
        committer.setContextClassLoader(home);
        return committer;
    }

    private void commitAll() {
        try {
            for (SourceBatch batch = next(); batch != null; batch = next()) {
                behind.deliver(batch);
            }
        } catch (Throwable e) {
            // Of the plugin, which hears of its records here, or of the log: the task's, and thrown where it delivers
            // next.
            fail(e);
        }
    }

    /** All that waits, or as much of it as fits in a transaction. Null when nothing came for a while. */
    private synchronized @Nullable SourceBatch next() throws InterruptedException {
        committing = false;
        notifyAll();
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(IDLE_MS);
        for (long left = IDLE_MS; waiting.isEmpty() && left > 0; ) {
            wait(left);
            left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        }
        SourceBatch first = waiting.poll();
        if (first == null) {
            thread = null;
            return null;
        }
        waitingBytes -= first.bytes();
        for (SourceBatch more = waiting.peek();
                more != null && first.bytes() + more.bytes() <= TRANSACTION_BYTES;
                more = waiting.peek()) {
            waiting.remove();
            waitingBytes -= more.bytes();
            first.addAll(more);
        }
        committing = true;
        notifyAll();
        return first;
    }

    private synchronized void fail(Throwable error) {
        failure = failure == null ? error : failure;
        committing = false;
        notifyAll();
    }

    private synchronized void failIfFailed() throws StopRequested, InterruptedException {
        if (failure instanceof StopRequested) {
            throw new StopRequested();
        } else if (failure instanceof InterruptedException) {
            throw new InterruptedException(failure.getMessage());
        } else if (failure instanceof Error error) {
            throw error;
        } else if (failure instanceof RuntimeException error) {
            throw error;
        }
    }

    @Override
    public void idle() throws StopRequested, InterruptedException {
        failIfFailed();
    }

    @Override
    public void settle() throws StopRequested, InterruptedException {
        awaitCommitted();
        failIfFailed();
    }

    @Override
    public void end() throws InterruptedException {
        awaitCommitted();
        behind.end();
    }

    @Override
    public void leave() {
        fail(new StopRequested());
        behind.leave();
        Thread committer;
        synchronized (this) {
            committer = thread;
        }
        if (committer != null) {
            committer.interrupt();
        }
    }

    private synchronized void awaitCommitted() throws InterruptedException {
        while (failure == null && (committing || !waiting.isEmpty())) {
            wait();
        }
    }
}
