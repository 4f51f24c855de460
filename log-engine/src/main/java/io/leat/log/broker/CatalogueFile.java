package io.leat.log.broker;

import io.leat.log.disk.Directory;
import io.leat.log.topic.Catalogue;
import io.leat.log.topic.CatalogueCodec;
import io.leat.log.topic.CatalogueRecord;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.kafka.common.errors.CorruptRecordException;

/**
 * The catalogue's log (D8): every change is appended and flushed here before it is applied; opening is replay. When most of it is
 * history it is replaced by a snapshot. For one thread at a time.
 */
final class CatalogueFile implements AutoCloseable {
    static final String NAME = "leat-catalogue";

    /** Changes that may be history before a snapshot is worth its two flushes. */
    private static final int HISTORY = 1000;

    private final Catalogue catalogue;
    private final FramedFile file;
    private int records;

    private CatalogueFile(Catalogue catalogue, FramedFile file, int records) {
        this.catalogue = catalogue;
        this.file = file;
        this.records = records;
    }

    /** Replays what is in {@code directory}. */
    static CatalogueFile open(Directory directory) {
        FramedFile.Opened opened = FramedFile.open(directory, NAME);
        Catalogue catalogue = new Catalogue();
        for (ByteBuffer body : opened.bodies()) {
            try {
                catalogue.apply(CatalogueCodec.decode(body));
            } catch (IllegalArgumentException | IllegalStateException e) {
                throw new CorruptRecordException(
                        "The file %s/%s cannot be used: %s".formatted(directory.path(), NAME, e.getMessage()), e);
            }
        }
        return new CatalogueFile(catalogue, opened.file(), opened.bodies().size());
    }

    /** The state; changed by {@link #commit} alone. */
    Catalogue catalogue() {
        return catalogue;
    }

    /** Logs a change, makes it durable, and then makes it true. */
    void commit(CatalogueRecord change) {
        long start = file.size();
        try {
            file.append(CatalogueCodec.encode(change));
            file.flush();
        } catch (RuntimeException e) {
            takeBack(start, e);
            throw e;
        }
        catalogue.apply(change);
        records++;
        snapshotIfMostIsHistory();
    }

    @Override
    public void close() {
        file.close();
    }

    private void snapshotIfMostIsHistory() {
        List<CatalogueRecord> live = records > HISTORY ? catalogue.snapshot() : List.of();
        if (records > HISTORY && records > 2 * live.size()) {
            file.replace(live.stream().map(CatalogueCodec::encode).toList());
            records = live.size();
        }
    }

    /** A change that was refused must not come back at the next start. */
    private void takeBack(long start, RuntimeException failure) {
        try {
            file.cutBack(start);
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
    }
}
