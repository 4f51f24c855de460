package io.leat.log.net;

import java.util.Comparator;
import java.util.PriorityQueue;

/** What a thread does later. For that thread alone. */
final class Alarms {
    /** So many that were taken back are not looked for. */
    private static final int FEW = 64;

    private final class Alarm implements Runnable {
        private final long due;
        private final long number;
        private boolean over;
        private Runnable work;

        Alarm(long due, long number, Runnable work) {
            this.due = due;
            this.number = number;
            this.work = work;
        }

        /** Takes it back, and keeps nothing of what it was for. */
        @Override
        public void run() {
            if (!over) {
                over = true;
                work = Alarms::nothing;
                takenBack++;
                sweep();
            }
        }
    }

    private final PriorityQueue<Alarm> queue =
            new PriorityQueue<>(Comparator.<Alarm>comparingLong(it -> it.due).thenComparingLong(it -> it.number));
    private long next;
    private int takenBack;

    /** Runs {@code work} at {@code due}; what is returned takes it back. */
    Runnable at(long due, Runnable work) {
        Alarm alarm = new Alarm(due, next++, work);
        queue.add(alarm);
        return alarm;
    }

    /** Does what is due. */
    void ring(long now) {
        for (Alarm first = queue.peek(); first != null && (first.over || first.due <= now); first = queue.peek()) {
            queue.remove();
            if (first.over) {
                takenBack--;
            } else {
                first.over = true;
                first.work.run();
            }
        }
    }

    /** Those that were taken back are at most half of all: one may be due in a month. */
    private void sweep() {
        if (takenBack > FEW && takenBack > queue.size() / 2) {
            queue.removeIf(it -> it.over);
            takenBack = 0;
        }
    }

    /** How many are kept. */
    int size() {
        return queue.size();
    }

    /** Milliseconds until something is due, at most {@code most}. */
    long wait(long now, long most) {
        Alarm first = queue.peek();
        return first == null ? most : Math.max(0, Math.min(most, first.due - now));
    }

    private static void nothing() {}
}
