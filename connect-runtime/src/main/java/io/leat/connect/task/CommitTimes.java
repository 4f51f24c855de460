package io.leat.connect.task;

/**
 * How often a task commits offsets, and how long the log may take for it.
 *
 * @param intervalMs {@code offset.flush.interval.ms}
 * @param timeoutMs {@code offset.flush.timeout.ms}
 */
public record CommitTimes(long intervalMs, long timeoutMs) {}
