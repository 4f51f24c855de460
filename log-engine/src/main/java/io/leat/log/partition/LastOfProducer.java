package io.leat.log.partition;

/**
 * Where the last of a producer is in the log: compaction must leave it, or the producer's next batch could not be judged.
 *
 * @param lastDataOffset of the last record of its last batch; -1 if a marker with a new epoch came after that
 * @param epoch the highest that was seen
 */
public record LastOfProducer(long lastDataOffset, short epoch) {}
