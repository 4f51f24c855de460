package io.leat.connector.telegraf.listen;

import io.leat.connector.telegraf.metric.LineRecords;
import io.leat.lineprotocol.LineError;
import io.leat.lineprotocol.LineParser.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import org.apache.kafka.connect.source.SourceRecord;

/** Takes the lines that a stream has and makes records of the good ones. */
final class LineReader {
    /** So many errors are told to the sender; the rest is counted. */
    private static final int ERRORS_KEPT = 10;

    private final LineRecords records;
    private final Counts counts;
    private final String where;
    private final Map<String, ?> partition;
    private final LongFunction<Map<String, ?>> offset;

    /**
     * @param where the lines come from, for the log
     * @param offset the source offset of a line by the position after it
     */
    LineReader(
            LineRecords records,
            Counts counts,
            String where,
            Map<String, ?> partition,
            LongFunction<Map<String, ?>> offset) {
        this.records = records;
        this.counts = counts;
        this.where = where;
        this.partition = partition;
        this.offset = offset;
    }

    /** Records, and what was wrong with the lines between them. */
    static final class Lines {
        final List<SourceRecord> records = new ArrayList<>();
        final List<LineError> errors = new ArrayList<>();
        long bad;
    }

    /** Adds up to {@code most} records of lines that need no further reading. */
    void take(LineStream stream, long nowNanos, int most, Lines to) {
        int before = to.records.size();
        Event event = Event.END;
        while (to.records.size() < most && (event = stream.next()) != Event.END) {
            LineError error =
                    event == Event.BAD_LINE ? stream.error() : LineRecords.refusal(stream.view(), stream.lineNumber());
            if (error == null) {
                to.records.add(records.record(stream.view(), nowNanos, partition, offset.apply(stream.position())));
            } else {
                bad(error, to);
            }
        }
        counts.lines(to.records.size() - before);
    }

    private void bad(LineError error, Lines to) {
        counts.badLine(where, error);
        to.bad++;
        if (to.errors.size() < ERRORS_KEPT) {
            to.errors.add(error);
        }
    }
}
