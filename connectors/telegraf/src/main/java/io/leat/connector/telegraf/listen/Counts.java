package io.leat.connector.telegraf.listen;

import io.leat.lineprotocol.LineError;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What has come in, and what of it was lost and why; one for a connector's task, visible by JMX. */
public final class Counts implements CountsMXBean {
    private static final Logger LOG = LoggerFactory.getLogger(Counts.class);

    private final LongAdder lines = new LongAdder();
    private final AtomicLong badLines = new AtomicLong();
    private final LongAdder droppedLines = new LongAdder();
    private final LongAdder refusedRequests = new LongAdder();

    void lines(long count) {
        lines.add(count);
    }

    /** Counts a bad line, and says it at the 1st, 10th, 100th …, so that a broken sender does not fill the log. */
    void badLine(String where, LineError error) {
        long count = badLines.incrementAndGet();
        if (isPowerOfTen(count)) {
            LOG.warn("bad line from {}: {} ({} bad lines so far)", where, error.message(), count);
        }
    }

    private static boolean isPowerOfTen(long count) {
        long power = 1;
        while (power < count) {
            power *= 10;
        }
        return power == count;
    }

    void dropped(long count) {
        droppedLines.add(count);
    }

    void refusedRequest() {
        refusedRequests.increment();
    }

    @Override
    public long getLines() {
        return lines.sum();
    }

    @Override
    public long getBadLines() {
        return badLines.get();
    }

    @Override
    public long getDroppedLines() {
        return droppedLines.sum();
    }

    @Override
    public long getRefusedRequests() {
        return refusedRequests.sum();
    }
}
