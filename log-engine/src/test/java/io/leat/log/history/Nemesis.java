package io.leat.log.history;

import static org.awaitility.Awaitility.await;

import io.leat.log.history.Event.Committed;
import io.leat.log.history.Event.Happened;
import io.leat.log.history.Event.Sent;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Kills and pauses a server, as its seed says, until it is told to end; then the server runs. */
final class Nemesis {
    private static final int LONGEST_PEACE_MS = 2_000;
    private static final int LONGEST_PAUSE_MS = 4_000;

    private final Server server;
    private final History history;
    private final Random random;

    Nemesis(Server server, History history, long seed) {
        this.server = server;
        this.history = history;
        this.random = new Random(seed);
    }

    /** Goes on for {@code seconds}; the last that it does is to be seen through. */
    void run(long seconds) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        do {
            awaitWork();
            pass(random.nextInt(LONGEST_PEACE_MS));
            switch (random.nextInt(5)) {
                case 0, 1 -> kill();
                case 2, 3 -> {
                    pause();
                    resume();
                }
                default -> {
                    pause();
                    kill();
                }
            }
        } while (System.nanoTime() < end);
        awaitWork();
    }

    /** Waits until the clients have come back and get something done: on a busy machine nothing else would be tried but failures. */
    private void awaitWork() {
        int from = history.size();
        await("clients that get something done")
                .atMost(Duration.ofSeconds(60))
                .until(() -> history.count(Sent.class, from) >= 20 && history.count(Committed.class, from) >= 2);
    }

    private void kill() {
        happened("kill -9");
        server.process().kill9();
        if (random.nextInt(3) == 0) {
            pass(random.nextInt(1_500));
        }
        happened("restart");
        server.restart();
        happened("serving");
    }

    private void pause() {
        happened("SIGSTOP");
        server.process().pause();
        pass(100 + random.nextInt(LONGEST_PAUSE_MS));
    }

    private void resume() {
        happened("SIGCONT");
        server.process().resume();
    }

    private void happened(String what) {
        history.add(new Happened(what));
    }

    private static void pass(long millis) {
        LockSupport.parkNanos(millis * 1_000_000);
    }
}
