package io.leat.connector.csv.format;

import io.leat.lineprotocol.LineParser;
import io.leat.lineprotocol.LineParser.Event;
import io.leat.lineprotocol.LineView;
import io.leat.lineprotocol.Precision;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Reads line protocol, as Telegraf's Kafka output writes it by default: a row for each line, all of a record or none.
 *
 * <p>Timestamps are nanoseconds, as Telegraf writes them. A field that occurs twice in a line counts by its later value, as in
 * InfluxDB.
 */
final class LineReader implements ValueReader {
    /** Measurements whose columns are remembered; more than that are read as well, only slower. */
    private static final int MAX_LAYOUTS = 1000;

    private final LineParser parser = new LineParser(Precision.NANOSECONDS);
    private final Map<String, LineLayout> layouts = new HashMap<>();
    private final ColumnRef name = new ColumnRef(Metric.NAME);
    private final ColumnRef timestamp = new ColumnRef(Metric.TIMESTAMP);

    @Override
    public void read(@Nullable Schema schema, @Nullable Object value, RowBuilder rows) {
        byte[] text = Texts.utf8(value);
        parser.reset(text, 0, text.length);
        for (Event event; (event = parser.next()) != Event.END; ) {
            if (event == Event.BAD_LINE) {
                throw new BadValueException(
                        "not line protocol: " + parser.error().message());
            }
            row(parser.view(), rows);
        }
    }

    private void row(LineView line, RowBuilder rows) {
        String measurement = line.measurement();
        rows.add(name, measurement);
        if (line.hasTimestamp()) {
            rows.add(timestamp, Long.toString(line.timestampNanos()));
        }
        LineLayout layout = layouts.get(measurement);
        if (layout == null || !layout.fits(line)) {
            layout = new LineLayout(line);
            if (layouts.size() >= MAX_LAYOUTS) {
                layouts.clear();
            }
            layouts.put(measurement, layout);
        }
        for (int i = 0; i < line.tagCount(); i++) {
            rows.add(layout.tag(i), line.tagValue(i));
        }
        for (int i = 0; i < line.fieldCount(); i++) {
            if (!layout.repeatedLater(i)) {
                rows.add(layout.field(i), text(line, i));
            }
        }
        rows.endRow();
    }

    private static String text(LineView line, int field) {
        return switch (line.fieldType(field)) {
            case FLOAT -> Cells.text(line.doubleValue(field));
            case INTEGER -> Long.toString(line.longValue(field));
            case UNSIGNED -> Long.toUnsignedString(line.longValue(field));
            case BOOLEAN -> Boolean.toString(line.booleanValue(field));
            case STRING -> line.stringValue(field);
        };
    }
}
