package io.leat.connector.csv.file;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import de.siegmar.fastcsv.writer.QuoteStrategies;
import io.leat.connector.csv.format.FileState.Active;
import io.leat.connector.csv.format.Header;
import io.leat.connector.csv.format.RowBatch;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * One file being written: RFC 4180, UTF-8, rows end in CR LF, an absent value is empty and an empty text is {@code ""}.
 *
 * <p>Knows three lengths: what is in the file, what is in the buffer after it, and what is {@link #keep kept} when the batch
 * that is being written fails.
 */
final class CsvFile {
    /** The buffer goes to the file when it holds this many bytes, and at the end of each batch. */
    private static final int DRAIN_AT = 1 << 18;

    private final String name;
    private final String diskName;
    private final long opened;
    private final Header header;
    private final OutFile out;
    private final Utf8Buffer buffer = new Utf8Buffer();
    private final CsvWriter csv;
    private final int[] positions;
    private final @Nullable String[] line;
    private long written;
    private long kept;
    private boolean torn;
    private boolean finishing;

    /** Goes on at {@code written} bytes of {@code out}; at 0 it begins with the header. */
    CsvFile(String name, String diskName, long opened, Header header, OutFile out, long written) {
        this.name = name;
        this.diskName = diskName;
        this.opened = opened;
        this.header = header;
        this.out = out;
        this.written = written;
        this.kept = written;
        this.torn = true; // Nothing beyond "written" is ours: cut before the first write (F2).
        csv = CsvWriter.builder()
                .bufferSize(0)
                .lineDelimiter(LineDelimiter.CRLF)
                .quoteStrategy(QuoteStrategies.EMPTY)
                .build(buffer);
        positions = header.positions();
        line = new @Nullable String[header.width()];
        if (written == 0) {
            csv.writeRecord(header.names());
        }
    }

    String diskName() {
        return diskName;
    }

    Header header() {
        return header;
    }

    long opened() {
        return opened;
    }

    /** Bytes of all rows so far, wherever they are. */
    long size() {
        return written + buffer.size();
    }

    /** As the state file remembers it; valid when the buffer is drained. */
    Active active() {
        return new Active(name, written, opened);
    }

    /** Once set, the state file may already call it complete, so that no row may be added. */
    boolean finishing() {
        return finishing;
    }

    void beginFinishing() {
        finishing = true;
    }

    void row(RowBatch rows, int row) throws IOException {
        rows.scatter(row, positions, line);
        if (line.length == 1 && line[0] == null) {
            line[0] = ""; // In quotes: a blank line would be no row to most readers.
        }
        csv.writeRecord(line);
        if (buffer.size() >= DRAIN_AT) {
            drain();
        }
    }

    /** Hands the buffer to the operating system: readers see it now. */
    void drain() throws IOException {
        if (torn) {
            out.truncate(written);
            torn = false;
        }
        if (buffer.size() > 0) {
            torn = true;
            out.write(buffer.bytes(), buffer.size(), written);
            torn = false;
            written += buffer.size();
            buffer.clear();
        }
    }

    void force() throws IOException {
        out.force();
    }

    /** What is drained is to stay. */
    void keep() {
        kept = written;
    }

    boolean hasKept() {
        return kept > 0;
    }

    /** Back to the last {@link #keep}. If even that fails, it is done before the next write. */
    void cutBack() throws IOException {
        buffer.clear();
        written = kept;
        torn = true;
        out.truncate(kept);
        torn = false;
    }

    void close() throws IOException {
        out.close();
    }
}
