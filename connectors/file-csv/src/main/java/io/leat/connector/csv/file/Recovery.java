package io.leat.connector.csv.file;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.leat.connector.csv.format.FileNames;
import io.leat.connector.csv.format.FileState;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Brings the files of a partition back to what its state file covers (F2). Every step can be repeated, so a crash in the
 * middle of it is no case of its own.
 */
final class Recovery {
    private final Folder folder;
    private final FileNames names;
    private final boolean partUntilComplete;

    Recovery(Folder folder, FileNames names, boolean partUntilComplete) {
        this.folder = folder;
        this.names = names;
        this.partUntilComplete = partUntilComplete;
    }

    /** The state after the cut; null if the partition has no files and no state. */
    @Nullable
    FileState run() throws IOException {
        List<String> files = files();
        FileState state = readState();
        if (state == null) {
            if (!files.isEmpty()) {
                throw new FilesDisagreeException("there is " + files.get(0) + " in " + folder.where()
                        + ", but not its state file " + names.state() + ", so nobody knows which records it holds;"
                        + " put the state file back, or move the CSV files of this partition away");
            }
            return null;
        }
        FileState.Active active = state.active();
        String activeName = active == null ? "" : active.name();
        for (String file : files) {
            if (!whole(file).equals(activeName)) {
                settle(file, state);
            }
        }
        if (active != null) {
            cut(state, active);
        }
        return state;
    }

    @Nullable
    FileState readState() throws IOException {
        if (folder.size(names.state()).isEmpty()) {
            return null;
        }
        try (InputStream in = folder.read(names.state())) {
            return FileState.ofJson(in.readAllBytes());
        } catch (JsonProcessingException e) {
            throw new FilesDisagreeException("the state file " + names.state() + " in " + folder.where()
                    + " cannot be read (" + e.getOriginalMessage()
                    + "); restore it, or move it away together with the CSV files of this partition");
        }
    }

    /** The CSV files of this partition, complete or not, in the order of their rows. */
    List<String> files() throws IOException {
        var files = new ArrayList<>(folder.list(names.prefix() + "-"));
        files.removeIf(file -> names.firstOffset(file).isEmpty());
        files.sort(null);
        return files;
    }

    /** A file begun after the state was written goes; one that was complete but for its name gets it. */
    private void settle(String file, FileState state) throws IOException {
        if (names.firstOffset(file).orElseThrow() >= state.next()) {
            folder.delete(file);
        } else if (file.endsWith(FileNames.PART)) {
            folder.rename(file, whole(file));
        }
    }

    private void cut(FileState state, FileState.Active active) throws IOException {
        String wanted = partUntilComplete ? active.name() + FileNames.PART : active.name();
        String other = partUntilComplete ? active.name() : active.name() + FileNames.PART;
        if (folder.size(wanted).isEmpty() && folder.size(other).isPresent()) {
            folder.rename(other, wanted);
            folder.replace(names.state(), state.toJson()); // Nothing new, but now the name is durable.
        }
        OptionalLong size = folder.size(wanted);
        if (size.isEmpty() || size.getAsLong() < active.bytes()) {
            throw new FilesDisagreeException(wanted + " in " + folder.where() + " has "
                    + (size.isEmpty() ? "been removed" : size.getAsLong() + " bytes") + ", and " + names.state()
                    + " says that records are written up to byte " + active.bytes()
                    + "; put the file back, or reset the"
                    + " connector's offset of this partition to "
                    + names.firstOffset(active.name()).orElseThrow()
                    + " to have its rows written again");
        }
        if (!endsARow(wanted, active.bytes())) {
            throw new FilesDisagreeException(
                    wanted + " in " + folder.where() + " was changed by somebody else: no row ends" + " at byte "
                            + active.bytes() + ", where " + names.state() + " says that one does");
        }
        if (size.getAsLong() > active.bytes()) {
            try (OutFile file = folder.open(wanted)) {
                file.truncate(active.bytes());
                file.force();
            }
        }
    }

    private boolean endsARow(String file, long bytes) throws IOException {
        try (InputStream in = folder.read(file)) {
            in.skipNBytes(bytes - 1);
            return in.read() == '\n';
        }
    }

    private static String whole(String file) {
        return file.endsWith(FileNames.PART) ? file.substring(0, file.length() - FileNames.PART.length()) : file;
    }
}
