package io.leat.connect.plugin;

import java.math.BigInteger;

/** Orders version texts the way people read them: numbers by value, and {@code 1.2-rc1} before {@code 1.2}. Pure. */
final class PluginVersion {
    private PluginVersion() {}

    static int compare(String left, String right) {
        String[] a = parts(left);
        String[] b = parts(right);
        for (int i = 0; i < Math.max(a.length, b.length); i++) {
            int order = comparePart(i < a.length ? a[i] : "", i < b.length ? b[i] : "");
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    /** Runs of digits and runs of letters. */
    private static String[] parts(String version) {
        return version.split("[^\\p{Alnum}]+|(?<=\\d)(?=\\p{Alpha})|(?<=\\p{Alpha})(?=\\d)", -1);
    }

    private static int comparePart(String a, String b) {
        boolean numberA = isNumber(a);
        boolean numberB = isNumber(b);
        if (numberA && numberB) {
            return new BigInteger(a).compareTo(new BigInteger(b));
        }
        int rank = Integer.compare(rank(a, numberA), rank(b, numberB));
        return rank != 0 ? rank : a.compareToIgnoreCase(b);
    }

    private static boolean isNumber(String part) {
        return !part.isEmpty() && part.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /** A word is a step before the release, nothing is the release, a number a step after it. */
    private static int rank(String part, boolean number) {
        if (number) {
            return 2;
        }
        return part.isEmpty() ? 1 : 0;
    }
}
