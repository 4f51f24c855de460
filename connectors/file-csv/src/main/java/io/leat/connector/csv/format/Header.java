package io.leat.connector.csv.format;

import java.util.HashMap;
import java.util.List;

/**
 * The first row of a file.
 *
 * @param names sorted by code unit, each once
 * @param position where the column with a number of {@link Columns} stands in a row
 */
public record Header(List<String> names, List<Integer> position) {

    public Header {
        names = List.copyOf(names);
        position = List.copyOf(position);
    }

    static Header of(List<String> arrival) {
        List<String> sorted = arrival.stream().sorted().toList();
        var places = new HashMap<String, Integer>();
        for (int i = 0; i < sorted.size(); i++) {
            places.put(sorted.get(i), i);
        }
        return new Header(sorted, arrival.stream().map(places::get).toList());
    }

    public int width() {
        return names.size();
    }

    /** {@link #position} as an array for the loop over cells. */
    public int[] positions() {
        return position.stream().mapToInt(Integer::intValue).toArray();
    }
}
