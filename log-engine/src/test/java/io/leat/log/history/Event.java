package io.leat.log.history;

import java.util.List;
import org.apache.kafka.common.TopicPartition;

/**
 * What a client began, or learned of, in the order of the history. A value is written once, by one writer: it names its record. The copy
 * of a value is {@code value>name}.
 */
sealed interface Event {
    /** No offset was told. */
    long NO_OFFSET = -1;

    /** A record found at an offset. */
    record Seen(long offset, String value) {
        @Override
        public String toString() {
            return offset + "=" + value;
        }
    }

    /** A producer is about to send; {@code transaction} is empty if it has none. */
    record Sending(String writer, String value, String transaction, TopicPartition to) implements Event {}

    /** The record was acknowledged. */
    record Sent(String value, TopicPartition to, long offset) implements Event {}

    /** Whether the record was written is not known. */
    record SendUnknown(String value, String why) implements Event {}

    /** A producer is about to commit. Before it, no record of the transaction may be read as committed. */
    record Committing(String transaction) implements Event {}

    /** The commit succeeded. */
    record Committed(String transaction) implements Event {}

    /** Whether it was committed is not known. */
    record CommitUnknown(String transaction, String why) implements Event {}

    /** The producer gives the transaction up. */
    record Aborting(String transaction) implements Event {}

    /** A consumer goes on from another position: what it polls of these partitions need not follow what it polled before. */
    record Positioned(String consumer, List<TopicPartition> partitions) implements Event {}

    /**
     * A consumer got records, one after the other.
     *
     * @param reader who reads for one purpose: a group, or a consumer on its own
     * @param committedOnly whether by {@code read_committed}
     */
    record Polled(String reader, String consumer, boolean committedOnly, TopicPartition from, List<Seen> records)
            implements Event {}

    /** All that was in a partition in the end. */
    record AtRest(boolean committedOnly, TopicPartition in, List<Seen> records) implements Event {}

    /** What was done to the server, for people who read the history. */
    record Happened(String what) implements Event {}

    /** What a copy is a copy of; the value itself if it is none. */
    static String source(String value) {
        int end = value.indexOf('>');
        return end < 0 ? value : value.substring(0, end);
    }

    static boolean isCopy(String value) {
        return value.indexOf('>') >= 0;
    }
}
