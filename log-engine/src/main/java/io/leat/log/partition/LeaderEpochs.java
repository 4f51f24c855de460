package io.leat.log.partition;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Map;
import java.util.TreeMap;

/**
 * Which leader epoch began at which offset: {@code leader-epoch-checkpoint}. On one node an epoch ends when a recovery has
 * cut the log, so that a consumer that had read what is gone finds out (KIP-320). Immutable, and pure.
 */
record LeaderEpochs(TreeMap<Integer, Long> starts) {
    static final String FILE = "leader-epoch-checkpoint";
    static final LeaderEpochs NONE = new LeaderEpochs(new TreeMap<>());

    LeaderEpochs {
        starts = new TreeMap<>(starts);
    }

    /** The epoch of what is appended now; -1 if none was assigned. */
    int latest() {
        return starts.isEmpty() ? -1 : starts.lastKey();
    }

    /** With {@code epoch} beginning at {@code offset}; as it is, if that epoch or a later one is known. */
    LeaderEpochs with(int epoch, long offset) {
        if (epoch <= latest()) {
            return this;
        }
        TreeMap<Integer, Long> next = new TreeMap<>(starts);
        next.values().removeIf(start -> start >= offset); // It has no record, so it is as if it had not been.
        next.put(epoch, offset);
        return new LeaderEpochs(next);
    }

    /** Without epochs that began at or after {@code end}, where the log was cut. The newest stays: it is the leader's. */
    LeaderEpochs cutTo(long end) {
        int latest = latest();
        TreeMap<Integer, Long> next = new TreeMap<>(starts);
        next.values().removeIf(start -> start > end);
        return next.isEmpty() && latest >= 0
                ? new LeaderEpochs(new TreeMap<>(Map.of(latest, end)))
                : new LeaderEpochs(next);
    }

    /** Without epochs that ended before {@code start}, where the log now begins. */
    LeaderEpochs startingAt(long start) {
        TreeMap<Integer, Long> next = new TreeMap<>(starts);
        while (next.size() > 1 && next.higherEntry(next.firstKey()).getValue() <= start) {
            next.pollFirstEntry();
        }
        if (!next.isEmpty() && next.firstEntry().getValue() < start) {
            next.put(next.firstKey(), start);
        }
        return new LeaderEpochs(next);
    }

    /** The epoch in which {@code offset} was appended; -1 if it is not known. */
    int of(long offset) {
        int found = -1;
        for (Map.Entry<Integer, Long> entry : starts.entrySet()) {
            found = entry.getValue() <= offset ? entry.getKey() : found;
        }
        return found;
    }

    /** Where {@code epoch} ended, or the greatest known before it; {@code logEnd} ends the newest. */
    PartitionLog.EpochEnd endOf(int epoch, long logEnd) {
        if (starts.isEmpty() || epoch < 0 || epoch > latest()) {
            return new PartitionLog.EpochEnd(-1, -1);
        }
        Map.Entry<Integer, Long> next = starts.higherEntry(epoch);
        Map.Entry<Integer, Long> known = starts.floorEntry(epoch);
        if (known == null) {
            return new PartitionLog.EpochEnd(epoch, starts.firstEntry().getValue());
        }
        return new PartitionLog.EpochEnd(known.getKey(), next == null ? logEnd : next.getValue());
    }

    static LeaderEpochs read(byte[] content) {
        TreeMap<Integer, Long> starts = new TreeMap<>();
        for (String[] entry : CheckpointLines.read(FILE, content, 2)) {
            starts.put((int) CheckpointLines.number(FILE, entry[0]), CheckpointLines.number(FILE, entry[1]));
        }
        return new LeaderEpochs(starts);
    }

    byte[] write() {
        StringBuilder text = new StringBuilder("0\n").append(starts.size()).append('\n');
        starts.forEach(
                (epoch, start) -> text.append(epoch).append(' ').append(start).append('\n'));
        return text.toString().getBytes(UTF_8);
    }
}
