package io.leat.connector.csv.format;

import io.leat.lineprotocol.LineView;
import java.util.HashSet;
import java.util.Set;

/**
 * The columns of the last line of a measurement. Most lines of a measurement have the same keys in the same order, and then
 * no column is looked up: the parser hands out the same string for the same key, so that comparing is cheap.
 */
final class LineLayout {
    private final String[] tagKeys;
    private final ColumnRef[] tags;
    private final String[] fieldKeys;
    private final ColumnRef[] fields;
    private final boolean[] repeatedLater;

    LineLayout(LineView line) {
        tagKeys = new String[line.tagCount()];
        tags = new ColumnRef[tagKeys.length];
        for (int i = 0; i < tagKeys.length; i++) {
            tagKeys[i] = line.tagKey(i);
            tags[i] = new ColumnRef(Metric.tagColumn(tagKeys[i]));
        }
        fieldKeys = new String[line.fieldCount()];
        fields = new ColumnRef[fieldKeys.length];
        repeatedLater = new boolean[fieldKeys.length];
        Set<String> known = Set.of(tagKeys);
        var seen = new HashSet<String>();
        for (int i = fieldKeys.length - 1; i >= 0; i--) {
            fieldKeys[i] = line.fieldKey(i);
            fields[i] = new ColumnRef(Metric.fieldColumn(fieldKeys[i], known));
            repeatedLater[i] = !seen.add(fieldKeys[i]);
        }
    }

    /** Whether {@code line} has the very same keys in the same order. */
    boolean fits(LineView line) {
        if (line.tagCount() != tags.length || line.fieldCount() != fields.length) {
            return false;
        }
        for (int i = 0; i < tags.length; i++) {
            if (!line.tagKey(i).equals(tagKeys[i])) {
                return false;
            }
        }
        for (int i = 0; i < fields.length; i++) {
            if (!line.fieldKey(i).equals(fieldKeys[i])) {
                return false;
            }
        }
        return true;
    }

    ColumnRef tag(int tag) {
        return tags[tag];
    }

    ColumnRef field(int field) {
        return fields[field];
    }

    /** A later field of the line has the same key, and counts instead. */
    boolean repeatedLater(int field) {
        return repeatedLater[field];
    }
}
