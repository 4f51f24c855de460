package io.leat.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A clean end: SIGTERM and Ctrl-C ask, the command closes what it opened, and the process ends with the command's own exit
 * code. Java would end with 143 or 130, without waiting for anybody.
 */
final class Ending {
    /** Longer than any graceful stop of connectors and log; then the process ends without them. */
    private static final Duration LONGEST = Duration.ofSeconds(60);

    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch finished = new CountDownLatch(1);
    private volatile boolean wanted;
    private volatile int exitCode = ExitCode.OK.number();

    /** Begins to listen for signals of this process. */
    Ending install() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::onSignal, "ending"));
        return this;
    }

    /** Waits until the end is asked for, or {@code atMost} has passed. Says whether it is asked for. */
    boolean await(Duration atMost) throws InterruptedException {
        wanted = true;
        return asked.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** From now on a signal waits for the command: it has something to close. */
    void want() {
        wanted = true;
    }

    /** Ends the process; nothing is open any more. */
    void exit(int code) {
        exitCode = code;
        finished.countDown();
        // While a signal is being handled this waits for ever, and the handler ends the process.
        System.exit(code);
    }

    private void onSignal() {
        if (!wanted || finished.getCount() == 0) {
            return;
        }
        asked.countDown();
        try {
            if (!finished.await(LONGEST.toMillis(), TimeUnit.MILLISECONDS)) {
                System.err.println("It did not end cleanly within " + LONGEST.toSeconds() + " s.");
                exitCode = ExitCode.FAILED.number();
            }
        } catch (InterruptedException e) {
            exitCode = ExitCode.FAILED.number();
        }
        Runtime.getRuntime().halt(exitCode);
    }
}
