package io.leat.connect.plugin;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToIntBiFunction;
import java.util.stream.Collectors;

/** What the writer of an unknown name may have meant. */
public final class NearestNames {
    /** Names offered: enough to hold the right one, few enough to read. */
    static final int OFFERED = 3;

    /** A name longer than this is compared by its beginning: the cost of a comparison is the product of the lengths. */
    private static final int COMPARED = 256;

    private NearestNames() {}

    /**
     * The (up to) three of {@code known} nearest to {@code wanted}, nearest first, equals in alphabetical order. The
     * distance is the number of letters to change, insert or delete, case ignored.
     */
    public static List<String> of(String wanted, Collection<String> known) {
        return nearest(wanted, known, NearestNames::levenshtein);
    }

    /** As {@link #of}, for classes: between the whole names or between what follows the last dot, whichever is less. */
    static List<String> ofClasses(String wanted, Collection<String> known) {
        return nearest(
                wanted, known, (a, b) -> Math.min(levenshtein(a, b), levenshtein(afterLastDot(a), afterLastDot(b))));
    }

    private static List<String> nearest(
            String wanted, Collection<String> known, ToIntBiFunction<String, String> distance) {
        String lower = wanted.toLowerCase(Locale.ROOT);
        Map<String, Integer> distances = known.stream()
                .distinct()
                .collect(Collectors.toMap(
                        Function.identity(), name -> distance.applyAsInt(lower, name.toLowerCase(Locale.ROOT))));
        return distances.keySet().stream()
                .sorted(Comparator.<String>comparingInt(distances::get).thenComparing(Comparator.naturalOrder()))
                .limit(OFFERED)
                .toList();
    }

    private static String afterLastDot(String name) {
        return name.substring(name.lastIndexOf('.') + 1);
    }

    private static int levenshtein(String left, String right) {
        String a = left.substring(0, Math.min(left.length(), COMPARED));
        String b = right.substring(0, Math.min(right.length(), COMPARED));
        int[] row = new int[b.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substituted, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
