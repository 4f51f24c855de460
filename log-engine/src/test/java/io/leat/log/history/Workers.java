package io.leat.log.history;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/** The threads of a workload. Those who write stop first; those who read go on until everything that was written is read. */
final class Workers {
    private final List<Thread> writers = new ArrayList<>();
    private final List<Thread> readers = new ArrayList<>();
    private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private volatile boolean writing = true;
    private volatile boolean reading = true;

    /** A piece of work that goes on until it is told to end. */
    interface Work {
        void run() throws Exception;
    }

    void write(String name, Work work) {
        writers.add(start(name, work));
    }

    void read(String name, Work work) {
        readers.add(start(name, work));
    }

    boolean writing() {
        return writing && failures.isEmpty();
    }

    boolean reading() {
        return reading && failures.isEmpty();
    }

    /** What no client may throw. */
    List<Throwable> failures() {
        return List.copyOf(failures);
    }

    void endWriting(Duration deadline) {
        writing = false;
        join(writers, deadline);
    }

    void endReading(Duration deadline) {
        reading = false;
        join(readers, deadline);
    }

    /** Lets up to {@code mostMillis} go by: clients have a pace. */
    static void pace(Random random, int mostMillis) {
        LockSupport.parkNanos(random.nextInt(mostMillis * 1_000) * 1_000L);
    }

    private Thread start(String name, Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (Throwable e) {
                        failures.add(new AssertionError(name + " failed: " + e, e));
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static void join(List<Thread> threads, Duration deadline) {
        long end = System.nanoTime() + deadline.toNanos();
        try {
            for (Thread thread : threads) {
                thread.join(Math.max(1, (end - System.nanoTime()) / 1_000_000));
                if (thread.isAlive()) {
                    AssertionError stuck =
                            new AssertionError(thread.getName() + " did not end within " + deadline.toSeconds() + " s");
                    stuck.setStackTrace(thread.getStackTrace());
                    throw stuck;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while clients ended", e);
        }
    }
}
