package io.leat.connector.csv.format;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.connect.data.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Reads schemaless maps: a nested map's fields have its name and a dot in front, lists become JSON.
 *
 * <p>With {@code metrics}, a map of the shape of a Telegraf metric is read as one, and {@code {"metrics":[…]}} as a row for each.
 */
final class MapReader implements ValueReader {
    private static final int MAX_DEPTH = 64;
    private final boolean metrics;

    MapReader(boolean metrics) {
        this.metrics = metrics;
    }

    @Override
    public void read(@Nullable Schema schema, @Nullable Object value, RowBuilder rows) {
        if (!(value instanceof Map<?, ?> map)) {
            throw new BadValueException("expected an object or map, and found "
                    + (value == null ? "nothing" : value.getClass().getSimpleName()));
        }
        if (metrics && map.size() == 1 && map.get(Metric.BATCH) instanceof List<?> list) {
            list.forEach(element -> readRow(element, rows));
        } else {
            readRow(map, rows);
        }
    }

    private void readRow(@Nullable Object value, RowBuilder rows) {
        if (!(value instanceof Map<?, ?> map)) {
            throw new BadValueException("an element of 'metrics' is no object: " + value);
        }
        if (metrics && Metric.is(map)) {
            metric(map, rows);
        } else {
            flatten("", map, rows, 0);
        }
        rows.endRow();
    }

    private static void metric(Map<?, ?> metric, RowBuilder rows) {
        rows.add(Metric.NAME, (String) metric.get(Metric.NAME));
        Object timestamp = metric.get(Metric.TIMESTAMP);
        if (timestamp != null) {
            rows.add(Metric.TIMESTAMP, Cells.text(null, timestamp));
        }
        Map<?, ?> tags = metric.get(Metric.TAGS) instanceof Map<?, ?> map ? map : Map.of();
        pairs(tags, null, rows);
        if (metric.get(Metric.FIELDS) instanceof Map<?, ?> fields) {
            pairs(fields, tags.keySet(), rows);
        }
    }

    /** Adds tags, or fields if the keys of {@code tags} are given. */
    static void pairs(Map<?, ?> pairs, @Nullable Set<?> tags, RowBuilder rows) {
        for (var pair : pairs.entrySet()) {
            String key = key(pair.getKey());
            rows.add(
                    tags == null ? Metric.tagColumn(key) : Metric.fieldColumn(key, tags),
                    Cells.text(null, pair.getValue()));
        }
    }

    private static void flatten(String prefix, Map<?, ?> map, RowBuilder rows, int depth) {
        if (depth > MAX_DEPTH) {
            throw new BadValueException("maps are nested deeper than " + MAX_DEPTH + " under '" + prefix + "'");
        }
        for (var entry : map.entrySet()) {
            String column = prefix.isEmpty() ? key(entry.getKey()) : prefix + "." + key(entry.getKey());
            if (entry.getValue() instanceof Map<?, ?> nested && !nested.isEmpty()) {
                flatten(column, nested, rows, depth + 1);
            } else {
                rows.add(column, Cells.text(null, entry.getValue()));
            }
        }
    }

    private static String key(@Nullable Object key) {
        if (key instanceof String text) {
            return text;
        }
        throw new BadValueException("the key " + key + " of a map is no text, so it cannot name a column");
    }
}
