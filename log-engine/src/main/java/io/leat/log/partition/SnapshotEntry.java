package io.leat.log.partition;

import io.leat.log.disk.ReadOnlyFile;
import java.util.List;
import java.util.OptionalLong;

/**
 * A producer in a {@code .snapshot} file, for those who look at a folder from outside.
 *
 * @param transactionFirstOffset where its open transaction begins
 * @param firstSequence of its last batch, as what follows; -1 if there is none
 */
public record SnapshotEntry(
        long producerId,
        short producerEpoch,
        int coordinatorEpoch,
        OptionalLong transactionFirstOffset,
        long lastTimestamp,
        int firstSequence,
        int lastSequence,
        long lastOffset,
        int offsetDelta,
        long timestamp) {
    private static final int MOST_BYTES = 256 * 1024 * 1024;

    /**
     * The producers in a file that we or Kafka wrote.
     *
     * @throws org.apache.kafka.common.errors.CorruptRecordException if it is not of that form, or not what its checksum says
     */
    public static List<SnapshotEntry> read(ReadOnlyFile file) {
        return ProducerSnapshot.read(file.toString(), file.readAll(MOST_BYTES)).stream()
                .map(SnapshotEntry::of)
                .toList();
    }

    private static SnapshotEntry of(ProducerState state) {
        ProducerState.Sent last = state.recent().isEmpty()
                ? new ProducerState.Sent(-1, -1, -1, 0, -1)
                : state.recent().get(state.recent().size() - 1);
        return new SnapshotEntry(
                state.producerId(),
                state.epoch(),
                state.coordinatorEpoch(),
                state.firstOffset() < 0 ? OptionalLong.empty() : OptionalLong.of(state.firstOffset()),
                state.lastTimestamp(),
                last.firstSequence(),
                last.lastSequence(),
                last.lastOffset(),
                last.offsetDelta(),
                last.timestamp());
    }
}
