package io.leat.log.group;

/**
 * A committed offset.
 *
 * @param leaderEpoch -1 if not known
 * @param at when, in milliseconds since the epoch
 */
public record Committed(long offset, int leaderEpoch, String metadata, long at) {}
