package io.leat.log.partition;

import io.leat.log.disk.AppendFile;
import io.leat.log.disk.Directory;
import io.leat.log.record.BatchView;
import io.leat.log.segment.BatchScan;
import io.leat.log.segment.Segment;
import io.leat.log.segment.SegmentFiles;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a compacted segment takes the place of others, with Kafka's names, so that a crash at any step leaves the old ones or the new one:
 *
 * <pre>
 *   n.log.cleaned, flushed ─▶ n.log.swap ═ sync ═▶ old n.log, m.log ─▶ .deleted ─▶ n.log.swap ─▶ n.log ═ sync ═▶ .deleted gone
 *   a start finds .cleaned: drops it, and a .swap of it       .swap without: drops what it covers, and finishes
 * </pre>
 */
final class Swaps {
    private static final Logger LOG = LoggerFactory.getLogger(Swaps.class);
    private static final List<String> KINDS =
            List.of(SegmentFiles.LOG, SegmentFiles.INDEX, SegmentFiles.TIME_INDEX, SegmentFiles.TXN_INDEX);

    private final Directory directory;

    Swaps(Directory directory) {
        this.directory = directory;
    }

    /** An empty segment to be filled by a compaction. */
    Segment cleaned(long baseOffset, int indexInterval) {
        KINDS.forEach(kind -> directory.delete(SegmentFiles.name(baseOffset, kind) + SegmentFiles.CLEANED));
        Segment cleaned = Segment.cleaned(directory, baseOffset, indexInterval);
        cleaned.create();
        return cleaned;
    }

    /** Puts {@code cleaned} in the place of {@code old}; {@code drop} renames one of these as deleted. */
    void swap(SegmentList segments, List<Segment> old, Segment cleaned, Consumer<Segment> drop) {
        cleaned.rename(SegmentFiles.CLEANED, SegmentFiles.SWAP);
        directory.sync(); // From here on it is the new one that a start finds.
        segments.replace(old, cleaned);
        old.forEach(drop);
        cleaned.rename(SegmentFiles.SWAP, "");
        directory.sync(); // Before anybody writes down that this much is clean.
    }

    /** Whether a start has something to {@link #settle}: a file that is not where it was to go. */
    static boolean isUnsettled(String file) {
        return file.endsWith(SegmentFiles.SWAP)
                || file.endsWith(SegmentFiles.CLEANED)
                || file.endsWith(SegmentFiles.DELETED);
    }

    /**
     * What a start does first: undoes what did not get far enough, finishes what did.
     *
     * @return where the segments begin whose swap was finished; their indexes are to be made anew
     */
    Set<Long> settle() {
        List<String> files = directory.files();
        long unfinished = files.stream()
                .flatMapToLong(file -> offset(file, SegmentFiles.CLEANED).stream())
                .min()
                .orElse(Long.MAX_VALUE);
        List<String> swaps = new ArrayList<>();
        for (String file : files) {
            long base = offset(file, SegmentFiles.SWAP).orElse(-1);
            if (base >= unfinished) {
                directory.delete(file); // Before the .cleaned beside it, which says that it is worthless.
            } else if (base >= 0) {
                swaps.add(file);
            }
        }
        files.stream()
                .filter(file -> file.endsWith(SegmentFiles.DELETED) || file.endsWith(SegmentFiles.CLEANED))
                .forEach(directory::delete);
        return finish(swaps);
    }

    private Set<Long> finish(List<String> swaps) {
        Set<Long> finished = new TreeSet<>();
        for (String file : swaps) {
            SegmentFiles.offset(file, SegmentFiles.LOG + SegmentFiles.SWAP).ifPresent(base -> {
                LOG.warn("Finishing a compaction: {} in {}", file, directory.path());
                dropCovered(base, end(file, base));
            });
            offset(file, SegmentFiles.SWAP).ifPresent(finished::add);
        }
        // The batches last: as long as they have this name, what they cover is dropped first.
        swaps.stream()
                .sorted(Comparator.comparing(file -> file.endsWith(SegmentFiles.LOG + SegmentFiles.SWAP)))
                .forEach(file -> directory.rename(file, file.substring(0, file.length() - SegmentFiles.SWAP.length())));
        return finished;
    }

    private void dropCovered(long base, long end) {
        for (String file : directory.files()) {
            for (String kind : KINDS) {
                SegmentFiles.offset(file, kind).ifPresent(other -> {
                    if (other > base && other < end) {
                        LOG.warn("{} in {} is dropped: a compaction has replaced it", file, directory.path());
                        directory.delete(file);
                    }
                });
            }
        }
    }

    /** The offset after the last good batch in {@code file}. */
    private long end(String file, long base) {
        try (AppendFile batches = directory.open(file)) {
            BatchScan scan = new BatchScan(batches, 0, batches.size());
            long end = base;
            for (BatchView batch = scan.next(); batch != null; batch = scan.next()) {
                end = batch.nextOffset();
            }
            return end;
        }
    }

    /** The offset in the name of a file of any kind that ends with {@code suffix}. */
    private static OptionalLong offset(String file, String suffix) {
        return KINDS.stream()
                .flatMapToLong(kind -> SegmentFiles.offset(file, kind + suffix).stream())
                .findFirst();
    }
}
