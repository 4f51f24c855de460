package io.leat.log.partition;

import io.leat.log.disk.Directory;
import io.leat.log.segment.SegmentFiles;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.errors.CorruptRecordException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The producer snapshots in a partition's folder. */
final class Snapshots {
    private static final Logger LOG = LoggerFactory.getLogger(Snapshots.class);

    private final Directory directory;
    private final @Nullable NavigableSet<Long> listed;

    Snapshots(Directory directory) {
        this.directory = directory;
        this.listed = null;
    }

    /** Those among {@code files}, all that are in the folder; nobody else adds or deletes any. */
    Snapshots(Directory directory, List<String> files) {
        this.directory = directory;
        this.listed = offsets(files);
    }

    /** Producers as they were at an offset. */
    record Restored(long offset, List<ProducerState> states) {}

    void write(long offset, ProducerStates producers) {
        directory.replace(SegmentFiles.name(offset, SegmentFiles.SNAPSHOT), ProducerSnapshot.write(producers.all()));
    }

    /** The newest readable snapshot at or before {@code offset}; no producers, at {@code start}, if there is none. */
    Restored newest(long offset, long start) {
        for (long candidate : offsets().headSet(offset, true).descendingSet()) {
            String file = SegmentFiles.name(candidate, SegmentFiles.SNAPSHOT);
            try {
                return new Restored(
                        candidate, ProducerSnapshot.read(file, directory.read(file, ProducerSnapshot.MAX_BYTES)));
            } catch (CorruptRecordException e) {
                LOG.warn("{} in {}: taking an older one", e.getMessage(), directory.path());
                delete(candidate);
            }
        }
        return new Restored(start, List.of());
    }

    /** Deletes snapshots of offsets after {@code offset}: the log was cut there. */
    void deleteAfter(long offset) {
        offsets().tailSet(offset, false).forEach(this::delete);
    }

    /** Deletes what clean stops have left: all but the newest snapshot and those where a segment begins. */
    void deleteStray(Set<Long> bases) {
        NavigableSet<Long> found = offsets();
        found.stream()
                .filter(offset -> !bases.contains(offset) && !offset.equals(found.last()))
                .forEach(this::delete);
    }

    void delete(long offset) {
        if (listed != null) {
            listed.remove(offset);
        }
        directory.delete(SegmentFiles.name(offset, SegmentFiles.SNAPSHOT));
    }

    /** A copy: of what it goes over, some is deleted. */
    private NavigableSet<Long> offsets() {
        return listed == null ? offsets(directory.files()) : new TreeSet<>(listed);
    }

    private static NavigableSet<Long> offsets(List<String> files) {
        NavigableSet<Long> offsets = new TreeSet<>();
        for (String file : files) {
            SegmentFiles.offset(file, SegmentFiles.SNAPSHOT).ifPresent(offsets::add);
        }
        return offsets;
    }
}
