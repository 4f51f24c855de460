package io.leat.connect.task;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What others want of a loop: run, pause, stop; and, for one that does not answer, to be left behind.
 *
 * <p>A loop that was left behind may come back to life at any time, when its successor already runs. So what it writes is
 * written between {@link #beginWrite} and {@link #endWrite}, and it can be left behind only outside of them: a zombie
 * never writes.
 */
public final class LoopControl {
    private enum Wish {
        RUN,
        PAUSE,
        STOP
    }

    private enum Hold {
        FREE,
        WRITING,
        ABANDONED
    }

    private final AtomicReference<Hold> hold = new AtomicReference<>(Hold.FREE);
    private Wish wish;
    private volatile boolean stopping;
    private volatile boolean pausing;
    private @Nullable Runnable wakeup;
    private @Nullable Runnable cut;

    /** Counts the signs of life of the loop; negative while it waits outside of the plugin's code. */
    private final AtomicLong pulse = new AtomicLong(1);

    /** {@code paused}: begin without processing. */
    public LoopControl(boolean paused) {
        wish = paused ? Wish.PAUSE : Wish.RUN;
        pausing = paused;
    }

    public void pause() {
        want(Wish.PAUSE);
    }

    public void resume() {
        want(Wish.RUN);
    }

    /** Asks the loop to end; it cannot be taken back. */
    public void stop() {
        want(Wish.STOP);
    }

    private void want(Wish wanted) {
        Runnable wake;
        synchronized (this) {
            if (wish == Wish.STOP) {
                return;
            }
            wish = wanted;
            stopping = wanted == Wish.STOP;
            pausing = wanted == Wish.PAUSE;
            notifyAll();
            wake = wakeup;
        }
        if (wake != null) {
            wake.run();
        }
    }

    /** What to call, from any thread, when a wish changes while the loop waits in the log. */
    synchronized void onChange(Runnable wake) {
        wakeup = wake;
    }

    /**
     * How to cut the loop off from a log that is elsewhere, so that it can be left behind also while it writes; called on a
     * thread of its own.
     */
    public synchronized void onAbandon(Runnable cutOff) {
        cut = cutOff;
    }

    public boolean isStopping() {
        return stopping;
    }

    public boolean isPausing() {
        return pausing;
    }

    /**
     * Waits.
     *
     * @return false if it is time to stop
     */
    synchronized boolean sleep(long millis) throws InterruptedException {
        waits();
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        for (long left = millis; left > 0 && !stopping; ) {
            wait(left);
            left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        }
        goesOn();
        return !stopping;
    }

    /** Waits while the wish is a pause. */
    public synchronized void awaitResumeOrStop() throws InterruptedException {
        waits();
        while (wish == Wish.PAUSE) {
            wait();
        }
        goesOn();
    }

    /**
     * Leaves the loop behind.
     *
     * @return false if it is writing at this moment; ask again
     */
    public boolean abandon() {
        stop();
        Runnable cutOff;
        synchronized (this) {
            cutOff = cut;
            cut = null;
        }
        if (cutOff != null) {
            hold.set(Hold.ABANDONED);
            Thread thread = new Thread(cutOff, Thread.currentThread().getName() + "-cut");
            thread.setDaemon(true);
            thread.start();
        }
        return hold.get() == Hold.ABANDONED || hold.compareAndSet(Hold.FREE, Hold.ABANDONED);
    }

    /** The loop waits outside of the plugin's code, for as long as it takes. Called on its thread. */
    void waits() {
        pulse.lazySet(-Math.abs(pulse.getPlain()));
    }

    /** The loop has come round, or back from a wait. Called on its thread, per batch: it costs a plain write. */
    void goesOn() {
        pulse.lazySet(Math.abs(pulse.getPlain()) + 1);
    }

    /** The same at two times says that the plugin's code was not left in between, unless it is negative. */
    public long pulse() {
        return pulse.get();
    }

    /** Whether it was left behind. */
    boolean isAbandoned() {
        return hold.get() == Hold.ABANDONED;
    }

    /** Enters a write. False if the loop was left behind: it must end without writing anything. */
    boolean beginWrite() {
        return hold.compareAndSet(Hold.FREE, Hold.WRITING);
    }

    void endWrite() {
        hold.compareAndSet(Hold.WRITING, Hold.FREE);
    }
}
