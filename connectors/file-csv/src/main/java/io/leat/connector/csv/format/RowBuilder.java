package io.leat.connector.csv.format;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Turns the fields of one record after another into the rows of a batch. One per partition, used by one thread. */
public final class RowBuilder {
    private final Columns columns;
    private final RowBatch batch = new RowBatch();
    /** By column number: the row that last had this column, so that a second cell in it is seen (C3). */
    private long[] filled = new long[64];

    private long row = 1;
    private boolean empty = true;
    private int keptRows;
    private int keptColumns;
    private long offset;

    public RowBuilder(Columns columns) {
        this.columns = columns;
        keptColumns = columns.size();
    }

    public Columns columns() {
        return columns;
    }

    public RowBatch batch() {
        return batch;
    }

    /** Begins the record at {@code offset}. Ends with {@link #keep} or {@link #drop}. */
    public void begin(long offset) {
        this.offset = offset;
        keptRows = batch.rows();
        keptColumns = columns.size();
        nextRow();
    }

    /** Adds a cell; null leaves it empty, but the column is there. */
    public void add(String column, @Nullable String text) {
        add(columns.number(column), text);
    }

    /** As {@link #add(String, String)}, for readers that know the column already. */
    void add(ColumnRef column, @Nullable String text) {
        add(column.number(columns), text);
    }

    private void add(int number, @Nullable String text) {
        if (number >= filled.length) {
            filled = Arrays.copyOf(filled, Math.max(number + 1, filled.length * 2));
        }
        if (filled[number] == row) {
            throw new BadValueException("two fields of the record make the column '" + columns.nameOf(number)
                    + "'; rename one with the ReplaceField transform");
        }
        filled[number] = row;
        empty = false;
        batch.cell(number, text);
    }

    /** Ends the row. A row without a single field is no row: the value says nothing. */
    public void endRow() {
        if (empty) {
            throw new BadValueException("the value has no field, so there is nothing to put into a row");
        }
        batch.endRow(offset);
        nextRow();
    }

    /** Takes the record: all of its rows are in the batch. */
    public void keep() {
        if (batch.rows() == keptRows) {
            throw new BadValueException("the value has no row in it");
        }
        keptColumns = columns.size();
    }

    /** Leaves nothing of the record behind (C2). */
    public void drop() {
        batch.shrink(keptRows);
        columns.shrink(keptColumns);
    }

    private void nextRow() {
        row++;
        empty = true;
    }
}
