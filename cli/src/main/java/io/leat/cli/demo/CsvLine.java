package io.leat.cli.demo;

import java.util.ArrayList;
import java.util.List;

/**
 * A line of a CSV file for people: {@code column=value} of the cells that have one. The metrics of a machine have eighty
 * columns, of which a row fills ten; as they stand they are commas. Pure.
 */
final class CsvLine {
    private CsvLine() {}

    /** The filled cells of {@code line}, named by {@code header}; both without a line break. */
    static String filled(String header, String line) {
        var names = cells(header);
        var values = cells(line);
        var text = new StringBuilder();
        for (int i = 0; i < Math.min(names.size(), values.size()); i++) {
            if (!values.get(i).isEmpty()) {
                text.append(text.isEmpty() ? "" : " ")
                        .append(names.get(i))
                        .append('=')
                        .append(values.get(i));
            }
        }
        return text.toString();
    }

    /** RFC 4180: a quoted cell may have commas in it, and two quotes for one. */
    private static List<String> cells(String line) {
        var cells = new ArrayList<String>();
        var cell = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '"') {
                boolean twice = quoted && i + 1 < line.length() && line.charAt(i + 1) == '"';
                if (twice) {
                    cell.append(c);
                    i++;
                } else {
                    quoted = !quoted;
                }
            } else if (c == ',' && !quoted) {
                cells.add(cell.toString());
                cell.setLength(0);
            } else {
                cell.append(c);
            }
        }
        cells.add(cell.toString());
        return cells;
    }
}
