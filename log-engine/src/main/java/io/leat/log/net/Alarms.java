package io.leat.log.net;

import java.util.Comparator;
import java.util.PriorityQueue;

/** What a thread does later. For that thread alone. */
final class Alarms {
    private static final class Alarm implements Runnable {
        private final long due;
        private final long number;
        private boolean over;
        private final Runnable work;

        Alarm(long due, long number, Runnable work) {
            this.due = due;
            this.number = number;
            this.work = work;
        }

        /** Takes it back. */
        @Override
        public void run() {
            over = true;
        }
    }

    private final PriorityQueue<Alarm> queue =
            new PriorityQueue<>(Comparator.<Alarm>comparingLong(it -> it.due).thenComparingLong(it -> it.number));
    private long next;

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
            if (!first.over) {
                first.over = true;
                first.work.run();
            }
        }
    }

    /** Milliseconds until something is due, at most {@code most}. */
    long wait(long now, long most) {
        Alarm first = queue.peek();
        return first == null ? most : Math.max(0, Math.min(most, first.due - now));
    }
}
