package io.leat.connector.csv.format;

import org.apache.kafka.connect.data.Schema;
import org.jspecify.annotations.Nullable;

/** Reads the value of a record as rows. */
interface ValueReader {

    /**
     * Adds the rows of {@code value} to {@code rows}.
     *
     * @throws BadValueException if it cannot be a row; the caller then drops what was added
     */
    void read(@Nullable Schema schema, @Nullable Object value, RowBuilder rows);
}
