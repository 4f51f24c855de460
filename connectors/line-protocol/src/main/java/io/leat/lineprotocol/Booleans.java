package io.leat.lineprotocol;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;

/** The ten ways to write a boolean. */
final class Booleans {
    private static final byte[][] TRUE = words("t", "T", "true", "True", "TRUE");
    private static final byte[][] FALSE = words("f", "F", "false", "False", "FALSE");

    private Booleans() {}

    private static byte[][] words(String... words) {
        return Arrays.stream(words).map(word -> word.getBytes(US_ASCII)).toArray(byte[][]::new);
    }

    /** 1, 0, or -1 if the bytes are no boolean. */
    static int read(byte[] buffer, int from, int to) {
        return matches(TRUE, buffer, from, to) ? 1 : matches(FALSE, buffer, from, to) ? 0 : -1;
    }

    private static boolean matches(byte[][] words, byte[] buffer, int from, int to) {
        for (byte[] word : words) {
            if (Arrays.equals(word, 0, word.length, buffer, from, to)) {
                return true;
            }
        }
        return false;
    }
}
