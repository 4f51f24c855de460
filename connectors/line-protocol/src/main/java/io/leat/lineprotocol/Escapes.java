package io.leat.lineprotocol;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Which bytes end a name, and how a backslash before one of them is read. */
final class Escapes {
    /** Ends a measurement: a comma, a space, or what cannot be printed. A backslash stops the scan too, to be looked at. */
    static final int MEASUREMENT = 1;
    /** Ends a tag key, a tag value or a field key: as a measurement, and an equals sign. */
    static final int KEY = 2;

    private static final int ESCAPED_IN_MEASUREMENT = 4;
    private static final int ESCAPED_IN_KEY = 8;

    private static final byte[] CLASSES = classes();

    private Escapes() {}

    private static byte[] classes() {
        byte[] classes = new byte[256];
        for (int c = 0; c < 256; c++) {
            boolean stops = c < 0x20 || c == 0x7f || c == ' ' || c == ',' || c == '\\';
            boolean separates = c == ' ' || c == ',';
            classes[c] = (byte) ((stops ? MEASUREMENT : 0)
                    | (stops || c == '=' ? KEY : 0)
                    | (separates ? ESCAPED_IN_MEASUREMENT : 0)
                    | (separates || c == '=' ? ESCAPED_IN_KEY : 0));
        }
        return classes;
    }

    /** True if {@code c} ends a name of this kind, or is a backslash. */
    static boolean stops(byte c, int kind) {
        return (CLASSES[c & 0xff] & kind) != 0;
    }

    /** True if a backslash right before {@code c} makes it a plain character in a name of this kind. */
    static boolean escapable(byte c, int kind) {
        return (CLASSES[c & 0xff] & (kind << 2)) != 0;
    }

    /** A name without the backslashes that escape; any other backslash stays. */
    static String unescapeName(byte[] bytes, int from, int to, int kind) {
        byte[] plain = new byte[to - from];
        int length = 0;
        for (int i = from; i < to; i++) {
            if (bytes[i] == '\\' && i + 1 < to && escapable(bytes[i + 1], kind)) {
                i++;
            }
            plain[length++] = bytes[i];
        }
        return new String(plain, 0, length, UTF_8);
    }

    /** A string's text: {@code \"} and {@code \\} are one character, any other backslash stays. */
    static String unescapeString(byte[] bytes, int from, int to) {
        byte[] plain = new byte[to - from];
        int length = 0;
        for (int i = from; i < to; i++) {
            if (bytes[i] == '\\' && i + 1 < to && (bytes[i + 1] == '"' || bytes[i + 1] == '\\')) {
                i++;
            }
            plain[length++] = bytes[i];
        }
        return new String(plain, 0, length, UTF_8);
    }
}
