package io.leat.log.broker;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.errors.KafkaStorageException;
import org.jspecify.annotations.Nullable;

/**
 * The thread {@code log-flush}: one flush at a time for all who wait (D4, group commit). Who comes while it runs waits for the next;
 * so the slower the disk, the more each flush is shared.
 */
final class Flusher implements AutoCloseable {

    /** Which partitions must be flushed together, and what comes before and after: atomic groups (D9). */
    interface Links {
        /**
         * Called before the flushes of a round: the partitions that are only durable together. If any of them is asked for, all are
         * flushed; if one of them fails, it fails for all.
         */
        Set<Partition> before();

        /** Called after all flushes of a round. */
        void after();
    }

    private final Links links;
    private final Thread thread;
    private final Object monitor = new Object();
    /** By partition, who waits for the next round. Guarded by {@link #monitor}. */
    private Map<Partition, List<Waiter<?>>> waiting = new LinkedHashMap<>();

    private boolean closed;

    Flusher(Links links) {
        this.links = links;
        this.thread = new Thread(this::run, "log-flush");
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Completes when what is in these partitions now survives a power cut; on the thread {@code log-flush}. */
    CompletableFuture<Void> flush(Collection<Partition> partitions) {
        CompletableFuture<?>[] all =
                partitions.stream().map(it -> flush(it, it)).toArray(CompletableFuture<?>[]::new);
        return CompletableFuture.allOf(all);
    }

    /** Asks for a flush that nobody waits for. What fails then takes its folder offline, which is told to those who use it next. */
    void request(Collection<Partition> partitions) {
        synchronized (monitor) {
            partitions.forEach(it -> waiting.computeIfAbsent(it, key -> new ArrayList<>()));
            monitor.notifyAll();
        }
    }

    /** Completes with {@code answer} when what is in the partition now survives a power cut. */
    <T> CompletableFuture<T> flush(Partition partition, T answer) {
        Waiter<T> waiter = new Waiter<>(answer);
        synchronized (monitor) {
            if (closed) {
                waiter.completeExceptionally(new KafkaStorageException("The log is closed."));
                return waiter;
            }
            waiting.computeIfAbsent(partition, it -> new ArrayList<>()).add(waiter);
            monitor.notifyAll();
        }
        return waiter;
    }

    /** Flushes for those who wait, and ends. */
    @Override
    public void close() {
        synchronized (monitor) {
            closed = true;
            monitor.notifyAll();
        }
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static final class Waiter<T> extends CompletableFuture<T> {
        private final T answer;

        Waiter(T answer) {
            this.answer = answer;
        }

        void done() {
            complete(answer);
        }
    }

    private void run() {
        for (Map<Partition, List<Waiter<?>>> round = next(); !round.isEmpty(); round = next()) {
            Map<Partition, RuntimeException> failed = flushAll(round.keySet());
            round.forEach((partition, waiters) -> waiters.forEach(it -> answer(it, failed.get(partition))));
        }
    }

    /** Who waits now; empty at the end. */
    private Map<Partition, List<Waiter<?>>> next() {
        synchronized (monitor) {
            while (waiting.isEmpty() && !closed) {
                try {
                    monitor.wait();
                } catch (InterruptedException e) {
                    closed = true; // Nobody but the end of the process interrupts this thread.
                }
            }
            Map<Partition, List<Waiter<?>>> round = waiting;
            waiting = new LinkedHashMap<>();
            return round;
        }
    }

    private Map<Partition, RuntimeException> flushAll(Set<Partition> asked) {
        Map<Partition, RuntimeException> failed = new HashMap<>();
        try {
            Set<Partition> linked = links.before();
            Set<Partition> all = new LinkedHashSet<>(asked);
            if (!Collections.disjoint(asked, linked)) {
                all.addAll(linked);
            }
            all.forEach(partition -> flush(partition, failed));
            linked.stream()
                    .filter(failed::containsKey)
                    .findFirst()
                    .ifPresent(broken -> linked.forEach(it -> failed.putIfAbsent(it, failed.get(broken))));
            links.after();
        } catch (RuntimeException e) {
            asked.forEach(it -> failed.putIfAbsent(it, e));
        }
        return failed;
    }

    private static void flush(Partition partition, Map<Partition, RuntimeException> failed) {
        try {
            partition.flush();
        } catch (RuntimeException e) {
            failed.put(partition, e);
        }
    }

    private static void answer(Waiter<?> waiter, @Nullable RuntimeException failure) {
        if (failure == null) {
            waiter.done();
        } else {
            waiter.completeExceptionally(failure);
        }
    }
}
