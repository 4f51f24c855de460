package io.leat.log.group;

/**
 * How long a {@link ClassicGroup} waits for members to join. An empty group waits a little for others to come
 * ({@code group.initial.rebalance.delay.ms}), and again for as long as they keep coming; any other waits for those it knows, at most for
 * the longest rebalance timeout of any.
 */
final class JoinPhase {
    private boolean initial;
    private boolean newcomers;
    private int delayMs;
    private long due = Long.MAX_VALUE;
    private long last = Long.MAX_VALUE;

    void begin(boolean first, int initialDelayMs, int rebalanceTimeoutMs, long now) {
        initial = first;
        newcomers = false;
        delayMs = initialDelayMs;
        last = now + rebalanceTimeoutMs;
        due = first ? now + initialDelayMs : last;
        if (first) {
            last = Math.max(last, due);
        }
    }

    /** That somebody new has joined. */
    void newcomer() {
        newcomers = true;
    }

    /** Whether nobody's joining ends the wait, since others may yet come. */
    boolean waitsForNewcomers() {
        return initial;
    }

    /** Whether the wait is over; it may be prolonged by this call, if somebody came meanwhile. */
    boolean over(long now) {
        if (now < due) {
            return false;
        }
        if (initial && newcomers && due < last) {
            newcomers = false;
            due = Math.min(due + delayMs, last);
            return now >= due;
        }
        return true;
    }
}
