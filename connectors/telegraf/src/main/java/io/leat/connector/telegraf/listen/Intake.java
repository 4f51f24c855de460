package io.leat.connector.telegraf.listen;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * The queue between the listeners' threads and the task's, limited by records (T2). One lock a delivery, none a record.
 *
 * <p>A delivery that is larger than the whole queue is let in when nothing else waits, so that it is not refused for ever.
 */
public final class Intake {
    private final int mostRecords;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<List<SourceRecord>> waiting = new ArrayDeque<>();
    private int waitingRecords;
    private boolean closed;

    public Intake(int mostRecords) {
        this.mostRecords = mostRecords;
    }

    /**
     * Adds records that came together.
     *
     * @param waitMillis how long to wait for room
     * @return false if there was no room, or the task has ended
     */
    boolean offer(List<SourceRecord> delivery, long waitMillis) throws InterruptedException {
        int count = delivery.size();
        long left = TimeUnit.MILLISECONDS.toNanos(waitMillis);
        lock.lock();
        try {
            while (!closed && waitingRecords > 0 && waitingRecords + count > mostRecords) {
                if (left <= 0) {
                    return false;
                }
                left = changed.awaitNanos(left);
            }
            if (!closed) {
                waiting.add(delivery);
                waitingRecords += count;
                changed.signalAll();
            }
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    /** Takes deliveries until there are {@code most} records or more; waits for the first. */
    public List<SourceRecord> take(int most, long waitMillis) throws InterruptedException {
        long left = TimeUnit.MILLISECONDS.toNanos(waitMillis);
        lock.lock();
        try {
            while (!closed && waiting.isEmpty() && left > 0) {
                left = changed.awaitNanos(left);
            }
            var records = new ArrayList<SourceRecord>();
            while (!waiting.isEmpty() && records.size() < most) {
                List<SourceRecord> delivery = waiting.remove();
                records.addAll(delivery);
                waitingRecords -= delivery.size();
            }
            changed.signalAll();
            return records;
        } finally {
            lock.unlock();
        }
    }

    /** Lets nothing in any more; what still waits is dropped, and no sender has heard that it was written (T1). */
    public void close() {
        lock.lock();
        try {
            closed = true;
            waiting.clear();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
