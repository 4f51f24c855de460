package io.leat.connector.csv.file;

import io.leat.connector.csv.format.Columns;
import io.leat.connector.csv.format.FileNames;
import io.leat.connector.csv.format.FileState;
import io.leat.connector.csv.format.Header;
import io.leat.connector.csv.format.RowBatch;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The files of one partition, written by one task.
 *
 * <p>Between two calls the files hold exactly the rows of the records below {@link #next}; a call that fails leaves that so
 * and can be made again. What of it survives a crash is what the last {@link #checkpoint} or roll put into the state file.
 */
public final class PartitionFiles implements Closeable {
    private final Folder folder;
    private final FileNames names;
    private final RollRules rules;
    private final Closeable lock;
    private @Nullable FileState state;
    private @Nullable CsvFile active;
    private OptionalLong next;
    private boolean dirty;
    private @Nullable String broken;

    private PartitionFiles(Folder folder, FileNames names, RollRules rules, Closeable lock, @Nullable FileState state) {
        this.folder = folder;
        this.names = names;
        this.rules = rules;
        this.lock = lock;
        this.state = state;
        next = state == null ? OptionalLong.empty() : OptionalLong.of(state.next());
    }

    /**
     * Locks the partition and cuts its files back to what the state file covers (F2).
     *
     * @throws Folder.LockedException if another task has it
     * @throws FilesDisagreeException if the files do not fit the state file
     */
    public static PartitionFiles open(Folder folder, FileNames names, RollRules rules) throws IOException {
        Closeable lock = folder.lock(names.lock());
        try {
            FileState state = new Recovery(folder, names, rules.partUntilComplete()).run();
            var files = new PartitionFiles(folder, names, rules, lock, state);
            if (state != null && state.active() != null) {
                files.active = files.reopen(state, state.active());
            }
            return files;
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    /** The offset after the last record that is in the files, empty if none ever was. */
    public OptionalLong next() {
        return next;
    }

    /** Whether a user set the offset back, so that the worker must be asked for {@link #next}. */
    public boolean rewound() {
        return state != null && state.rewound();
    }

    /** The columns of the last file: the next one has them too. */
    public List<String> columns() {
        return state == null ? List.of() : state.columns();
    }

    /**
     * Writes {@code rows} for all to see, and takes the records below {@code nextOffset} as done.
     *
     * @param header all columns of the partition, those of the rows included; a wider one than the file's opens a new file
     */
    public void append(RowBatch rows, Header header, long nextOffset, long now) throws IOException {
        refuseIfBroken();
        try {
            for (int row = 0; row < rows.rows(); row++) {
                fileFor(rows, row, header, now).row(rows, row);
            }
            if (active != null && rows.rows() > 0) {
                active.drain();
                active.keep();
                dirty = true;
            }
        } catch (IOException | RuntimeException e) {
            undo(e);
            throw e;
        }
        next = OptionalLong.of(nextOffset);
        rollIfDue(now);
    }

    /** Completes the file if its size or age says so, and nothing else. */
    public void rollIfDue(long now) throws IOException {
        if (active != null && (active.finishing() || rules.complete(active, now))) {
            finish(active, next.orElseThrow());
        }
    }

    /**
     * Makes all rows durable, and remembers that the records below {@code nextOffset} are covered (F1). When it returns, that
     * offset may be committed (F3).
     */
    public void checkpoint(long nextOffset, long now) throws IOException {
        refuseIfBroken();
        long reached = Math.max(nextOffset, next.orElse(nextOffset));
        next = OptionalLong.of(reached);
        rollIfDue(now);
        if (state == null || (!dirty && state.next() == reached)) {
            return;
        }
        if (active != null && dirty) {
            force(active);
            save(state.flushed(reached, active.active(), false, active.header().names()));
        } else {
            save(state.at(reached));
        }
        dirty = false;
    }

    /** Lets go of files and lock. Flushes nothing: what no checkpoint covered is written again by the next owner. */
    @Override
    public void close() throws IOException {
        try {
            if (active != null) {
                active.close();
            }
        } finally {
            lock.close();
        }
    }

    /** The file that takes {@code row}. Files change between records only, so that a record is in one file. */
    private CsvFile fileFor(RowBatch rows, int row, Header header, long now) throws IOException {
        CsvFile file = active;
        boolean betweenRecords = row == 0 || rows.endsRecord(row - 1);
        if (file != null
                && betweenRecords
                && (file.finishing()
                        || rules.complete(file, now)
                        || !file.header().equals(header))) {
            finish(file, row == 0 ? next.orElse(rows.offset(0)) : rows.offset(row - 1) + 1);
            file = null;
        }
        return file == null ? begin(header, rows.offset(row), now) : file;
    }

    private CsvFile begin(Header header, long offset, long now) throws IOException {
        if (state == null) {
            save(FileState.startingAt(offset)); // F5
        }
        String name = names.csv(offset);
        String diskName = rules.partUntilComplete() ? name + FileNames.PART : name;
        var file = new CsvFile(name, diskName, now, header, folder.open(diskName), 0);
        active = file;
        return file;
    }

    private CsvFile reopen(FileState saved, FileState.Active file) throws IOException {
        String diskName = rules.partUntilComplete() ? file.name() + FileNames.PART : file.name();
        Header header = new Columns(Integer.MAX_VALUE, saved.columns()).header();
        return new CsvFile(file.name(), diskName, file.opened(), header, folder.open(diskName), file.bytes());
    }

    /**
     * Completes {@code file}: its rows and the state that covers them are durable before it gets its final name, so a file
     * once seen complete is never cut by a crash.
     */
    private void finish(CsvFile file, long nextOffset) throws IOException {
        file.drain();
        force(file);
        file.keep();
        file.beginFinishing();
        next = OptionalLong.of(nextOffset);
        FileState before = state == null ? FileState.startingAt(nextOffset) : state;
        save(before.flushed(nextOffset, file.active(), true, file.header().names()));
        file.close();
        if (!file.diskName().equals(file.active().name())) {
            folder.rename(file.diskName(), file.active().name());
        }
        active = null;
        dirty = false;
    }

    private void save(FileState changed) throws IOException {
        folder.replace(names.state(), changed.toJson());
        state = changed;
    }

    /** After a failed flush nobody knows what is on the disk; only starting again from the state file is safe. */
    private void force(CsvFile file) throws IOException {
        OptionalLong size = folder.size(file.diskName());
        if (size.isEmpty() || size.getAsLong() != file.active().bytes()) {
            broken = file.diskName() + " in " + folder.where()
                    + " was changed by somebody else while it was written: it has "
                    + (size.isEmpty() ? "been removed" : size.getAsLong() + " bytes")
                    + ", and should have " + file.active().bytes() + " bytes";
            throw new FilesDisagreeException(broken);
        }
        try {
            file.force();
        } catch (IOException e) {
            broken = "flushing " + file.diskName() + " in " + folder.where() + " failed: " + e.getMessage()
                    + "; restart the task, it then goes on at the last flush that worked";
            throw e;
        }
    }

    private void undo(Exception cause) {
        try {
            if (active != null && active.hasKept()) {
                active.cutBack();
            } else if (active != null) {
                CsvFile begun = active;
                active = null;
                begun.close();
                folder.delete(begun.diskName());
            }
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    private void refuseIfBroken() throws FilesDisagreeException {
        if (broken != null) {
            throw new FilesDisagreeException(broken);
        }
    }
}
