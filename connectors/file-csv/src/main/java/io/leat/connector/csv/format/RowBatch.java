package io.leat.connector.csv.format;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Rows waiting for their header: cells one after another, each a column number and a text.
 *
 * <p>A record may make several rows (a batch of metrics in one message); they share its offset, and stay in one file.
 * Reused from batch to batch, so that the arrays are grown once.
 */
public final class RowBatch {
    private int[] columns = new int[1024];
    private @Nullable String[] texts = new @Nullable String[1024];
    private int cells;
    private int[] rowEnds = new int[128];
    private long[] offsets = new long[128];
    private int rows;

    public int rows() {
        return rows;
    }

    /** The offset of the record that made row {@code row}. */
    public long offset(int row) {
        return offsets[row];
    }

    /** Whether {@code row} is the last of its record: the only place where a file may end. */
    public boolean endsRecord(int row) {
        return row + 1 == rows || offsets[row + 1] != offsets[row];
    }

    /** Puts the cells of {@code row} where {@code positions} says; a column the row lacks is left null. */
    public void scatter(int row, int[] positions, @Nullable String[] line) {
        Arrays.fill(line, null);
        for (int i = row == 0 ? 0 : rowEnds[row - 1], end = rowEnds[row]; i < end; i++) {
            line[positions[columns[i]]] = texts[i];
        }
    }

    public void clear() {
        Arrays.fill(texts, 0, cells, null);
        cells = 0;
        rows = 0;
    }

    void cell(int column, @Nullable String text) {
        if (cells == columns.length) {
            columns = Arrays.copyOf(columns, cells * 2);
            texts = Arrays.copyOf(texts, cells * 2);
        }
        columns[cells] = column;
        texts[cells++] = text;
    }

    void endRow(long offset) {
        if (rows == offsets.length) {
            offsets = Arrays.copyOf(offsets, rows * 2);
            rowEnds = Arrays.copyOf(rowEnds, rows * 2);
        }
        offsets[rows] = offset;
        rowEnds[rows++] = cells;
    }

    /** Drops what was added after row {@code size} (C2). */
    void shrink(int size) {
        rows = size;
        cells = size == 0 ? 0 : rowEnds[size - 1];
    }
}
