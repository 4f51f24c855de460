package io.leat.log.settings;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** The nearest of the names we know to one that somebody wrote: what they most likely meant. */
public final class Nearest {
    private Nearest() {}

    /** The nearest name by edit distance, unless so much differs that it would be no help. */
    public static Optional<String> to(String written, Collection<String> names) {
        return names.stream()
                .min(Comparator.comparingInt((String name) -> distance(written, name))
                        .thenComparing(name -> name))
                .filter(name -> distance(written, name) <= Math.max(2, written.length() / 3));
    }

    /** Levenshtein's distance: insertions, deletions and replacements of single characters. */
    static int distance(String a, String b) {
        int[] previous = new int[b.length() + 1];
        int[] current = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            current[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(replaced, 1 + Math.min(previous[j], current[j - 1]));
            }
            int[] swap = previous;
            previous = current;
            current = swap;
        }
        return previous[b.length()];
    }
}
