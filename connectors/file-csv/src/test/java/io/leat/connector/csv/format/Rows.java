package io.leat.connector.csv.format;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/** Reads values the way a partition does, and shows the rows as {@code column=text} in the order of the header. */
final class Rows {
    private final Columns columns = new Columns(1000, List.of());
    private final RowBuilder builder = new RowBuilder(columns);
    private final ValueFormat.Reading reading;
    private long offset;

    Rows(ValueFormat format) {
        reading = new ValueFormat.Reading(format);
    }

    static List<String> of(ValueFormat format, @Nullable Object value) {
        return new Rows(format).read(value);
    }

    /** The rows of one more value. An empty text is shown as {@code column=}, an absent value as {@code column}. */
    List<String> read(@Nullable Object value) {
        builder.batch().clear();
        reading.read(value instanceof Struct struct ? struct.schema() : null, value, offset++, builder);
        var rows = new ArrayList<String>();
        for (int row = 0; row < builder.batch().rows(); row++) {
            rows.add(show(row));
        }
        return rows;
    }

    List<String> header() {
        return columns.header().names();
    }

    private String show(int row) {
        Header header = columns.header();
        var line = new @Nullable String[header.width()];
        builder.batch().scatter(row, header.positions(), line);
        var cells = new TreeMap<String, String>();
        for (int i = 0; i < line.length; i++) {
            String text = line[i];
            if (text != null) {
                cells.put(header.names().get(i), text);
            }
        }
        return cells.toString();
    }
}
