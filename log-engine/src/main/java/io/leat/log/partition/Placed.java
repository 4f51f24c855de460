package io.leat.log.partition;

/**
 * Where batches were put.
 *
 * @param baseOffset of the first record
 * @param lastOffset of the last record
 * @param logAppendTime milliseconds since 1970, or -1 if the topic keeps the producer's timestamps
 * @param duplicate whether an idempotent producer had sent it before: then nothing was appended, and the offsets are those
 *     of the first time
 */
public record Placed(long baseOffset, long lastOffset, long logAppendTime, boolean duplicate) {}
