package io.leat.log.client;

import io.leat.log.broker.Appended;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A producer's own thread: it appends batches whose linger is over, and runs callbacks, in the order of the appends (C1). So no
 * caller's code ever runs on a thread of the log. Batches without callbacks are finished by whoever brings their answer.
 */
final class Courier {
    private static final Logger LOG = LoggerFactory.getLogger(LocalProducer.class);

    private record Lingering(ProducerBatch batch, long dueNanos) {}

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final ArrayDeque<ProducerBatch> inFlight = new ArrayDeque<>();
    private final ArrayDeque<Lingering> lingering = new ArrayDeque<>();
    private final long lingerNanos;
    private final Thread thread;
    private boolean settling;
    private boolean stopping;

    Courier(String clientId, long lingerMs) {
        this.lingerNanos = TimeUnit.MILLISECONDS.toNanos(lingerMs);
        this.thread = new Thread(this::run, "log-producer-" + clientId);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    boolean isCurrentThread() {
        return Thread.currentThread() == thread;
    }

    /** Has {@code batch} appended when it has lingered, unless it is full before. */
    void linger(ProducerBatch batch) {
        lock.lock();
        try {
            if (lingering.isEmpty()) {
                work.signal();
            }
            lingering.add(new Lingering(batch, System.nanoTime() + lingerNanos));
        } finally {
            lock.unlock();
        }
    }

    /** Notes that {@code batch} is about to be appended; its place among the callbacks is now fixed. */
    void depart(ProducerBatch batch) {
        lock.lock();
        try {
            batch.depart();
            inFlight.add(batch);
        } finally {
            lock.unlock();
        }
    }

    /** Brings the log's answer for a batch that has departed. */
    void answer(ProducerBatch batch, @Nullable Appended appended, @Nullable Exception error) {
        batch.answer(appended, error);
        settle();
    }

    /**
     * Waits until all that has departed is done, callbacks included.
     *
     * @return false if that took longer than {@code timeoutMs}
     * @throws InterruptException if this thread was interrupted
     */
    boolean awaitDone(long timeoutMs) {
        ProducerBatch last = lastInFlight();
        try {
            return last == null || isCurrentThread() || last.await(timeoutMs, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    private @Nullable ProducerBatch lastInFlight() {
        lock.lock();
        try {
            return inFlight.peekLast();
        } finally {
            lock.unlock();
        }
    }

    /** Finishes answered batches from the oldest on, one thread at a time; those with callbacks wait for the own thread. */
    private void settle() {
        ProducerBatch next = nextToFinish(false);
        while (next != null) {
            next.finish();
            next = nextToFinish(true);
        }
    }

    private @Nullable ProducerBatch nextToFinish(boolean finishedOne) {
        lock.lock();
        try {
            if (finishedOne) {
                inFlight.poll();
                settling = false;
                if (stopping) {
                    work.signal(); // The thread may be waiting for this to have been the last.
                }
            }
            ProducerBatch head = inFlight.peek();
            if (settling || head == null || !head.isAnswered()) {
                return null;
            }
            if (head.hasCallbacks() && !isCurrentThread()) {
                work.signal();
                return null;
            }
            settling = true;
            return head;
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        try {
            while (awaitWork()) {
                settle();
                appendDue();
            }
        } catch (InterruptedException e) {
            LOG.warn(
                    "{} was interrupted and ends; batches that linger are appended by flush and close",
                    thread.getName());
        }
    }

    /** Returns when there is something to do; false when there will be nothing more. */
    private boolean awaitWork() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!hasAnswered()) {
                Lingering first = firstOpen();
                if (first == null && stopping && inFlight.isEmpty()) {
                    return false;
                } else if (first == null) {
                    work.await();
                } else if (first.dueNanos - System.nanoTime() <= 0) {
                    return true;
                } else {
                    work.awaitNanos(first.dueNanos - System.nanoTime());
                }
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    private boolean hasAnswered() {
        ProducerBatch head = inFlight.peek();
        return head != null && head.isAnswered() && !settling;
    }

    /** The batch that has lingered longest; those that filled up before their time are dropped on the way. */
    private @Nullable Lingering firstOpen() {
        while (!lingering.isEmpty() && lingering.element().batch.isDeparted()) {
            lingering.remove();
        }
        return lingering.peek();
    }

    private void appendDue() {
        Lingering due = nextDue();
        while (due != null) {
            due.batch.lane().append(due.batch);
            due = nextDue();
        }
    }

    private @Nullable Lingering nextDue() {
        lock.lock();
        try {
            Lingering first = firstOpen();
            return first != null && (first.dueNanos - System.nanoTime() <= 0) ? lingering.poll() : null;
        } finally {
            lock.unlock();
        }
    }

    /** Ends the thread once nothing lingers or is in flight. Waits so long at most. True if it has ended. */
    boolean stop(long timeoutMs) {
        lock.lock();
        try {
            stopping = true;
            work.signal();
        } finally {
            lock.unlock();
        }
        return isCurrentThread() || join(timeoutMs);
    }

    private boolean join(long timeoutMs) {
        try {
            thread.join(Math.max(1, timeoutMs));
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
        return !thread.isAlive();
    }

    /** Answers everything that is still in flight with an error. */
    void giveUp(KafkaException reason) {
        lock.lock();
        try {
            inFlight.forEach(batch -> batch.giveUp(reason));
        } finally {
            lock.unlock();
        }
        settle();
    }
}
