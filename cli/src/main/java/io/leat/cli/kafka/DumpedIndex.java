package io.leat.cli.kafka;

import io.leat.log.disk.ReadOnlyFile;
import io.leat.log.partition.SnapshotEntry;
import io.leat.log.record.BatchView;
import io.leat.log.segment.AbortedTransaction;
import io.leat.log.segment.BatchScan;
import io.leat.log.segment.IndexEntries;
import io.leat.log.segment.SegmentFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The files beside a segment: its indexes, of offsets, times and aborted transactions, and a snapshot of producers. */
final class DumpedIndex {
    private final ReadOnlyFile file;
    private final Path path;
    private final long baseOffset;
    private final DumpOut out;

    DumpedIndex(ReadOnlyFile file, Path path, long baseOffset, DumpOut out) {
        this.file = file;
        this.path = path;
        this.baseOffset = baseOffset;
        this.out = out;
    }

    /** Whether each entry names a batch that starts where it says and ends with the offset that it says. */
    boolean offsets(boolean quiet) {
        try (ReadOnlyFile log = log()) {
            boolean sound = true;
            for (IndexEntries.At it : IndexEntries.offsets(file, baseOffset)) {
                if (!quiet) {
                    out.found(
                            "offset: %d position: %d".formatted(it.offset(), it.position()),
                            json -> json.put("offset", it.offset()).put("position", it.position()));
                }
                BatchView batch = new BatchScan(log, it.position(), log.size()).next();
                if (batch == null || batch.lastOffset() != it.offset()) {
                    sound = out.wrong("the entry of the offset %d names byte %d, where %s"
                            .formatted(
                                    it.offset(),
                                    it.position(),
                                    batch == null ? "no batch starts" : "a batch ends with " + batch.lastOffset()));
                }
            }
            return sound;
        }
    }

    /** Whether times grow, and each entry has the greatest time of the batch that it names. */
    boolean times(boolean quiet) {
        List<IndexEntries.When> entries = IndexEntries.times(file, baseOffset);
        Map<Long, Long> greatest = greatestByLastOffset();
        boolean sound = true;
        long before = Long.MIN_VALUE;
        for (IndexEntries.When it : entries) {
            if (!quiet) {
                out.found(
                        "timestamp: %d offset: %d".formatted(it.timestamp(), it.offset()),
                        json -> json.put("timestamp", it.timestamp()).put("offset", it.offset()));
            }
            Long known = greatest.get(it.offset());
            if (known == null || known != it.timestamp()) {
                sound = out.wrong("the entry of the time %d names the offset %d, and %s"
                        .formatted(
                                it.timestamp(),
                                it.offset(),
                                known == null ? "no batch ends there" : "its batch has the time " + known));
            }
            if (it.timestamp() <= before) {
                sound = out.wrong("the time %d comes after %d".formatted(it.timestamp(), before));
            }
            before = it.timestamp();
        }
        return sound;
    }

    private Map<Long, Long> greatestByLastOffset() {
        Map<Long, Long> greatest = new HashMap<>();
        try (ReadOnlyFile log = log()) {
            BatchScan scan = new BatchScan(log, 0, log.size());
            for (BatchView batch = scan.next(); batch != null; batch = scan.next()) {
                greatest.put(batch.lastOffset(), batch.maxTimestamp());
            }
        }
        return greatest;
    }

    boolean offsetsAreSane() {
        try (ReadOnlyFile log = log()) {
            return sane(IndexEntries.isSoundIndex(file, baseOffset, log.size()));
        }
    }

    boolean timesAreSane() {
        return sane(IndexEntries.isSoundTimeIndex(file, baseOffset));
    }

    private boolean sane(boolean sane) {
        if (!sane) {
            return out.wrong("a log would make this index anew");
        }
        out.found(file + " passed sanity check.", json -> json.put("sane", true));
        return true;
    }

    private ReadOnlyFile log() {
        Path log = path.resolveSibling(SegmentFiles.name(baseOffset, SegmentFiles.LOG));
        if (!Files.isRegularFile(log)) {
            throw io.leat.cli.Problem.wrongInput(
                    "The segment " + log + " of the index is not there.", "An index says something only beside it.");
        }
        return ReadOnlyFile.open(log);
    }

    boolean transactions() {
        for (AbortedTransaction it : IndexEntries.aborted(file)) {
            out.found(
                    "version: 0 producerId: %d firstOffset: %d lastOffset: %d lastStableOffset: %d"
                            .formatted(it.producerId(), it.firstOffset(), it.lastOffset(), it.lastStableOffset()),
                    json -> json.put("producerId", it.producerId())
                            .put("firstOffset", it.firstOffset())
                            .put("lastOffset", it.lastOffset())
                            .put("lastStableOffset", it.lastStableOffset()));
        }
        return true;
    }

    boolean producers() {
        for (SnapshotEntry it : SnapshotEntry.read(file)) {
            String last = it.lastOffset() < 0
                    ? ""
                    : "firstSequence: %d lastSequence: %d lastOffset: %d offsetDelta: %d timestamp: %d"
                            .formatted(
                                    it.firstSequence(),
                                    it.lastSequence(),
                                    it.lastOffset(),
                                    it.offsetDelta(),
                                    it.timestamp());
            out.found(
                    "producerId: %d producerEpoch: %d coordinatorEpoch: %d currentTxnFirstOffset: %s lastTimestamp: %d %s"
                            .formatted(
                                    it.producerId(),
                                    it.producerEpoch(),
                                    it.coordinatorEpoch(),
                                    it.transactionFirstOffset(),
                                    it.lastTimestamp(),
                                    last),
                    json -> {
                        json.put("producerId", it.producerId())
                                .put("producerEpoch", it.producerEpoch())
                                .put("coordinatorEpoch", it.coordinatorEpoch())
                                .put("lastTimestamp", it.lastTimestamp())
                                .put("firstSequence", it.firstSequence())
                                .put("lastSequence", it.lastSequence())
                                .put("lastOffset", it.lastOffset())
                                .put("offsetDelta", it.offsetDelta())
                                .put("timestamp", it.timestamp());
                        it.transactionFirstOffset().ifPresent(offset -> json.put("currentTxnFirstOffset", offset));
                    });
        }
        return true;
    }
}
