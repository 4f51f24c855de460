package io.leat.cli.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A table for people: columns as wide as their widest cell, two spaces between, no lines drawn. Columns whose heading
 * begins with {@code >} are aligned to the right.
 */
public final class Table {
    private static final String BETWEEN = "  ";

    private final boolean[] right;
    private final List<String[]> rows = new ArrayList<>();

    public Table(String... headings) {
        right = new boolean[headings.length];
        var first = new String[headings.length];
        for (int i = 0; i < headings.length; i++) {
            right[i] = headings[i].startsWith(">");
            first[i] = right[i] ? headings[i].substring(1) : headings[i];
        }
        rows.add(first);
    }

    /** Adds a row; there must be as many cells as headings. Line breaks and tabs become spaces. */
    public Table row(Object... cells) {
        if (cells.length != right.length) {
            throw new IllegalArgumentException(cells.length + " cells for " + right.length + " columns");
        }
        rows.add(Arrays.stream(cells)
                .map(cell -> String.valueOf(cell).replaceAll("[\\r\\n\\t]+", " "))
                .toArray(String[]::new));
        return this;
    }

    /** The lines, headings first, nothing behind the last cell. */
    public List<String> lines() {
        var widths = new int[right.length];
        for (var row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row[i].length());
            }
        }
        return rows.stream().map(row -> line(row, widths)).toList();
    }

    private String line(String[] row, int[] widths) {
        var line = new StringBuilder();
        for (int i = 0; i < row.length; i++) {
            var space = " ".repeat(widths[i] - row[i].length());
            line.append(i == 0 ? "" : BETWEEN);
            line.append(right[i] ? space + row[i] : row[i] + space);
        }
        return line.toString().stripTrailing();
    }
}
