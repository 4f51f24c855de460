package io.leat.log.segment;

/**
 * A transaction that was aborted: what a reader of committed records must leave out.
 *
 * @param firstOffset of its first record in the partition
 * @param lastOffset of its marker
 * @param lastStableOffset the last stable offset after the marker
 */
public record AbortedTransaction(long producerId, long firstOffset, long lastOffset, long lastStableOffset) {}
