package io.leat.connector.csv.format;

/** A column name that remembers its number, so that a field known by its schema costs no lookup per record. */
final class ColumnRef {
    private final String name;
    private int number = Integer.MAX_VALUE;
    private String known;

    ColumnRef(String name) {
        this.name = name;
        this.known = name;
    }

    /** The number of this column in {@code columns}; looked up again only if it was forgotten meanwhile. */
    int number(Columns columns) {
        if (!columns.means(number, known)) {
            number = columns.number(name);
            known = columns.nameOf(number);
        }
        return number;
    }
}
