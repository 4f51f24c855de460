package io.leat.connector.telegraf.listen;

import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs the exchanges of the JDK's HTTP server, which reads a request's head on the thread that serves it and sets no bound
 * to that, except by one property for the whole process. Here a head that does not come to its end in time has its thread
 * interrupted in the read, and that closes the connection.
 */
final class HeadDeadlines implements Executor {
    /** What this thread reads; a thread reads one head at a time, of whichever listener. */
    private static final ThreadLocal<Head> HEAD = new ThreadLocal<>();

    private final Executor threads;
    private final ScheduledExecutorService deadlines;
    private final long millis;

    /** The head that a thread is reading. */
    private static final class Head {
        private @Nullable Thread reader = Thread.currentThread();

        synchronized void expire() {
            if (reader != null) {
                reader.interrupt();
            }
        }

        /** From here on the thread is not interrupted for this head, nor has it been. */
        synchronized void end() {
            if (reader != null) {
                reader = null;
                boolean unused = Thread.interrupted();
            }
        }
    }

    HeadDeadlines(Executor threads, ScheduledExecutorService deadlines, long millis) {
        this.threads = threads;
        this.deadlines = deadlines;
        this.millis = millis;
    }

    @Override
    public void execute(Runnable exchange) {
        threads.execute(() -> {
            Head head = new Head();
            HEAD.set(head);
            ScheduledFuture<?> deadline = deadlines.schedule(head::expire, millis, TimeUnit.MILLISECONDS);
            try {
                exchange.run();
            } finally {
                deadline.cancel(false);
                head.end();
                HEAD.remove();
            }
        });
    }

    /** Called by the thread of an exchange when the head has been read. */
    void headIsRead() {
        Head head = HEAD.get();
        if (head != null) {
            head.end();
        }
    }
}
