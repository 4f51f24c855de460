package io.leat.log.partition;

/**
 * What is told of a producer that the log remembers.
 *
 * @param lastSequence of its last batch; -1 if a marker came after it
 * @param lastTimestamp of its last batch or marker, in milliseconds since 1970
 * @param coordinatorEpoch of its last marker; -1 if there was none
 * @param transactionStart the first offset of its open transaction; -1 if none is open
 */
public record ActiveProducer(
        long producerId,
        short epoch,
        int lastSequence,
        long lastTimestamp,
        int coordinatorEpoch,
        long transactionStart) {}
