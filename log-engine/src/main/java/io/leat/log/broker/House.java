package io.leat.log.broker;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread {@code log-house}: what must be done from time to time. Each chore says how often; a chore that fails is logged and tried
 * again at its next turn. Time is the broker's clock, so {@link #tick} can be called by a test that turns it.
 */
final class House implements AutoCloseable {
    /** How long it sleeps at most, in real time: the shortest interval that is kept. */
    private static final long NAP_MS = 500;

    private static final Logger LOG = LoggerFactory.getLogger(House.class);

    private static final class Chore {
        private final String name;
        private final Duration every;
        private final Runnable work;
        private long due = Long.MIN_VALUE;

        Chore(String name, Duration every, Runnable work) {
            this.name = name;
            this.every = every;
            this.work = work;
        }
    }

    private final InstantSource clock;
    private final List<Chore> chores = new ArrayList<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "log-house");

    House(InstantSource clock) {
        this.clock = clock;
        thread.setDaemon(true);
    }

    /** Adds a chore, before {@link #start}. Its first turn is the first tick. */
    House every(Duration interval, String name, Runnable work) {
        chores.add(new Chore(name, interval, work));
        return this;
    }

    void start() {
        thread.start();
    }

    /** Does what is due now. */
    synchronized void tick() {
        long now = clock.millis();
        for (Chore chore : chores) {
            if (chore.due <= now) {
                chore.due = now + chore.every.toMillis();
                run(chore);
            }
        }
    }

    @Override
    public void close() {
        closing.countDown();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (!closing.await(NAP_MS, TimeUnit.MILLISECONDS)) {
                tick();
            }
        } catch (InterruptedException e) {
            LOG.debug("interrupted, which only the end of the process does", e);
        }
    }

    private static void run(Chore chore) {
        try {
            chore.work.run();
        } catch (RuntimeException e) {
            LOG.error("{} failed and is tried again in {}", chore.name, chore.every, e);
        }
    }
}
