package io.leat.log.partition;

/**
 * A record found by its time.
 *
 * @param timestamp of the record, milliseconds since 1970
 * @param offset of the record
 * @param leaderEpoch of its batch
 */
public record TimestampOffset(long timestamp, long offset, int leaderEpoch) {}
