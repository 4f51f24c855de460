package io.leat.connect.rest;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs what may take long, or for ever, on threads of its own and waits for it no longer than a request may take. A call
 * that hangs keeps its thread; the number of threads is bounded, and when all hang further calls are refused at once, so
 * that reads are still answered.
 */
final class TimedCalls implements AutoCloseable {
    private static final int THREADS = 16;

    private final Duration timeout;
    private final ThreadPoolExecutor threads;

    TimedCalls(Duration timeout) {
        this.timeout = timeout;
        AtomicInteger number = new AtomicInteger();
        this.threads = new ThreadPoolExecutor(0, THREADS, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
            Thread thread = new Thread(task, "rest-call-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Runs {@code call} and returns what it returns or throws what it throws.
     *
     * @param stage what the worker is doing meanwhile, for the message on timeout: "creating the connector a"
     * @throws RestException 500 if it takes longer than the limit, 503 if no thread is free
     */
    <T> T run(String stage, Callable<T> call) {
        Future<T> running;
        try {
            running = threads.submit(call);
        } catch (RejectedExecutionException e) {
            throw new RestException(
                    503,
                    "The worker is busy: " + THREADS
                            + " requests are waiting for connectors or plugins. Try again later;"
                            + " if it stays so, a plugin hangs: take a thread dump.");
        }
        try {
            return running.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            running.cancel(true);
            throw new RestException(
                    500,
                    "Request timed out after " + timeout.toSeconds() + " s. The worker is currently " + stage
                            + "; that may still complete.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RestException(503, "The worker is stopping.");
        } catch (ExecutionException e) {
            throw unwrapped(e);
        }
    }

    private static RuntimeException unwrapped(ExecutionException e) {
        if (e.getCause() instanceof RuntimeException failure) {
            return failure;
        }
        return new IllegalStateException(String.valueOf(e.getCause()), e.getCause());
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
