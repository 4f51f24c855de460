package io.leat.connector.telegraf.host;

import java.util.List;

/** The form that the texts under {@code /proc} share: lines of words. */
final class Lines {
    private Lines() {}

    static List<String> of(String text) {
        return text.lines().toList();
    }

    static String[] words(String line) {
        return line.strip().split("\\s+", -1);
    }

    /** The number a word is, or {@code otherwise}. */
    static long number(String word, long otherwise) {
        try {
            return Long.parseLong(word);
        } catch (NumberFormatException e) {
            return otherwise;
        }
    }
}
