package io.leat.connector.csv.file;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import io.leat.connector.csv.format.FileNames;
import io.leat.connector.csv.format.FileState;
import io.leat.connector.csv.format.FileState.Active;
import io.leat.connector.csv.format.FileState.Mark;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Takes the files of a stopped connector to an offset that a user chose ({@code PATCH} and {@code DELETE
 * /connectors/{name}/offsets}, KIP-875): the rows at and after it go, and will be written again.
 *
 * <p>A file can be cut where a flush once was, or at its start. If the chosen offset is neither, the cut is at the nearest
 * such place before it, and the sink reads again from there: the rows between are written once more, the same.
 */
public final class Rewind {
    private final Folder folder;
    private final FileNames names;
    private final Recovery recovery;

    /** {@code rules} as in the connector's configuration: they say what an unfinished file is called. */
    public Rewind(Folder folder, FileNames names, RollRules rules) {
        this.folder = folder;
        this.names = names;
        this.recovery = new Recovery(folder, names, rules.partUntilComplete());
    }

    /**
     * Cuts the files so that they cover the records below {@code offset}, or nothing at all if it is null.
     *
     * @param now in epoch milliseconds: the age of a file that was complete and is continued counts from here
     * @throws Folder.LockedException if a task is writing them
     */
    public void to(@Nullable Long offset, long now) throws IOException {
        Closeable lock = folder.lock(names.lock());
        try {
            FileState state = recovery.readState();
            if (state != null) {
                cut(state, offset, now);
            }
        } finally {
            lock.close();
        }
    }

    private void cut(FileState state, @Nullable Long offset, long now) throws IOException {
        // The state first: from here on the cut is what recovery would do after a crash (F2).
        FileState wanted = offset == null ? state.cutTo(0, null, List.of()) : target(state, offset, now);
        folder.replace(names.state(), wanted.toJson());
        recovery.run();
        folder.replace(names.state(), wanted.toJson()); // Again, because this makes the cut itself durable.
    }

    private FileState target(FileState state, long offset, long now) throws IOException {
        if (offset >= state.next()) {
            // Within an earlier rewind this is no step forward: what lies between has yet to be written again.
            return offset < state.until() ? state : state.at(offset);
        }
        Optional<Mark> mark = lastUsableMark(state.marks(), offset);
        OptionalLong start = lastStart(offset);
        if (mark.isPresent() && mark.get().next() >= start.orElse(-1)) {
            return atMark(state, mark.get(), now);
        }
        return state.cutTo(start.orElse(offset), null, state.columns());
    }

    private FileState atMark(FileState state, Mark mark, long now) throws IOException {
        Active before = state.active();
        long opened = before != null && before.name().equals(mark.name()) ? before.opened() : now;
        var active = new Active(mark.name(), mark.bytes(), opened);
        return state.cutTo(mark.next(), active, header(diskName(mark.name())));
    }

    private Optional<Mark> lastUsableMark(List<Mark> marks, long offset) throws IOException {
        for (int i = marks.size() - 1; i >= 0; i--) {
            Mark mark = marks.get(i);
            if (mark.next() <= offset && folder.size(diskName(mark.name())).orElse(-1) >= mark.bytes()) {
                return Optional.of(mark);
            }
        }
        return Optional.empty();
    }

    private OptionalLong lastStart(long offset) throws IOException {
        return recovery.files().stream()
                .mapToLong(file -> names.firstOffset(file).orElseThrow())
                .filter(first -> first <= offset)
                .max();
    }

    private String diskName(String name) throws IOException {
        return folder.size(name).isPresent() ? name : name + FileNames.PART;
    }

    private List<String> header(String file) throws IOException {
        try (var csv =
                CsvReader.builder().ofCsvRecord(new InputStreamReader(folder.read(file), StandardCharsets.UTF_8))) {
            CsvRecord first = csv.iterator().next();
            return first.getFields();
        }
    }
}
