package io.leat.log.partition;

/**
 * What the log directory knows about a partition before it is opened.
 *
 * @param cleanShutdown whether {@code .kafka_cleanshutdown} was there: nothing is scanned then
 * @param sameBoot whether nothing but a process ended since the last write: all that was written is there then, flushed or not
 * @param recoveryPoint below it everything is known to be flushed ({@code recovery-point-offset-checkpoint}); 0 if unknown
 * @param logStartOffset the first offset that was not deleted ({@code log-start-offset-checkpoint}); 0 if unknown
 * @param cleanedTo below it compaction has been ({@code cleaner-offset-checkpoint}); 0 if it has not, -1 if nobody knows
 */
public record RecoveryHints(
        boolean cleanShutdown, boolean sameBoot, long recoveryPoint, long logStartOffset, long cleanedTo) {

    /** A partition that is new, or of which nothing is known. */
    public static final RecoveryHints NONE = new RecoveryHints(false, false, 0, 0, 0);

    /** Of a partition of which nobody knows whether it was compacted. */
    public RecoveryHints(boolean cleanShutdown, long recoveryPoint, long logStartOffset) {
        this(cleanShutdown, false, recoveryPoint, logStartOffset, -1);
    }
}
