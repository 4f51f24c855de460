package io.leat.connector.csv.format;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The columns of one partition: each field name seen so far has a number, given in order of arrival and never changed.
 *
 * <p>Numbers let a batch be collected before its header is known; {@link #header} says where each number stands in a row.
 * The count is limited, because every new column opens a new file, and field names come from outside.
 */
public final class Columns {
    private final int limit;
    private final List<String> names = new ArrayList<>();
    private final Map<String, Integer> numbers = new HashMap<>();
    private @Nullable Header header;

    /** Starts with {@code known}, the columns of the file that is being continued; {@code limit} counts them too. */
    public Columns(int limit, Collection<String> known) {
        this.limit = limit;
        known.forEach(this::add);
    }

    public int size() {
        return names.size();
    }

    /** The number of {@code name}, new if it was never seen. */
    public int number(String name) {
        Integer known = numbers.get(name);
        if (known != null) {
            return known;
        }
        if (names.size() >= limit) {
            throw new BadValueException("field '" + name + "' would be column " + (limit + 1) + ", and columns.max is "
                    + limit + "; raise columns.max, or drop fields with the ReplaceField transform");
        }
        return add(name);
    }

    String nameOf(int number) {
        return names.get(number);
    }

    /** Whether {@code number} still means {@code name}; the very same string, so that this costs one comparison. */
    @SuppressWarnings({"ReferenceEquality", "StringEquality"}) // A miss only costs the lookup in the map.
    boolean means(int number, String name) {
        return number < names.size() && names.get(number) == name;
    }

    /** Forgets the columns from {@code size} on: those of a record that turned out bad (C2). */
    void shrink(int size) {
        for (int i = names.size() - 1; i >= size; i--) {
            numbers.remove(names.remove(i));
            header = null;
        }
    }

    /** All columns, sorted (C1). The same object until a column is added. */
    public Header header() {
        if (header == null) {
            header = Header.of(names);
        }
        return header;
    }

    private int add(String name) {
        numbers.put(name, names.size());
        names.add(name);
        header = null;
        return names.size() - 1;
    }
}
