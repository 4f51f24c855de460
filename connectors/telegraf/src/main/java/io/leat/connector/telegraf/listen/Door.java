package io.leat.connector.telegraf.listen;

import io.leat.connector.telegraf.metric.LineRecords;
import io.leat.connector.telegraf.metric.RecordMaker;
import io.leat.lineprotocol.Precision;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What each listener has: the way in, the limits, the counts, and the clock for lines without a timestamp.
 *
 * @param precision of timestamps, where the sender does not say it
 */
public record Door(
        RecordMaker maker, Intake intake, Counts counts, Limits limits, Precision precision, InstantSource clock) {

    /**
     * A reader of its own for a thread. A network source has no position to go back to: what is not written is sent again by the
     * sender. Its source offset is how many lines have come, for whoever looks at the offsets.
     *
     * @param listener {@code http}, {@code tcp} or {@code udp}
     */
    LineReader reader(String listener, String where, AtomicLong received) {
        return new LineReader(
                new LineRecords(maker),
                counts,
                where,
                Map.of("listener", listener),
                position -> Map.of("received", received.incrementAndGet()));
    }

    long nowNanos() {
        Instant now = clock.instant();
        return now.getEpochSecond() * 1_000_000_000L + now.getNano();
    }
}
