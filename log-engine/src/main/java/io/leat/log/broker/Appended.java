package io.leat.log.broker;

/**
 * Where a batch landed.
 *
 * @param baseOffset offset of its first record
 * @param logAppendTime milliseconds since the epoch, or -1 if the topic keeps the producer's timestamps
 * @param logStartOffset the first offset the partition still has
 */
public record Appended(long baseOffset, long logAppendTime, long logStartOffset) {}
