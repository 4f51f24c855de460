package io.leat.log.net;

import java.util.ArrayDeque;
import org.apache.kafka.common.network.NetworkReceive;
import org.apache.kafka.common.network.Send;
import org.jspecify.annotations.Nullable;

/** The requests of one connection that are not answered yet, in their order (D6). For its network thread alone. */
final class Connection {
    /** So many requests may be under way; the next is not read before one is answered. */
    static final int MAX_IN_FLIGHT = 16;

    /** A request must be there so long after its first byte, and longer by its size at the slowest rate that is served. */
    static final long PATIENCE_MS = 30_000;

    /** The same when memory is scarce. */
    static final long HASTE_MS = 2_000;

    private static final int SLOWEST_BYTES_PER_MS = 16;
    private static final int SLOWEST_IN_HASTE = 64;

    /** A request under way. */
    static final class Pending {
        private final NetworkReceive receive;
        private final boolean pipelined;
        private final Runnable abandonment;
        private @Nullable Send answer;
        private boolean done;
        private long nanos;

        /**
         * A request that is about to be answered.
         *
         * @param pipelined whether the next may be read before that
         * @param abandonment to be run if its connection ends before that
         */
        Pending(NetworkReceive receive, boolean pipelined, Runnable abandonment) {
            this.receive = receive;
            this.pipelined = pipelined;
            this.abandonment = abandonment;
        }

        /** Will never be answered: its connection has ended. */
        void abandon() {
            if (!done) {
                abandonment.run();
            }
        }

        /** How long the network thread was busy with it. */
        void took(long nanos) {
            this.nanos = nanos;
        }

        long nanos() {
            return nanos;
        }

        /** Has its answer: null if none is to be sent. */
        void answered(@Nullable Send send) {
            answer = send;
            done = true;
        }

        @Nullable
        Send answer() {
            return answer;
        }

        NetworkReceive receive() {
            return receive;
        }
    }

    private final String id;
    private final ArrayDeque<Pending> pending = new ArrayDeque<>();
    private boolean sending;
    private boolean closed;
    private boolean muted;
    private long silentUntil;
    private @Nullable NetworkReceive begun;
    private long begunAt;

    Connection(String id) {
        this.id = id;
    }

    String id() {
        return id;
    }

    void begin(Pending request) {
        pending.add(request);
    }

    /** The request whose answer is to be sent next, taken from the queue; null if it is not there yet, or one is being sent. */
    @Nullable
    Pending nextAnswered() {
        Pending first = pending.peek();
        return first == null || !first.done || sending ? null : pending.poll();
    }

    /** Whether another request may be read now. */
    boolean mayRead(long now) {
        Pending last = pending.peekLast();
        return now >= silentUntil && pending.size() < MAX_IN_FLIGHT && (last == null ? !sending : last.pipelined);
    }

    /** All requests that will never be answered. */
    ArrayDeque<Pending> close() {
        closed = true;
        return pending;
    }

    boolean closed() {
        return closed;
    }

    void sending(boolean now) {
        sending = now;
    }

    boolean muted() {
        return muted;
    }

    void muted(boolean now) {
        muted = now;
    }

    /**
     * Looks at the request that is being read.
     *
     * @param current null if none is
     * @param scarce whether others wait for memory
     * @return whether it takes too long: then somebody holds the memory for it and sends nothing
     */
    boolean isStalled(@Nullable NetworkReceive current, boolean scarce, long now) {
        if (current != begun) {
            begun = current;
            begunAt = now;
        }
        return current != null
                && current.memoryAllocated()
                && now - begunAt
                        > (scarce
                                ? HASTE_MS + current.size() / SLOWEST_IN_HASTE
                                : PATIENCE_MS + current.size() / SLOWEST_BYTES_PER_MS);
    }

    /** Nothing is read from it before {@code until}: the quota of its client is used up. */
    void silence(long until) {
        silentUntil = Math.max(silentUntil, until);
    }
}
