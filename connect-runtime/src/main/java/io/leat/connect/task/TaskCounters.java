package io.leat.connect.task;

import org.jspecify.annotations.Nullable;

/**
 * What a task has done since it was started. Written by its thread, once per batch; read by anybody.
 */
public final class TaskCounters {

    /**
     * The counters at one moment.
     *
     * @param recordsIn records the source task returned, or that were read from the log
     * @param recordsOut records appended to the log, or that {@code put} took
     * @param dropped records that a transform dropped
     * @param skipped records that failed and were tolerated (D7)
     * @param failures tries that failed, tolerated or not
     * @param retries tries after a retriable failure, and redeliveries
     * @param batches polls that had records
     * @param largestBatch records in the largest of them
     * @param commits offset commits that the log took
     * @param lag records of the assigned partitions that are still unread; 0 for sources
     * @param lastError the last failure, tolerated or not
     * @param errors records that failed for good, tolerated or not
     * @param logged of them, those that were written to the worker's log
     * @param deadLetters of them, those that were handed to the dead letter queue
     * @param deadLetterFailures of them, those that it did not take
     * @param lastErrorMs when the last record failed for good, in milliseconds since 1970; 0 if none has
     */
    public record Snapshot(
            long recordsIn,
            long recordsOut,
            long dropped,
            long skipped,
            long failures,
            long retries,
            long batches,
            long largestBatch,
            long commits,
            long lag,
            @Nullable String lastError,
            long errors,
            long logged,
            long deadLetters,
            long deadLetterFailures,
            long lastErrorMs) {}

    private long recordsIn;
    private long recordsOut;
    private long dropped;
    private long skipped;
    private long failures;
    private long retries;
    private long batches;
    private long largestBatch;
    private long commits;
    private long lag;
    private @Nullable String lastError;
    private long errors;
    private long logged;
    private long deadLetters;
    private long deadLetterFailures;
    private long lastErrorMs;

    synchronized void polled(int records) {
        recordsIn += records;
        batches++;
        largestBatch = Math.max(largestBatch, records);
    }

    synchronized void delivered(long records) {
        recordsOut += records;
    }

    synchronized void dropped(long records) {
        dropped += records;
    }

    synchronized void failed(Throwable error) {
        failures++;
        lastError = error.toString();
    }

    /** A record failed for good at {@code now}, in milliseconds since 1970. */
    synchronized void recordFailed(Throwable error, boolean tolerated, long now) {
        failed(error);
        skipped += tolerated ? 1 : 0;
        errors++;
        lastErrorMs = now;
    }

    synchronized void logged() {
        logged++;
    }

    synchronized void deadLetter() {
        deadLetters++;
    }

    synchronized void deadLetterFailed() {
        deadLetterFailures++;
    }

    synchronized void retried(Throwable error) {
        retries++;
        failures++;
        lastError = error.toString();
    }

    synchronized void committed() {
        commits++;
    }

    synchronized void lag(long records) {
        lag = records;
    }

    public synchronized Snapshot snapshot() {
        return new Snapshot(
                recordsIn,
                recordsOut,
                dropped,
                skipped,
                failures,
                retries,
                batches,
                largestBatch,
                commits,
                lag,
                lastError,
                errors,
                logged,
                deadLetters,
                deadLetterFailures,
                lastErrorMs);
    }
}
